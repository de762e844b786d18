import { classOf } from '../../../api/volumes'
import type { PersistentVolume } from '../../../api/types'
import type { Listers } from '../framework/listers'
import type { NodeInfo } from '../framework/node-info'
import type { PodInfo } from '../framework/pod-info'
import { claimOf, type Volume } from '../framework/volumes'
import { unschedulable, type Plugin } from '../framework/types'

const exceeded = unschedulable('node(s) exceed max volume count')

/** Identities of a pod's volumes of one kind. */
type Identify = (pod: PodInfo, listers: Listers) => readonly string[]

const identitiesOn = (node: NodeInfo, identify: Identify, listers: Listers): Set<string> =>
  new Set(node.pods.flatMap((pod) => identify(pod, listers)))

interface Kind {
  readonly name: string
  readonly provisioner: string
  readonly limitKey: string
  readonly defaultLimit: (node: NodeInfo) => number
  readonly idOfVolume: (volume: Volume) => string | undefined
  readonly idOfPersistentVolume: (volume: PersistentVolume) => string | undefined
}

/** A limit on the in-tree disks of one cloud per node. Models plugins/nodevolumelimits/non_csi.go. */
function inTreeLimits(kind: Kind): Plugin<ReadonlySet<string>> {
  const identify: Identify = (pod, listers) =>
    (pod.pod.spec.volumes ?? []).flatMap((volume) => {
      const id = kind.idOfVolume(volume) ?? idOfClaim(pod, volume, kind, listers)
      return id === undefined ? [] : [id]
    })
  return {
    name: kind.name,
    wakes: ['NodeAdd', 'AssignedPodDelete'],
    preFilter: (pod, { listers }) => ({ state: new Set(identify(pod, listers)) }),
    filter: (node, _pod, wanted, { listers }) => {
      if (wanted.size === 0) return undefined
      const all = identitiesOn(node, identify, listers)
      for (const id of wanted) all.add(id)
      return all.size > (node.allocatable.scalar[kind.limitKey] ?? kind.defaultLimit(node)) ? exceeded : undefined
    }
  }
}

/** A claim not bound yet counts if its class would provision such a disk. */
function idOfClaim(pod: PodInfo, volume: Volume, kind: Kind, listers: Listers): string | undefined {
  const claim = claimOf(pod, volume, listers)
  if (!claim) return undefined
  const bound = claim.spec.volumeName && listers.persistentVolumes.get(claim.spec.volumeName)
  if (bound) return kind.idOfPersistentVolume(bound)
  const provisioner = listers.storageClasses.get(classOf(claim))?.provisioner
  return provisioner === kind.provisioner ? `${pod.namespace}/${claim.metadata.name}` : undefined
}

const nitro = /^[cmr]5.*|t3|z1d/

export const ebsLimits = inTreeLimits({
  name: 'EBSLimits',
  provisioner: 'kubernetes.io/aws-ebs',
  limitKey: 'attachable-volumes-aws-ebs',
  defaultLimit: ({ labels }) => (nitro.test(labels['node.kubernetes.io/instance-type'] ?? '') ? 25 : 39),
  idOfVolume: ({ awsElasticBlockStore }) => awsElasticBlockStore?.volumeID,
  idOfPersistentVolume: ({ spec }) => spec.awsElasticBlockStore?.volumeID
})

export const gcePDLimits = inTreeLimits({
  name: 'GCEPDLimits',
  provisioner: 'kubernetes.io/gce-pd',
  limitKey: 'attachable-volumes-gce-pd',
  defaultLimit: () => 16,
  idOfVolume: ({ gcePersistentDisk }) => gcePersistentDisk?.pdName,
  idOfPersistentVolume: ({ spec }) => spec.gcePersistentDisk?.pdName
})

export const azureDiskLimits = inTreeLimits({
  name: 'AzureDiskLimits',
  provisioner: 'kubernetes.io/azure-disk',
  limitKey: 'attachable-volumes-azure-disk',
  defaultLimit: () => 16,
  idOfVolume: ({ azureDisk }) => azureDisk?.diskName,
  idOfPersistentVolume: ({ spec }) => spec.azureDisk?.diskName
})

const driverAndHandle = (pod: PodInfo, listers: Listers): readonly string[] =>
  (pod.pod.spec.volumes ?? []).flatMap((volume) => {
    const claim = claimOf(pod, volume, listers)
    if (!claim) return []
    const csi = claim.spec.volumeName && listers.persistentVolumes.get(claim.spec.volumeName)?.spec.csi
    if (csi) return [`${csi.driver}/${csi.volumeHandle}`]
    const provisioner = listers.storageClasses.get(classOf(claim))?.provisioner
    return provisioner && !claim.spec.volumeName ? [`${provisioner}/${pod.namespace}/${claim.metadata.name}`] : []
  })

interface Driver {
  readonly name: string
  readonly allocatable?: { readonly count?: number }
}

/** What each CSI driver says the node can attach. Models plugins/nodevolumelimits/csi.go. */
export const nodeVolumeLimits: Plugin<ReadonlySet<string>> = {
  name: 'NodeVolumeLimits',
  wakes: ['CSINodeAdd', 'AssignedPodDelete'],
  preFilter: (pod, { listers }) => ({ state: new Set(driverAndHandle(pod, listers)) }),
  filter: (node, _pod, wanted, { listers }) => {
    if (wanted.size === 0) return undefined
    const spec = listers.csiNodes.get(node.name)?.spec as { drivers?: readonly Driver[] } | undefined
    if (!spec?.drivers) return undefined
    const existing = identitiesOn(node, driverAndHandle, listers)
    for (const { name, allocatable } of spec.drivers) {
      if (allocatable?.count === undefined) continue
      const ofDriver = (ids: Iterable<string>) => [...ids].filter((id) => id.startsWith(`${name}/`))
      const added = ofDriver(wanted).filter((id) => !existing.has(id)).length
      if (added > 0 && ofDriver(existing).length + added > allocatable.count) return exceeded
    }
    return undefined
  }
}
