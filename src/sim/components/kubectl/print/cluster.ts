import type {
  ConfigMap,
  CoreEvent,
  Lease,
  Namespace,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  PodDisruptionBudget,
  PriorityClass,
  Secret,
  StorageClass
} from '../../../api/types'
import { since } from '../duration'
import { as, none, type Columns } from './table'

/** `Ready,SchedulingDisabled`: models printNode. */
export function nodeStatus({ spec, status }: Node): string {
  const ready = status.conditions?.find(({ type }) => type === 'Ready')
  const words = [!ready ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady']
  if (spec.unschedulable) words.push('SchedulingDisabled')
  return words.join(',')
}

const rolePrefix = 'node-role.kubernetes.io/'

export function nodeRoles({ metadata: { labels = {} } }: Node): string {
  const roles = Object.keys(labels).flatMap((key) => {
    if (key.startsWith(rolePrefix)) return [key.slice(rolePrefix.length)]
    return key === 'kubernetes.io/role' ? [labels[key]!] : []
  })
  return roles.length > 0 ? roles.sort().join(',') : none
}

export const nodes: Columns = {
  headers: ['NAME', 'STATUS', 'ROLES', 'AGE', 'VERSION'],
  wide: ['INTERNAL-IP', 'EXTERNAL-IP', 'OS-IMAGE', 'KERNEL-VERSION', 'CONTAINER-RUNTIME'],
  row: (object, now) => {
    const node = as<Node>(object)
    const { addresses = [], nodeInfo } = node.status
    const address = (type: string) => addresses.find((found) => found.type === type)?.address ?? none
    return [
      node.metadata.name,
      nodeStatus(node),
      nodeRoles(node),
      since(node.metadata.creationTimestamp, now),
      nodeInfo?.kubeletVersion ?? '',
      address('InternalIP'),
      address('ExternalIP'),
      nodeInfo?.osImage || '<unknown>',
      nodeInfo?.kernelVersion || '<unknown>',
      nodeInfo?.containerRuntimeVersion || '<unknown>'
    ]
  }
}

export const namespaces: Columns = {
  headers: ['NAME', 'STATUS', 'AGE'],
  row: (object, now) => [
    object.metadata.name,
    as<Namespace>(object).status?.phase ?? '',
    since(object.metadata.creationTimestamp, now)
  ]
}

export const leases: Columns = {
  headers: ['NAME', 'HOLDER', 'AGE'],
  row: (object, now) => [
    object.metadata.name,
    as<Lease>(object).spec.holderIdentity ?? '',
    since(object.metadata.creationTimestamp, now)
  ]
}

export const configmaps: Columns = {
  headers: ['NAME', 'DATA', 'AGE'],
  row: (object, now) => {
    const { data = {}, binaryData = {} } = as<ConfigMap>(object)
    const count = Object.keys(data).length + Object.keys(binaryData).length
    return [object.metadata.name, String(count), since(object.metadata.creationTimestamp, now)]
  }
}

export const secrets: Columns = {
  headers: ['NAME', 'TYPE', 'DATA', 'AGE'],
  row: (object, now) => {
    const { type = '', data = {} } = as<Secret>(object)
    return [object.metadata.name, type, String(Object.keys(data).length), since(object.metadata.creationTimestamp, now)]
  }
}

export const serviceaccounts: Columns = {
  headers: ['NAME', 'SECRETS', 'AGE'],
  row: (object, now) => {
    const { secrets: found = [] } = object as unknown as { secrets?: unknown[] }
    return [object.metadata.name, String(found.length), since(object.metadata.creationTimestamp, now)]
  }
}

/** What recorders of the newer API (events.k8s.io) call otherwise. */
interface EventV1 {
  readonly regarding?: CoreEvent['involvedObject']
  readonly note?: string
  readonly reportingController?: string
  readonly series?: { readonly count?: number; readonly lastObservedTime?: string }
}

export interface EventView {
  readonly object: CoreEvent['involvedObject']
  readonly message: string
  readonly from: string
  readonly times: number
  /** When it was seen first and last. */
  readonly first: string | undefined
  readonly last: string | undefined
}

/** An event of either API in the words of the core one. Models printEvent and the events.k8s.io conversion. */
export function eventView(event: CoreEvent): EventView {
  const { regarding, note, reportingController, series } = event as CoreEvent & EventV1
  const first = event.firstTimestamp ?? event.eventTime ?? undefined
  return {
    object: event.involvedObject ?? regarding ?? {},
    message: (event.message ?? note ?? '').trim(),
    from: event.source?.component || event.reportingComponent || reportingController || '',
    times: series?.count ?? event.count ?? 1,
    first,
    last: series?.lastObservedTime ?? event.lastTimestamp ?? first
  }
}

export const events: Columns = {
  headers: ['LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'],
  row: (object, now) => {
    const event = as<CoreEvent>(object)
    const { object: about, message, last } = eventView(event)
    return [
      since(last, now),
      event.type ?? '',
      event.reason ?? '',
      `${(about.kind ?? '').toLowerCase()}/${about.name ?? ''}`,
      message
    ]
  }
}

export const poddisruptionbudgets: Columns = {
  headers: ['NAME', 'MIN AVAILABLE', 'MAX UNAVAILABLE', 'ALLOWED DISRUPTIONS', 'AGE'],
  row: (object, now) => {
    const { spec, status, metadata } = as<PodDisruptionBudget>(object)
    return [
      metadata.name,
      String(spec.minAvailable ?? 'N/A'),
      String(spec.maxUnavailable ?? 'N/A'),
      String(status?.disruptionsAllowed ?? 0),
      since(metadata.creationTimestamp, now)
    ]
  }
}

export const priorityclasses: Columns = {
  headers: ['NAME', 'VALUE', 'GLOBAL-DEFAULT', 'AGE'],
  row: (object, now) => {
    const { value, globalDefault = false, metadata } = as<PriorityClass>(object)
    return [metadata.name, String(value), String(globalDefault), since(metadata.creationTimestamp, now)]
  }
}

export const storageclasses: Columns = {
  headers: ['NAME', 'PROVISIONER', 'RECLAIMPOLICY', 'VOLUMEBINDINGMODE', 'ALLOWVOLUMEEXPANSION', 'AGE'],
  row: (object, now) => {
    const {
      provisioner,
      reclaimPolicy = 'Delete',
      volumeBindingMode = 'Immediate',
      allowVolumeExpansion = false,
      metadata
    } = as<StorageClass>(object)
    return [
      metadata.name,
      provisioner,
      reclaimPolicy,
      volumeBindingMode,
      String(allowVolumeExpansion),
      since(metadata.creationTimestamp, now)
    ]
  }
}

const accessModes: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP'
}
const modesText = (modes: readonly string[] = []): string => modes.map((mode) => accessModes[mode] ?? mode).join(',')

