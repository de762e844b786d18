import { quantityValue } from '../../../api/quantity'
import { formatTime, unixMicros } from '../../../api/timestamp'
import type { KubeObject, PersistentVolume, PersistentVolumeClaim } from '../../../api/types'
import { errorOf, isAlreadyExists, isOk, objectOf } from '../../../client-go/answer'
import { ask, demand, tell, type Operation } from '../operation'
import { sanitized, type Role, type RoleInput } from './role'

export const group = 'snapshot.storage.k8s.io'
export const snapshots = `${group}/volumesnapshots`
export const contents = `${group}/volumesnapshotcontents`
const classes = `${group}/volumesnapshotclasses`

export type VolumeSnapshot = KubeObject & {
  readonly spec: {
    readonly source: { readonly persistentVolumeClaimName?: string; readonly volumeSnapshotContentName?: string }
    readonly volumeSnapshotClassName?: string
  }
  readonly status?: {
    readonly boundVolumeSnapshotContentName?: string
    readonly readyToUse?: boolean
  }
}
export type SnapshotContent = KubeObject & {
  readonly spec: {
    readonly driver: string
    readonly deletionPolicy: string
    readonly source: { readonly volumeHandle?: string; readonly snapshotHandle?: string }
    readonly volumeSnapshotRef?: { readonly namespace?: string; readonly name?: string; readonly uid?: string }
  }
  readonly status?: {
    readonly snapshotHandle?: string
    readonly readyToUse?: boolean
    readonly restoreSize?: number
    readonly creationTime?: number
  }
}
type SnapshotClass = KubeObject & { readonly driver: string; readonly deletionPolicy: string }

const isDefault = 'snapshot.storage.kubernetes.io/is-default-class'

/** Binds snapshots to their contents. Models kubernetes-csi/external-snapshotter pkg/common-controller/snapshot_controller.go. */
export const snapshotController: Role = {
  resources: [snapshots, contents],
  component: () => 'snapshot-controller',
  lock: () => 'snapshot-controller-leader',
  concerns: (resource, object) =>
    resource === snapshots
      ? (object as VolumeSnapshot).status?.readyToUse !== true && object.metadata.deletionTimestamp === undefined
      : (object as SnapshotContent).status?.readyToUse === true,
  *work(input) {
    if (input.resource === snapshots) return yield* bind(input.object as VolumeSnapshot)
    return yield* become(input.object as SnapshotContent)
  }
}

const tellStatus = ({ metadata }: KubeObject, status: object) =>
  ask({
    verb: 'patch',
    resource: snapshots,
    subresource: 'status',
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    body: { status },
    options: { patchType: 'merge' }
  })

/** A snapshot without a content gets one, which its driver's sidecar then has made. */
function* bind(snapshot: VolumeSnapshot): Operation {
  if (snapshot.status?.boundVolumeSnapshotContentName !== undefined) return undefined
  const { namespace = '', name, uid } = snapshot.metadata
  const given = snapshot.spec.source.volumeSnapshotContentName
  if (given !== undefined) {
    const told = yield* tellStatus(snapshot, { boundVolumeSnapshotContentName: given })
    return isOk(told) ? undefined : errorOf(told)
  }
  const failed = function* (reason: string, message: string): Operation {
    yield* tell(snapshot, 'Warning', reason, message)
    return message
  }
  const claimName = snapshot.spec.source.persistentVolumeClaimName ?? ''
  const asked = yield* ask({ verb: 'get', resource: 'persistentvolumeclaims', namespace, name: claimName })
  if (!isOk(asked))
    return yield* failed(
      'SnapshotContentCreationFailed',
      `Failed to create snapshot content with error snapshot controller failed to update ${name} on API server: cannot get claim from snapshot`
    )
  const claim = objectOf<PersistentVolumeClaim>(asked)
  if (!claim.spec.volumeName)
    return yield* failed(
      'SnapshotContentCreationFailed',
      `Failed to create snapshot content with error the PVC ${claimName} is not yet bound to a PV, will not attempt to take a snapshot`
    )
  const found = yield* ask({ verb: 'get', resource: 'persistentvolumes', name: claim.spec.volumeName })
  if (!isOk(found)) return errorOf(found)
  const { csi } = objectOf<PersistentVolume>(found).spec
  const listed = yield* ask({ verb: 'list', resource: classes })
  const all = isOk(listed) ? ((listed.body as { items?: readonly SnapshotClass[] }).items ?? []) : []
  const wanted = snapshot.spec.volumeSnapshotClassName
  const chosen = all.find(({ metadata, driver }) =>
    wanted === undefined
      ? metadata.annotations?.[isDefault] === 'true' && driver === csi?.driver
      : metadata.name === wanted
  )
  if (!chosen)
    return yield* failed(
      'GetSnapshotClassFailed',
      wanted === undefined
        ? 'Failed to set default snapshot class with error cannot find default snapshot class'
        : `Failed to get snapshot class with error volumesnapshotclass.snapshot.storage.k8s.io "${wanted}" not found`
    )
  const content = `snapcontent-${uid}`
  const body: KubeObject & { readonly spec: object } = {
    apiVersion: `${group}/v1`,
    kind: 'VolumeSnapshotContent',
    metadata: {
      name: content,
      finalizers: [`${group.replace('k8s.io', 'kubernetes.io')}/volumesnapshotcontent-bound-protection`]
    },
    spec: {
      deletionPolicy: chosen.deletionPolicy,
      driver: chosen.driver,
      source: { volumeHandle: csi?.volumeHandle ?? '' },
      volumeSnapshotClassName: chosen.metadata.name,
      volumeSnapshotRef: { apiVersion: `${group}/v1`, kind: 'VolumeSnapshot', namespace, name, uid }
    }
  }
  const made = yield* ask({ verb: 'create', resource: contents, body })
  if (!isOk(made) && !isAlreadyExists(made)) return errorOf(made)
  const told = yield* tellStatus(snapshot, { boundVolumeSnapshotContentName: content, readyToUse: false })
  if (!isOk(told)) return errorOf(told)
  yield* tell(
    snapshot,
    'Normal',
    'CreatingSnapshot',
    `Waiting for a snapshot ${namespace}/${name} to be created by the CSI driver.`
  )
  return undefined
}

