import { selectorText } from '../../../api/kinds/columns'
import { canonicalQuantity } from '../../../api/quantity'
import type {
  DaemonSet,
  Deployment,
  KubeObject,
  LabelSelector,
  Pod,
  ReplicaSet,
  ReplicationController,
  StatefulSet
} from '../../../api/types'
import { labelText } from '../../../api/kinds/columns'
import { newAndOldSets } from '../replica-sets'
import { classOf } from './claim'
import { errorOf, itemsOf, list, type About, type Describer, type Question } from './describer'
import { writeTemplate } from './template'
import { goList, longTime, type Writer } from './writer'

/** A selector as labels.Selector writes it: nothing, if it selects all. */
export const plainSelector = (selector: LabelSelector | undefined): string => {
  const text = selectorText(selector)
  return text === '<none>' ? '' : text
}

const podsOf = (object: KubeObject, labelSelector: string): Question => ({
  ...list('pods', 'pods', object.metadata.namespace, { ...(labelSelector !== '' && { labelSelector }) }),
  // A ReplicaSet says why they could not be counted, the others are not described.
  ...(object.kind !== 'ReplicaSet' && { needed: true })
})

/** `2 Running / 0 Waiting / …` of the pods that it controls. Models getPodStatusForController. */
function podsStatus({ metadata: { uid } }: KubeObject, about: About): string {
  const own = itemsOf<Pod>(about, 'pods').filter((pod) =>
    pod.metadata.ownerReferences?.some((owner) => owner.controller && owner.uid === uid)
  )
  const count = (phase: string) => own.filter((pod) => pod.status.phase === phase).length
  return `${count('Running')} Running / ${count('Pending')} Waiting / ${count('Succeeded')} Succeeded / ${count('Failed')} Failed`
}

function writeConditions(
  writer: Writer,
  conditions: readonly { type: string; status: string; reason?: string }[] = []
): void {
  if (conditions.length === 0) return
  writer.line(0, 'Conditions:\n  Type\tStatus\tReason')
  writer.line(1, '----\t------\t------')
  for (const { type, status, reason = '' } of conditions) writer.line(1, `${type} \t${status}\t${reason}`)
}

function writeController(writer: Writer, { metadata }: KubeObject): void {
  const controller = metadata.ownerReferences?.find((owner) => owner.controller)
  if (controller) writer.row(0, 'Controlled By', `${controller.kind}/${controller.name}`)
}

/** Models describeDeployment. */
export const deployment: Describer<Deployment> = {
  after: ({ metadata, spec }) => [
    list('sets', 'replicasets', metadata.namespace, { labelSelector: plainSelector(spec.selector) })
  ],
  write: (of, writer, about) => {
    const { metadata, spec, status } = of
    const { updatedReplicas = 0, replicas = 0, availableReplicas = 0, unavailableReplicas = 0 } = status ?? {}
    writer.row(0, 'Name', metadata.name)
    writer.row(0, 'Namespace', metadata.namespace ?? '')
    writer.row(0, 'CreationTimestamp', longTime(metadata.creationTimestamp))
    writer.labels('Labels', metadata.labels)
    writer.annotations('Annotations', metadata.annotations)
    writer.row(0, 'Selector', plainSelector(spec.selector))
    writer.row(
      0,
      'Replicas',
      `${spec.replicas ?? 0} desired | ${updatedReplicas} updated | ${replicas} total | ${availableReplicas} available | ${unavailableReplicas} unavailable`
    )
    writer.row(0, 'StrategyType', spec.strategy?.type ?? '')
    writer.row(0, 'MinReadySeconds', spec.minReadySeconds ?? 0)
    const rolling = spec.strategy?.rollingUpdate
    if (rolling)
      writer.row(
        0,
        'RollingUpdateStrategy',
        `${String(rolling.maxUnavailable ?? '<nil>')} max unavailable, ${String(rolling.maxSurge ?? '<nil>')} max surge`
      )
    writeTemplate(writer, spec.template)
    writeConditions(writer, status?.conditions)
    const { current, old } = newAndOldSets(of, itemsOf<ReplicaSet>(about, 'sets'))
    if (current || old.length > 0) {
      writer.row(0, 'OldReplicaSets', setsText(old))
      writer.row(0, 'NewReplicaSet', setsText(current ? [current] : []))
    }
    writer.events(about.events, about.now)
  }
}

const setsText = (sets: readonly ReplicaSet[]): string =>
  sets
    .map(
      ({ metadata, spec, status }) =>
        `${metadata.name} (${status?.replicas ?? 0}/${spec.replicas ?? 0} replicas created)`
    )
    .join(', ') || '<none>'

