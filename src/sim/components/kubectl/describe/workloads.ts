import { selects } from '../../../api/labels'
import type { CoreEvent, Deployment, Pod, ReplicaSet } from '../../../api/types'
import { selectorText } from '../../../api/kinds/columns'
import { eventLines, longTime, mapLines } from './lines'
import { templateLines } from './template'

const sameTemplate = (set: ReplicaSet, { spec }: Deployment): boolean => {
  const { 'pod-template-hash': _hash, ...labels } = set.spec.template?.metadata?.labels ?? {}
  const template = { ...set.spec.template, metadata: { ...set.spec.template?.metadata, labels } }
  return (
    JSON.stringify(template) ===
    JSON.stringify({
      ...spec.template,
      metadata: { ...spec.template.metadata, labels: spec.template.metadata?.labels ?? {} }
    })
  )
}

const setText = (sets: readonly ReplicaSet[]): string =>
  sets
    .map(
      ({ metadata, spec, status }) =>
        `${metadata.name} (${status?.replicas ?? 0}/${spec.replicas ?? 0} replicas created)`
    )
    .join(', ') || '<none>'

/** Models describeDeployment. */
export function describeDeployment(
  deployment: Deployment,
  all: readonly ReplicaSet[],
  events: readonly CoreEvent[],
  now: number
): string {
  const { metadata, spec, status } = deployment
  const own = all.filter(
    (set) =>
      set.metadata.ownerReferences?.some(({ uid }) => uid === metadata.uid) &&
      selects(spec.selector, set.metadata.labels)
  )
  const current = own.find((set) => sameTemplate(set, deployment))
  const old = own.filter((set) => set !== current && (set.spec.replicas ?? 0) > 0)
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0, unavailableReplicas = 0 } = status ?? {}
  const { maxUnavailable, maxSurge } = spec.strategy?.rollingUpdate ?? {}
  const conditions = status?.conditions ?? []
  return [
    `Name:\t${metadata.name}\nNamespace:\t${metadata.namespace}\nCreationTimestamp:\t${longTime(metadata.creationTimestamp)}\n`,
    mapLines('Labels', metadata.labels, '='),
    mapLines('Annotations', metadata.annotations, ': '),
    `Selector:\t${selectorText(spec.selector)}\n`,
    `Replicas:\t${spec.replicas ?? 1} desired | ${updatedReplicas} updated | ${replicas} total | ${availableReplicas} available | ${unavailableReplicas} unavailable\n`,
    `StrategyType:\t${spec.strategy?.type ?? ''}\nMinReadySeconds:\t${spec.minReadySeconds ?? 0}\n`,
    spec.strategy?.rollingUpdate
      ? `RollingUpdateStrategy:\t${String(maxUnavailable)} max unavailable, ${String(maxSurge)} max surge\n`
      : '',
    `Pod Template:\n${templateLines(spec.template)}`,
    conditions.length > 0
      ? `Conditions:\n  Type\tStatus\tReason\n  ----\t------\t------\n${conditions.map(({ type, status: value, reason }) => `  ${type} \t${value}\t${reason}\n`).join('')}`
      : '',
    `OldReplicaSets:\t${setText(old)}\nNewReplicaSet:\t${setText(current ? [current] : [])}\n`,
    eventLines(events, now)
  ].join('')
}

/** Models describeReplicaSet. */
export function describeReplicaSet(
  set: ReplicaSet,
  pods: readonly Pod[],
  events: readonly CoreEvent[],
  now: number
): string {
  const { metadata, spec, status } = set
  const controller = metadata.ownerReferences?.find((owner) => owner.controller)
  const count = (phase: string) => pods.filter((pod) => pod.status.phase === phase).length
  return [
    `Name:\t${metadata.name}\nNamespace:\t${metadata.namespace}\nSelector:\t${selectorText(spec.selector)}\n`,
    mapLines('Labels', metadata.labels, '='),
    mapLines('Annotations', metadata.annotations, ': '),
    controller ? `Controlled By:\t${controller.kind}/${controller.name}\n` : '',
    `Replicas:\t${status?.replicas ?? 0} current / ${spec.replicas ?? 1} desired\n`,
    `Pods Status:\t${count('Running')} Running / ${count('Pending')} Waiting / ${count('Succeeded')} Succeeded / ${count('Failed')} Failed\n`,
    `Pod Template:\n${templateLines(spec.template!)}`,
    eventLines(events, now)
  ].join('')
}