export const persistentvolumes: Columns = {
  headers: ['NAME', 'CAPACITY', 'ACCESS MODES', 'RECLAIM POLICY', 'STATUS', 'CLAIM', 'STORAGECLASS', 'REASON', 'AGE'],
  row: (object, now) => {
    const { spec, status, metadata } = as<PersistentVolume>(object)
    const { claimRef } = spec
    return [
      metadata.name,
      String(spec.capacity?.storage ?? ''),
      modesText(spec.accessModes),
      spec.persistentVolumeReclaimPolicy ?? '',
      status?.phase ?? '',
      claimRef ? `${claimRef.namespace}/${claimRef.name}` : '',
      spec.storageClassName ?? '',
      status?.reason ?? '',
      since(metadata.creationTimestamp, now)
    ]
  }
}

export const persistentvolumeclaims: Columns = {
  headers: ['NAME', 'STATUS', 'VOLUME', 'CAPACITY', 'ACCESS MODES', 'STORAGECLASS', 'AGE'],
  row: (object, now) => {
    const { spec, status, metadata } = as<PersistentVolumeClaim>(object)
    return [
      metadata.name,
      metadata.deletionTimestamp ? 'Terminating' : (status?.phase ?? ''),
      spec.volumeName ?? '',
      spec.volumeName ? String(status?.capacity?.storage ?? '') : '',
      spec.volumeName ? modesText(status?.accessModes) : '',
      spec.storageClassName ?? '',
      since(metadata.creationTimestamp, now)
    ]
  }
}
