import type { DaemonSet, Deployment, LabelSelector, PodTemplateSpec, ReplicaSet, StatefulSet } from '../../../api/types'
import { since } from '../duration'
import { as, labelText, none, type Columns } from './table'

/** `app=web,tier in (a,b)`. Models metav1.FormatLabelSelector. */
export function selectorText(selector: LabelSelector | undefined): string {
  const requirements = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`)
  for (const { key, operator, values = [] } of selector?.matchExpressions ?? []) {
    if (operator === 'Exists') requirements.push(key)
    else if (operator === 'DoesNotExist') requirements.push(`!${key}`)
    else requirements.push(`${key} ${operator === 'In' ? 'in' : 'notin'} (${[...values].sort().join(',')})`)
  }
  return requirements.length === 0 ? none : requirements.sort().join(',')
}

const containersOf = (template: PodTemplateSpec | undefined): [string, string] => {
  const containers = template?.spec?.containers ?? []
  return [containers.map(({ name }) => name).join(','), containers.map(({ image }) => image ?? '').join(',')]
}

export const deployments: Columns = {
  headers: ['NAME', 'READY', 'UP-TO-DATE', 'AVAILABLE', 'AGE'],
  wide: ['CONTAINERS', 'IMAGES', 'SELECTOR'],
  row: (object, now) => {
    const { metadata, spec, status } = as<Deployment>(object)
    return [
      metadata.name,
      `${status?.readyReplicas ?? 0}/${spec.replicas ?? 1}`,
      String(status?.updatedReplicas ?? 0),
      String(status?.availableReplicas ?? 0),
      since(metadata.creationTimestamp, now),
      ...containersOf(spec.template),
      selectorText(spec.selector)
    ]
  }
}

export const replicasets: Columns = {
  headers: ['NAME', 'DESIRED', 'CURRENT', 'READY', 'AGE'],
  wide: ['CONTAINERS', 'IMAGES', 'SELECTOR'],
  row: (object, now) => {
    const { metadata, spec, status } = as<ReplicaSet>(object)
    return [
      metadata.name,
      String(spec.replicas ?? 1),
      String(status?.replicas ?? 0),
      String(status?.readyReplicas ?? 0),
      since(metadata.creationTimestamp, now),
      ...containersOf(spec.template),
      selectorText(spec.selector)
    ]
  }
}

export const statefulsets: Columns = {
  headers: ['NAME', 'READY', 'AGE'],
  wide: ['CONTAINERS', 'IMAGES'],
  row: (object, now) => {
    const { metadata, spec, status } = as<StatefulSet>(object)
    return [
      metadata.name,
      `${status?.readyReplicas ?? 0}/${spec.replicas ?? 1}`,
      since(metadata.creationTimestamp, now),
      ...containersOf(spec.template)
    ]
  }
}

export const daemonsets: Columns = {
  headers: ['NAME', 'DESIRED', 'CURRENT', 'READY', 'UP-TO-DATE', 'AVAILABLE', 'NODE SELECTOR', 'AGE'],
  wide: ['CONTAINERS', 'IMAGES', 'SELECTOR'],
  row: (object, now) => {
    const { metadata, spec, status } = as<DaemonSet>(object)
    return [
      metadata.name,
      String(status?.desiredNumberScheduled ?? 0),
      String(status?.currentNumberScheduled ?? 0),
      String(status?.numberReady ?? 0),
      String(status?.updatedNumberScheduled ?? 0),
      String(status?.numberAvailable ?? 0),
      labelText(spec.template.spec?.nodeSelector),
      since(metadata.creationTimestamp, now),
      ...containersOf(spec.template),
      selectorText(spec.selector)
    ]
  }
}
