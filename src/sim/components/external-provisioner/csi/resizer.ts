import { compareQuantities } from '../../../api/quantity'
import { formatTime } from '../../../api/timestamp'
import type { PersistentVolume, PersistentVolumeClaim } from '../../../api/types'
import { errorOf, isOk, objectOf } from '../../../client-go/answer'
import { ask, tell, type Operation } from '../operation'
import { sanitized, type Role, type RoleInput } from './role'

/**
 * Makes volumes larger that their claims have outgrown; their file systems grow where they are mounted, which the kubelet does. Models
 * kubernetes-csi/external-resizer pkg/controller/expand_and_recover.go.
 */
export const resizer: Role = {
  resources: ['persistentvolumeclaims'],
  component: (driver) => `external-resizer ${driver}`,
  lock: (driver) => `external-resizer-${sanitized(driver)}`,
  concerns: (_resource, object) => {
    const { spec, status } = object as PersistentVolumeClaim
    const [wanted, has] = [spec.resources?.requests?.storage, status?.capacity?.storage]
    if (!spec.volumeName || status?.phase !== 'Bound' || wanted === undefined || has === undefined) return false
    return compareQuantities(wanted, has) > 0 && !isDone(object as PersistentVolumeClaim, wanted)
  },
  *work(input) {
    return yield* expand(input.object as PersistentVolumeClaim, input)
  }
}

type Status = NonNullable<PersistentVolumeClaim['status']> & {
  readonly allocatedResources?: { readonly storage?: string }
  readonly allocatedResourceStatuses?: { readonly storage?: string }
}

/** It is the node's turn. */
const isDone = ({ status }: PersistentVolumeClaim, wanted: string): boolean => {
  const { allocatedResources, allocatedResourceStatuses } = (status ?? {}) as Status
  return (
    allocatedResources?.storage !== undefined &&
    compareQuantities(allocatedResources.storage, wanted) >= 0 &&
    /^NodeResize/.test(allocatedResourceStatuses?.storage ?? '')
  )
}

function* expand({ metadata }: PersistentVolumeClaim, { options, now }: RoleInput): Operation {
  const { namespace = '', name } = metadata
  const live = yield* ask({ verb: 'get', resource: 'persistentvolumeclaims', namespace, name })
  if (!isOk(live)) return errorOf(live)
  const claim = objectOf<PersistentVolumeClaim>(live)
  if (!resizer.concerns('persistentvolumeclaims', claim, options)) return undefined
  const volumeName = claim.spec.volumeName!
  const storage = claim.spec.resources!.requests!.storage!
  const found = yield* ask({ verb: 'get', resource: 'persistentvolumes', name: volumeName })
  if (!isOk(found)) return errorOf(found)
  const volume = objectOf<PersistentVolume>(found)
  if (volume.spec.csi?.driver !== options.provisioner) return undefined
  const condition = (type: string, message?: string) => ({
    type,
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: formatTime(now),
    ...(message !== undefined && { message })
  })
  const mark = (status: object) =>
    ask({
      verb: 'patch',
      resource: 'persistentvolumeclaims',
      subresource: 'status',
      namespace,
      name,
      body: { status },
      options: { patchType: 'merge' }
    })
  const begun = yield* mark({
    allocatedResources: { storage },
    allocatedResourceStatuses: { storage: 'ControllerResizeInProgress' },
    conditions: [condition('Resizing')]
  })
  if (!isOk(begun)) return errorOf(begun)
  yield* tell(claim, 'Normal', 'Resizing', `External resizer is resizing volume ${volumeName}`)
  const grown = yield* ask({
    verb: 'patch',
    resource: 'persistentvolumes',
    name: volumeName,
    body: { spec: { capacity: { storage } } },
    options: { patchType: 'merge' }
  })
  if (!isOk(grown)) return `resize volume "${volumeName}" failed: ${errorOf(grown)}`
  const text = 'Waiting for user to (re-)start a pod to finish file system resize of volume on node.'
  const pending = yield* mark({
    allocatedResourceStatuses: { storage: 'NodeResizePending' },
    conditions: [condition('FileSystemResizePending', text)]
  })
  if (!isOk(pending)) return errorOf(pending)
  yield* tell(claim, 'Normal', 'FileSystemResizeRequired', 'Require file system resize of volume on node')
  return undefined
}
