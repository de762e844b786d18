import { referenceTo } from '../../../../client-go/events'
import { conclude, errorOf, event, isAlreadyExists, isOk, later, request, type Sync } from '../../sync'
import { attachTimeout, failedAgain, isBackingOff, type Attachment, type Changed, type Look } from './look'
import { attachmentName } from './volumes'

/** Models reconciler.attachDesiredVolumes and csiAttacher.Attach. */
export function* attach(look: Look): Sync {
  const { current, object, persistentVolume, driver, handle, node } = look
  if (current?.state === 'attached' && current.unneededSince === undefined) return undefined
  if (current?.state === 'attached') return yield* become(look, 'attached')
  if (isBackingOff(look)) return undefined
  // It is just being taken away.
  if (current?.state === 'detaching' || object?.metadata.deletionTimestamp) return undefined
  if (look.others.length > 0 && !isShared(look)) return yield* refuse(look)
  if (!object) {
    const body = {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'VolumeAttachment',
      metadata: { name: attachmentName(driver, handle, node) },
      spec: { attacher: driver, source: { persistentVolumeName: persistentVolume }, nodeName: node },
      status: { attached: false }
    }
    const answer = yield* request({ verb: 'create', resource: 'volumeattachments', body })
    if (!isOk(answer) && !isAlreadyExists(answer)) return errorOf(answer)
    return yield* waitForAttacher(look)
  }
  if (object.status?.attached) return yield* attached(look)
  const { since } = current ?? {}
  const isLate = since !== undefined && look.now - since >= attachTimeout
  const late = `timed out waiting for external-attacher of ${driver} CSI driver to attach volume ${handle}`
  const problem = object.status?.attachError?.message ?? (isLate ? late : undefined)
  if (problem === undefined) return since === undefined ? yield* waitForAttacher(look) : undefined
  const failed = failedAgain(current?.failed, look.now)
  yield* become(look, 'attaching', { failed })
  const text = `AttachVolume.Attach failed for volume "${persistentVolume}" : ${problem}`
  for (const pod of look.pods) yield* event(referenceTo(pod), 'Warning', 'FailedAttachVolume', text)
  yield* later(look.key, failed.wait, 'exponential-backoff')
  return undefined
}

/** The driver's attacher has two minutes. Models waitForVolumeAttachment. */
function* waitForAttacher(look: Look): Sync {
  const { failed } = look.current ?? {}
  yield* become(look, 'attaching', { since: look.now, ...(failed && { failed }) })
  yield* later(look.key, attachTimeout, 'csi-timeout')
  return undefined
}

const isShared = ({ accessModes }: Look): boolean =>
  accessModes.includes('ReadWriteMany') || accessModes.includes('ReadOnlyMany')

function* attached(look: Look): Sync {
  const { host, node, volume } = look
  const listed = host?.status.volumesAttached ?? []
  if (!listed.some((one) => one.name === volume)) {
    const volumesAttached = [...listed, { devicePath: '', name: volume }]
    const answer = yield* request({
      verb: 'patch',
      resource: 'nodes',
      subresource: 'status',
      name: node,
      body: { status: { volumesAttached } },
      options: { patchType: 'strategic' }
    })
    if (!isOk(answer)) return errorOf(answer)
  }
  yield* become(look, 'attached')
  const text = `AttachVolume.Attach succeeded for volume "${look.persistentVolume}" `
  for (const pod of look.pods) yield* event(referenceTo(pod), 'Normal', 'SuccessfulAttachVolume', text)
  return undefined
}

/** It is elsewhere, and may be at one node only; said once. Models reportMultiAttachError. */
function* refuse(look: Look): Sync {
  if (look.current?.state === 'waiting') return undefined
  for (const pod of look.pods) {
    const { namespace } = pod.metadata
    const near = look.othersPods.filter(({ metadata }) => metadata.namespace === namespace)
    const far = look.othersPods.length - near.length
    const names = near.map(({ metadata }) => metadata.name).join(', ')
    const used = [
      ...(near.length > 0 ? [`pod(s) ${names}`] : []),
      ...(far > 0 ? [`${far} pod(s) in different namespaces`] : [])
    ]
    const why =
      used.length > 0
        ? `Volume is already used by ${used.join(' and ')}`
        : "Volume is already exclusively attached to one node and can't be attached to another"
    const text = `Multi-Attach error for volume "${look.persistentVolume}" ${why}`
    yield* event(referenceTo(pod), 'Warning', 'FailedAttachVolume', text)
  }
  return yield* become(look, 'waiting')
}

/** Notes what has become of it. */
function* become(
  { key, volume, persistentVolume, driver, handle, node }: Look,
  state: Attachment['state'],
  more: Pick<Attachment, 'since' | 'failed'> = {}
): Sync {
  const attachment = Object.freeze({ volume, persistentVolume, driver, handle, node, state, ...more })
  yield* conclude<Changed>({ kind: 'changed', key, attachment })
  return undefined
}
