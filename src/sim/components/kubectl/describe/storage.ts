import type { CSINode as PublishedCsiNode } from 'kubernetes-types/storage/v1'
import type { NodeSelectorRequirement, TopologySelectorLabelRequirement } from 'kubernetes-types/core/v1'
import { labelText } from '../../../api/kinds/columns'
import { canonicalQuantity } from '../../../api/quantity'
import type { KubeObject, PersistentVolume, PersistentVolumeClaim, Pod, StorageClass } from '../../../api/types'
import { goSorted } from '../print/go-sort'
import { accessModes, classOf, writeClaim } from './claim'
import { itemsOf, list, type About, type Describer } from './describer'
import { writeSource } from './volumes'
import { boolText, goList, lasts, longTime, type Writer } from './writer'

/** Models describePersistentVolume. */
export const persistentVolume: Describer<PersistentVolume> = {
  write: ({ metadata, spec, status }, writer, { events, now }) => {
    writer.row(0, 'Name', metadata.name)
    writer.labels('Labels', metadata.labels)
    writer.annotations('Annotations', metadata.annotations)
    writer.row(0, 'Finalizers', goList(metadata.finalizers))
    writer.row(0, 'StorageClass', classOf({ metadata, spec }))
    writer.row(
      0,
      'Status',
      metadata.deletionTimestamp
        ? `Terminating (lasts ${lasts(metadata.deletionTimestamp, now)})`
        : (status?.phase ?? '')
    )
    writer.row(0, 'Claim', spec.claimRef ? `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}` : '')
    writer.row(0, 'Reclaim Policy', spec.persistentVolumeReclaimPolicy ?? '')
    writer.row(0, 'Access Modes', accessModes(spec.accessModes))
    if (spec.volumeMode) writer.row(0, 'VolumeMode', spec.volumeMode)
    writer.row(0, 'Capacity', canonicalQuantity(String(spec.capacity?.storage ?? '0')) ?? '0')
    writeNodeAffinity(writer, spec.nodeAffinity)
    writer.row(0, 'Message', status?.message ?? '')
    writer.line(0, 'Source:')
    writeSource(writer, spec)
    writer.events(events, now)
  }
}

function writeNodeAffinity(writer: Writer, affinity: PersistentVolume['spec']['nodeAffinity']): void {
  const required = affinity?.required
  if (!required) return writer.row(0, 'Node Affinity', '<none>')
  writer.row(0, 'Node Affinity', '')
  const terms = required.nodeSelectorTerms ?? []
  writer.row(1, 'Required Terms', terms.length === 0 ? '<none>' : '')
  terms.forEach(({ matchExpressions }, i) => writeTerm(writer, 2, i, (matchExpressions ?? []).map(requirementText)))
}

function writeTerm(writer: Writer, level: number, i: number, texts: readonly string[]): void {
  if (texts.length === 0) return writer.row(level, `Term ${i}`, '<none>')
  texts.forEach((text, k) => writer.line(level, `${k === 0 ? `Term ${i}:` : ''}\t${text}`))
}

const requirementText = ({ key, operator, values = [] }: NodeSelectorRequirement): string =>
  `${key} ${operator.toLowerCase()}${values.length > 0 ? ` [${values.join(', ')}]` : ''}`

/** Models describePersistentVolumeClaim. */
export const persistentVolumeClaim: Describer<PersistentVolumeClaim> = {
  before: ({ metadata: { namespace } }) => [list('pods', 'pods', namespace, {})],
  write: (claim, writer, about) => {
    writeClaim(writer, claim, 0, about.now)
    writer.rows('Used By', usersOf(claim, about))
    const conditions = claim.status?.conditions ?? []
    if (conditions.length > 0) {
      writer.line(0, 'Conditions:')
      writer.line(1, 'Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage')
      writer.line(1, '----\t------\t-----------------\t------------------\t------\t-------')
      for (const { type, status, lastProbeTime, lastTransitionTime, reason = '', message = '' } of conditions)
        writer.line(
          1,
          `${type} \t${status} \t${longTime(lastProbeTime)} \t${longTime(lastTransitionTime)} \t${reason} \t${message}`
        )
    }
    writer.events(about.events, about.now)
  }
}

