import type { PersistentVolume, PersistentVolumeClaim } from '../../../api/types'
import { errorOf, isNotFound, isOk, objectOf } from '../../../client-go/answer'
import { ask, demand, type Operation } from '../operation'
import type { Provisioner } from '../provisioner'
import { contents, snapshots, type SnapshotContent, type VolumeSnapshot } from './snapshots'

/** Has the driver make a volume. Models kubernetes-csi/external-provisioner pkg/controller/controller.go. */
export const csiProvisioner: Provisioner = {
  *provision({ claim, storageClass, name }, { options }) {
    const driver = options.provisioner
    const source = yield* sourceOf(claim, driver)
    if ('error' in source) return source
    const volume = `csi:${driver}/${name}`
    const error = yield* demand({ order: 'create', volume, ...(source.made !== '' && { source: source.made }) })
    if (error !== '') return { error }
    const storage = claim.spec.resources?.requests?.['storage']
    const fsType = storageClass.parameters?.['csi.storage.k8s.io/fstype']
    return {
      made: {
        spec: {
          accessModes: claim.spec.accessModes ?? [],
          capacity: storage === undefined ? {} : { storage },
          csi: { driver, volumeHandle: name, ...(fsType !== undefined && { fsType }) },
          volumeMode: claim.spec.volumeMode ?? 'Filesystem'
        } as PersistentVolume['spec']
      }
    }
  },
  *remove(volume, { options }) {
    const error = yield* demand({
      order: 'delete',
      volume: `csi:${options.provisioner}/${volume.spec.csi?.volumeHandle ?? ''}`
    })
    return error === '' ? undefined : error
  }
}

type Source = { readonly made: string } | { readonly error: string }

/** What the new volume begins with: nothing, a snapshot, or another claim's volume. Models getVolumeContentSource. */
function* sourceOf({ spec, metadata }: PersistentVolumeClaim, driver: string): Operation<Source> {
  const { dataSource } = spec as { dataSource?: { readonly kind: string; readonly name: string } }
  const { namespace = '' } = metadata
  if (!dataSource) return { made: '' }
  const { kind, name } = dataSource
  const failed = (why: string): Source => ({
    error: `error getting handle for DataSource Type ${kind} by Name ${name}: ${why}`
  })
  if (kind === 'PersistentVolumeClaim') {
    const found = yield* ask({ verb: 'get', resource: 'persistentvolumeclaims', namespace, name })
    if (!isOk(found))
      return failed(`error getting PVC ${name} (namespace "${namespace}") from api server: ${errorOf(found)}`)
    const other = yield* ask({
      verb: 'get',
      resource: 'persistentvolumes',
      name: objectOf<PersistentVolumeClaim>(found).spec.volumeName ?? ''
    })
    const csi = isOk(other) ? objectOf<PersistentVolume>(other).spec.csi : undefined
    return csi
      ? { made: `csi:${csi.driver}/${csi.volumeHandle}` }
      : failed(`the PVC ${name} is not bound to a volume of ${driver}`)
  }
  if (kind !== 'VolumeSnapshot') return { made: '' }
  const found = yield* ask({ verb: 'get', resource: snapshots, namespace, name })
  if (!isOk(found))
    return failed(
      `error getting snapshot ${name} from api server: ${isNotFound(found) ? `volumesnapshots.snapshot.storage.k8s.io "${name}" not found` : errorOf(found)}`
    )
  const { status } = objectOf<VolumeSnapshot>(found)
  if (status?.boundVolumeSnapshotContentName === undefined) return failed(`snapshot ${name} not bound`)
  if (status.readyToUse !== true) return failed(`snapshot ${name} is not Ready`)
  const content = yield* ask({ verb: 'get', resource: contents, name: status.boundVolumeSnapshotContentName })
  if (!isOk(content)) return failed(errorOf(content))
  const { spec: bound, status: its } = objectOf<SnapshotContent>(content)
  if (bound.driver !== driver) return failed(`requested driver ${driver} does not match ${bound.driver}`)
  return { made: `snapshot:${driver}/${its?.snapshotHandle ?? bound.source.snapshotHandle ?? ''}` }
}
