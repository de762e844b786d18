import { keysOf, list, map, part, text, texts, type Part } from '../../api/kinds/parts'
import type { Kind } from '../../api/scheme'
import { valueAt } from '../../api/structural/value'
import type { KubeObject } from '../../api/types'
import type { Request } from './context'

/** The scale subresource of a workload. Models pkg/registry/apps/deployment/storage scaleFromDeployment and customresource/etcd.go. */
export function scaleOf(object: KubeObject, kind?: Kind): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata
  const paths = kind?.custom?.scale
  const { replicas: own, selector: given } = (object.spec ?? {}) as { replicas?: number; selector?: object }
  const replicas = paths ? valueAt(object, paths.specReplicasPath) : own
  const current = paths
    ? valueAt(object, paths.statusReplicasPath)
    : (object.status as { replicas?: number } | undefined)?.replicas
  const selector = paths
    ? text(paths.labelSelectorPath === undefined ? '' : valueAt(object, paths.labelSelectorPath))
    : selectorText(object.kind === 'ReplicationController' ? { matchLabels: given } : (given ?? {}))
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: {
      name,
      ...(namespace !== undefined && { namespace }),
      ...(uid !== undefined && { uid }),
      ...(resourceVersion !== undefined && { resourceVersion }),
      ...(creationTimestamp !== undefined && { creationTimestamp })
    },
    spec: typeof replicas === 'number' && replicas !== 0 ? { replicas } : {},
    status: { replicas: typeof current === 'number' ? current : 0, ...(selector !== '' && { selector }) }
  }
}

/** What a patch of the scale is applied to: it tells who set the replicas. Models managedfields ScaleHandler.ToSubresource. */
export function scaleToPatch(object: KubeObject, kind: Kind): KubeObject {
  const scale = scaleOf(object, kind)
  const path = (kind.custom?.scale?.specReplicasPath ?? '.spec.replicas').split('.').filter((step) => step !== '')
  const managers = (object.metadata.managedFields ?? []).filter(({ fieldsV1 }) =>
    path.reduce<unknown>((fields, step) => part(fields)?.[`f:${step}`], fieldsV1)
  )
  if (managers.length === 0) return scale
  const managedFields = managers.map(({ subresource: _subresource, ...one }) => ({
    ...one,
    apiVersion: 'autoscaling/v1',
    fieldsV1: { 'f:spec': { 'f:replicas': {} } }
  }))
  return { ...scale, metadata: { ...scale.metadata, managedFields } }
}

/** A scaled object: the number of replicas where its kind has it. */
export function withReplicas(object: KubeObject, replicas: number, kind: Kind): KubeObject {
  const steps = (kind.custom?.scale?.specReplicasPath ?? '.spec.replicas').split('.').filter((step) => step !== '')
  const set = (value: unknown, [step = '', ...rest]: readonly string[]): unknown => ({
    ...(value as object | undefined),
    [step]: rest.length === 0 ? replicas : set((value as Record<string, unknown> | undefined)?.[step], rest)
  })
  return set(object, steps) as KubeObject
}

export const scaleIfAsked = (request: Request, object: KubeObject, kind?: Kind): KubeObject =>
  request.subresource === 'scale' ? scaleOf(object, kind) : object

/** A selector as one text, in the order of its keys. Models metav1.LabelSelectorAsSelector and labels.Selector.String. */
function selectorText(value: object): string {
  const { matchLabels, matchExpressions }: Part = { ...value }
  const labels = keysOf(matchLabels).map((key) => ({ key, text: `${key}=${map(matchLabels)[key]}` }))
  const others = list(matchExpressions).map(({ key, operator, values }) => {
    const name = text(key)
    const set = `(${texts(values).toSorted().join(',')})`
    const words: Readonly<Record<string, string>> = {
      In: `${name} in ${set}`,
      NotIn: `${name} notin ${set}`,
      Exists: name,
      DoesNotExist: `!${name}`
    }
    return { key: name, text: words[text(operator)] ?? '' }
  })
  return [...labels, ...others]
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map((one) => one.text)
    .join(',')
}