/** Pods that have it as a volume, and those that own it. */
function usersOf({ metadata }: PersistentVolumeClaim, about: About): readonly string[] {
  const pods = itemsOf<Pod>(about, 'pods')
  const mounting = pods.filter(({ spec }) =>
    spec.volumes?.some((volume) => volume.persistentVolumeClaim?.claimName === metadata.name)
  )
  const owning = pods.filter(
    (pod) =>
      !mounting.includes(pod) &&
      metadata.ownerReferences?.some(({ kind, uid }) => kind === 'Pod' && uid === pod.metadata.uid)
  )
  return goSorted([...mounting, ...owning], (a, b) => a.metadata.name < b.metadata.name).map((pod) => pod.metadata.name)
}

/** Models describeStorageClass. */
export const storageClass: Describer<StorageClass> = {
  write: (of, writer, { events, now }) => {
    const { metadata, provisioner, parameters, allowVolumeExpansion, mountOptions = [], allowedTopologies } = of
    const isDefault = [
      'storageclass.kubernetes.io/is-default-class',
      'storageclass.beta.kubernetes.io/is-default-class'
    ].some((key) => metadata.annotations?.[key] === 'true')
    writer.row(0, 'Name', metadata.name)
    writer.row(0, 'IsDefaultClass', isDefault ? 'Yes' : 'No')
    writer.row(0, 'Annotations', labelText(metadata.annotations))
    writer.row(0, 'Provisioner', provisioner)
    writer.row(0, 'Parameters', labelText(parameters))
    writer.row(0, 'AllowVolumeExpansion', boolText(allowVolumeExpansion))
    if (mountOptions.length === 0) writer.row(0, 'MountOptions', '<none>')
    else {
      writer.line(0, 'MountOptions:')
      for (const option of mountOptions) writer.line(1, option)
    }
    if (of.reclaimPolicy) writer.row(0, 'ReclaimPolicy', of.reclaimPolicy)
    if (of.volumeBindingMode) writer.row(0, 'VolumeBindingMode', of.volumeBindingMode)
    if (allowedTopologies) {
      writer.row(0, 'AllowedTopologies', allowedTopologies.length === 0 ? '<none>' : '')
      allowedTopologies.forEach(({ matchLabelExpressions }, i) =>
        writeTerm(writer, 1, i, (matchLabelExpressions ?? []).map(topologyText))
      )
    }
    writer.events(events, now)
  }
}

const topologyText = ({ key, values = [] }: TopologySelectorLabelRequirement): string =>
  `${key} in${values.length > 0 ? ` [${values.join(', ')}]` : ''}`

type AttributesClass = KubeObject & {
  readonly driverName?: string
  readonly parameters?: Readonly<Record<string, string>>
}

/** Models describeVolumeAttributesClass. */
export const volumeAttributesClass: Describer<AttributesClass> = {
  write: ({ metadata, driverName = '', parameters }, writer, { events, now }) => {
    writer.row(0, 'Name', metadata.name)
    writer.row(0, 'Annotations', labelText(metadata.annotations))
    writer.row(0, 'DriverName', driverName)
    writer.row(0, 'Parameters', labelText(parameters))
    writer.events(events, now)
  }
}

type CsiNode = KubeObject & Pick<PublishedCsiNode, 'spec'>

/** Models describeCSINode. */
export const csiNode: Describer<CsiNode> = {
  write: ({ metadata, spec }, writer, { events, now }) => {
    writer.row(0, 'Name', metadata.name)
    writer.labels('Labels', metadata.labels)
    writer.annotations('Annotations', metadata.annotations)
    writer.row(0, 'CreationTimestamp', longTime(metadata.creationTimestamp))
    writer.line(0, 'Spec:')
    const drivers = spec.drivers as typeof spec.drivers | null
    if (drivers) writer.line(1, 'Drivers:')
    for (const { name, nodeID, allocatable, topologyKeys } of drivers ?? []) {
      writer.line(2, `${name}:`)
      writer.row(3, 'Node ID', nodeID)
      if (allocatable?.count !== undefined) {
        writer.line(3, 'Allocatables:')
        writer.row(4, 'Count', allocatable.count)
      }
      if (topologyKeys) writer.row(3, 'Topology Keys', goList(topologyKeys))
    }
    writer.events(events, now)
  }
}