/** Models describeReplicaSet. */
export const replicaSet: Describer<ReplicaSet> = {
  before: (of) => [podsOf(of, plainSelector(of.spec.selector))],
  write: (of, writer, about) => {
    const { metadata, spec, status } = of
    writer.row(0, 'Name', metadata.name)
    writer.row(0, 'Namespace', metadata.namespace ?? '')
    writer.row(0, 'Selector', selectorText(spec.selector))
    writer.labels('Labels', metadata.labels)
    writer.annotations('Annotations', metadata.annotations)
    writeController(writer, of)
    writer.row(0, 'Replicas', `${status?.replicas ?? 0} current / ${spec.replicas ?? 0} desired`)
    const error = errorOf(about, 'pods')
    writer.row(0, 'Pods Status', error === undefined ? podsStatus(of, about) : `error in fetching pods: ${error}`)
    writeTemplate(writer, spec.template)
    writeConditions(writer, status?.conditions)
    writer.events(about.events, about.now)
  }
}

/** Models describeReplicationController. */
export const replicationController: Describer<ReplicationController> = {
  before: (of) => [podsOf(of, of.spec.selector ? labelText(of.spec.selector) : '')],
  write: (of, writer, about) => {
    const { metadata, spec, status } = of
    writer.row(0, 'Name', metadata.name)
    writer.row(0, 'Namespace', metadata.namespace ?? '')
    writer.row(0, 'Selector', labelText(spec.selector))
    writer.labels('Labels', metadata.labels)
    writer.annotations('Annotations', metadata.annotations)
    writer.row(0, 'Replicas', `${status?.replicas ?? 0} current / ${spec.replicas ?? 0} desired`)
    writer.row(0, 'Pods Status', podsStatus(of, about))
    writeTemplate(writer, spec.template)
    writeConditions(writer, status?.conditions)
    writer.events(about.events, about.now)
  }
}

/** Models describeDaemonSet. */
export const daemonSet: Describer<DaemonSet> = {
  before: (of) => [podsOf(of, plainSelector(of.spec.selector))],
  write: (of, writer, about) => {
    const { metadata, spec, status } = of
    writer.row(0, 'Name', metadata.name)
    writer.row(0, 'Namespace', metadata.namespace ?? '')
    writer.row(0, 'Selector', plainSelector(spec.selector))
    writer.row(0, 'Node-Selector', labelText(spec.template.spec?.nodeSelector))
    writer.labels('Labels', metadata.labels)
    writer.annotations('Annotations', metadata.annotations)
    for (const [title, count = 0] of [
      ['Desired Number of Nodes Scheduled', status?.desiredNumberScheduled],
      ['Current Number of Nodes Scheduled', status?.currentNumberScheduled],
      ['Number of Nodes Scheduled with Up-to-date Pods', status?.updatedNumberScheduled],
      ['Number of Nodes Scheduled with Available Pods', status?.numberAvailable],
      ['Number of Nodes Misscheduled', status?.numberMisscheduled]
    ] as const)
      writer.line(0, `${title}: ${count}`)
    writer.row(0, 'Pods Status', podsStatus(of, about))
    writeTemplate(writer, spec.template)
    writer.events(about.events, about.now)
  }
}

/** Models describeStatefulSet. */
export const statefulSet: Describer<StatefulSet> = {
  before: (of) => [podsOf(of, plainSelector(of.spec.selector))],
  write: (of, writer, about) => {
    const { metadata, spec, status } = of
    writer.row(0, 'Name', metadata.name)
    writer.row(0, 'Namespace', metadata.namespace ?? '')
    writer.row(0, 'CreationTimestamp', longTime(metadata.creationTimestamp))
    writer.row(0, 'Selector', plainSelector(spec.selector))
    writer.labels('Labels', metadata.labels)
    writer.annotations('Annotations', metadata.annotations)
    writer.row(0, 'Replicas', `${spec.replicas ?? 0} desired | ${status?.replicas ?? 0} total`)
    writer.row(0, 'Update Strategy', spec.updateStrategy?.type ?? '')
    const { partition, maxUnavailable } = (spec.updateStrategy?.rollingUpdate ?? {}) as {
      partition?: number
      maxUnavailable?: number | string
    }
    if (partition !== undefined) {
      writer.row(1, 'Partition', partition)
      if (maxUnavailable !== undefined) writer.row(1, 'MaxUnavailable', maxUnavailable)
    }
    writer.row(0, 'Pods Status', podsStatus(of, about))
    writeTemplate(writer, spec.template)
    writeClaimTemplates(writer, of)
    writer.events(about.events, about.now)
  }
}

function writeClaimTemplates(writer: Writer, { spec: { volumeClaimTemplates = [] } }: StatefulSet): void {
  if (volumeClaimTemplates.length === 0) return writer.line(0, 'Volume Claims:\t<none>')
  writer.line(0, 'Volume Claims:')
  for (const { metadata = {}, spec = {} } of volumeClaimTemplates) {
    writer.row(1, 'Name', metadata.name ?? '')
    writer.row(1, 'StorageClass', classOf({ metadata, spec }))
    writer.labels('  Labels', metadata.labels)
    writer.labels('  Annotations', metadata.annotations)
    const capacity = spec.resources?.requests?.storage
    writer.row(1, 'Capacity', capacity === undefined ? '<default>' : (canonicalQuantity(String(capacity)) ?? ''))
    writer.row(1, 'Access Modes', goList(spec.accessModes))
  }
}
