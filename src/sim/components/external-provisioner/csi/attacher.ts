import type { KubeObject, PersistentVolume } from '../../../api/types'
import { errorOf, isNotFound, isOk, objectOf } from '../../../client-go/answer'
import { ask, demand, log, type Operation } from '../operation'
import { sanitized, type Role, type RoleInput } from './role'

type VolumeAttachment = KubeObject & {
  readonly spec: {
    readonly attacher: string
    readonly nodeName: string
    readonly source: { readonly persistentVolumeName?: string }
  }
  readonly status?: { readonly attached?: boolean; readonly attachError?: { readonly message?: string } }
}
type CsiNode = KubeObject & { readonly spec: { readonly drivers?: readonly { name: string; nodeID: string }[] } }

/** Publishes volumes to nodes, and takes them away again. Models kubernetes-csi/external-attacher pkg/controller/csi_handler.go. */
export const attacher: Role = {
  resources: ['volumeattachments'],
  component: (driver) => `external-attacher-${sanitized(driver)}`,
  lock: (driver) => `external-attacher-leader-${sanitized(driver)}`,
  concerns: (_resource, object, { provisioner }) => {
    const { spec, status, metadata } = object as VolumeAttachment
    return spec.attacher === provisioner && (metadata.deletionTimestamp !== undefined || status?.attached !== true)
  },
  *work(input) {
    const attachment = input.object as VolumeAttachment
    return yield* attachment.metadata.deletionTimestamp === undefined
      ? attach(attachment, input)
      : detach(attachment, input)
  }
}

const finalizerOf = (driver: string) => `external-attacher/${sanitized(driver)}`

function* attach(attachment: VolumeAttachment, { options }: RoleInput): Operation {
  const { spec, metadata } = attachment
  const driver = options.provisioner
  const at = { resource: 'volumeattachments', name: metadata.name }
  const failed = function* (error: string): Operation {
    const body = { status: { attachError: { message: error } } }
    yield* ask({ verb: 'patch', ...at, subresource: 'status', body, options: { patchType: 'merge' } })
    return `failed to attach: ${error}`
  }
  const name = spec.source.persistentVolumeName ?? ''
  const answer = yield* ask({ verb: 'get', resource: 'persistentvolumes', name })
  if (!isOk(answer)) return yield* failed(`could not get PersistentVolume: ${errorOf(answer)}`)
  const handle = objectOf<PersistentVolume>(answer).spec.csi?.volumeHandle
  if (handle === undefined) return yield* failed(`could not get CSI volume of ${name}`)
  const node = yield* ask({ verb: 'get', resource: 'csinodes', name: spec.nodeName })
  if (!isOk(node)) return yield* failed(`error getting CSINode: ${errorOf(node)}`)
  const known = objectOf<CsiNode>(node).spec.drivers?.find((each) => each.name === driver)
  if (!known) return yield* failed(`CSINode ${spec.nodeName} does not contain driver ${driver}`)
  if (!metadata.finalizers?.includes(finalizerOf(driver))) {
    const finalizers = [...(metadata.finalizers ?? []), finalizerOf(driver)]
    const annotations = { 'csi.alpha.kubernetes.io/node-id': known.nodeID }
    const body = { metadata: { finalizers, annotations } }
    const marked = yield* ask({ verb: 'patch', ...at, body, options: { patchType: 'merge' } })
    if (!isOk(marked)) return errorOf(marked)
  }
  const error = yield* demand({ order: 'publish', volume: `csi:${driver}/${handle}`, node: spec.nodeName })
  if (error !== '') return yield* failed(error)
  const body = { status: { attached: true, attachError: null } }
  const told = yield* ask({ verb: 'patch', ...at, subresource: 'status', body, options: { patchType: 'merge' } })
  if (!isOk(told)) return errorOf(told)
  yield* log(`csi_handler.go:261] "Attached" VolumeAttachment="${metadata.name}"`)
  return undefined
}

function* detach(attachment: VolumeAttachment, { options }: RoleInput): Operation {
  const { spec, metadata } = attachment
  const driver = options.provisioner
  const finalizers = metadata.finalizers?.filter((each) => each !== finalizerOf(driver)) ?? []
  if (finalizers.length === metadata.finalizers?.length || !metadata.finalizers) return undefined
  const name = spec.source.persistentVolumeName ?? ''
  const answer = yield* ask({ verb: 'get', resource: 'persistentvolumes', name })
  if (!isOk(answer) && !isNotFound(answer)) return errorOf(answer)
  const handle = isOk(answer) ? objectOf<PersistentVolume>(answer).spec.csi?.volumeHandle : undefined
  if (handle !== undefined)
    yield* demand({ order: 'unpublish', volume: `csi:${driver}/${handle}`, node: spec.nodeName })
  const at = { resource: 'volumeattachments', name: metadata.name }
  const gone = yield* ask({ verb: 'patch', ...at, body: { metadata: { finalizers } }, options: { patchType: 'merge' } })
  if (!isOk(gone) && !isNotFound(gone)) return errorOf(gone)
  yield* log(`csi_handler.go:566] "Detached" VolumeAttachment="${metadata.name}"`)
  return undefined
}