/** Its content is ready. */
function* become({ spec, status }: SnapshotContent): Operation {
  const { namespace = '', name = '' } = spec.volumeSnapshotRef ?? {}
  const found = yield* ask({ verb: 'get', resource: snapshots, namespace, name })
  if (!isOk(found)) return undefined
  const snapshot = objectOf<VolumeSnapshot>(found)
  if (snapshot.status?.readyToUse === true) return undefined
  const told = yield* tellStatus(snapshot, {
    readyToUse: true,
    creationTime: formatTime(Math.floor((status?.creationTime ?? 0) / 1_000) - unixMicros(0)),
    restoreSize: String(status?.restoreSize ?? 0)
  })
  if (!isOk(told)) return errorOf(told)
  const which = `${namespace}/${name}`
  yield* tell(snapshot, 'Normal', 'SnapshotCreated', `Snapshot ${which} was successfully created by the CSI driver.`)
  yield* tell(snapshot, 'Normal', 'SnapshotReady', `Snapshot ${which} is ready to use.`)
  return undefined
}

/** Has snapshots made of volumes. Models pkg/sidecar-controller/snapshot_controller.go. */
export const snapshotter: Role = {
  resources: [contents],
  component: (driver) => `csi-snapshotter ${driver}`,
  lock: (driver) => `external-snapshotter-leader-${sanitized(driver)}`,
  concerns: (_resource, object, { provisioner }) => {
    const { spec, status, metadata } = object as SnapshotContent
    return spec.driver === provisioner && status?.readyToUse !== true && metadata.deletionTimestamp === undefined
  },
  *work(input) {
    return yield* take(input.object as SnapshotContent, input)
  }
}

function* take(content: SnapshotContent, { options, now }: RoleInput): Operation {
  const { metadata, spec } = content
  const handle = spec.source.snapshotHandle ?? `snapshot-${metadata.name.replace(/^snapcontent-/, '')}`
  let restoreSize = 0
  if (spec.source.volumeHandle !== undefined) {
    const volume = `csi:${options.provisioner}/${spec.source.volumeHandle}`
    const error = yield* demand({
      order: 'create',
      volume: `snapshot:${options.provisioner}/${handle}`,
      source: volume
    })
    if (error !== '') return error
    const listed = yield* ask({ verb: 'list', resource: 'persistentvolumes' })
    const all = isOk(listed) ? ((listed.body as { items?: readonly PersistentVolume[] }).items ?? []) : []
    const own = all.find((each) => each.spec.csi?.volumeHandle === spec.source.volumeHandle)
    restoreSize = quantityValue(own?.spec.capacity?.storage)
  }
  const told = yield* ask({
    verb: 'patch',
    resource: contents,
    subresource: 'status',
    name: metadata.name,
    body: { status: { snapshotHandle: handle, creationTime: unixMicros(now) * 1_000, readyToUse: true, restoreSize } },
    options: { patchType: 'merge' }
  })
  return isOk(told) ? undefined : errorOf(told)
}
