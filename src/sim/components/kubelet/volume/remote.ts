import type { Micros } from '../../../../base/time'
import type { KubeObject, Node } from '../../../api/types'
import type { ApiResult } from '../../../client-go/transport'
import { request } from '../../../client-go/transport'
import type { KubeletContext } from '../context'
import { errorText } from '../error-text'
import { toVolume } from '../items'
import type { Outbox } from '../messages'
import { tellOperation } from './failed-mount'
import { backOff, specOf, type Backing, type Fetched, type Volume, type VolumeRef } from './volume'

/*
 * Volumes that do not lie on their machine: attached to it by the attach-detach controller and their driver, then mounted by the driver that has
 * registered with this kubelet. Models pkg/kubelet/volumemanager/reconciler, pkg/volume/util/operationexecutor and pkg/volume/csi.
 */

/** What is known of such a volume. */
export interface Remote {
  /** Its name where it lies: `csi:disk.example.com/vol-1`. */
  readonly volume: string
  /** Where it is mounted on this machine, for all its pods. */
  readonly directory: string
  /** Its name in the status of nodes; empty: nothing is to be attached. */
  readonly unique: string
  /** Whose it is; empty: the kubelet mounts it itself. */
  readonly driver: string
  /** Whether its driver attaches at all; missing: that is not known yet. */
  readonly attaches?: boolean
  readonly tries: number
}

type Iscsi = { readonly targetPortal: string; readonly iqn: string; readonly lun: number }
type Fc = { readonly targetWWNs?: readonly string[]; readonly wwids?: readonly string[]; readonly lun?: number }

/** Where a volume lies that is no part of its machine; undefined: it is of the machine. */
export function remoteOf(context: KubeletContext, volume: Volume): Remote | undefined {
  if (volume.remote) return volume.remote
  const inline = specOf(context, volume) as Backing | undefined
  const { csi } = volume.backing
  const plugins = '/var/lib/kubelet/plugins/kubernetes.io'
  const at = (name: string, path: string) => ({
    volume: `${name}:${path}`,
    directory: `${plugins}/${name}/${path.replaceAll('/', '_')}`,
    unique: '',
    driver: '',
    tries: 0
  })
  if (csi) {
    const { driver, volumeHandle } = csi
    return { ...at('csi', `${driver}/${volumeHandle}`), unique: `kubernetes.io/csi/${driver}^${volumeHandle}`, driver }
  }
  const nfs = volume.backing.nfs ?? inline?.nfs
  if (nfs) return at('nfs', `${nfs.server}${nfs.path}`.replace(/\/$/, ''))
  const iscsi = (volume.backing.iscsi ?? inline?.iscsi) as Iscsi | undefined
  if (iscsi) return at('iscsi', `${iscsi.targetPortal}:${iscsi.iqn}:${iscsi.lun}`)
  const fc = (volume.backing.fc ?? inline?.fc) as Fc | undefined
  return fc && at('fc', `${(fc.targetWWNs ?? fc.wwids ?? []).join('-')}:${fc.lun ?? 0}`)
}

/** Looks whether a volume is attached to this machine, if that is needed. Models GenerateVerifyControllerAttachedVolumeFunc. */
export function attach(context: KubeletContext, volume: Volume, out: Outbox): void {
  const remote = remoteOf(context, volume)!
  volume.remote = Object.freeze(remote)
  if (remote.unique === '' || remote.attaches === false)
    return out.raise(toVolume(volume.key, { type: 'volume.attached' }))
  if (remote.attaches === undefined) return ask(context, volume, out, `csidrivers/${remote.driver}`)
  if (!(context.ownNode?.status.volumesInUse ?? []).includes(remote.unique))
    return waitForAttach(
      context,
      volume,
      out,
      "Volume has not been added to the list of VolumesInUse in the node's volume status yet"
    )
  ask(context, volume, out, `nodes/${context.node}`)
}

function ask(context: KubeletContext, { key }: Volume, out: Outbox, need: string): void {
  const ref: VolumeRef = { kind: 'volume', key, need }
  const [resource, name] = need.split('/') as [string, string]
  request(context.api, context, out, { verb: 'get', resource, name }, ref)
}

/** The API has said what the driver does, or what is attached to the node. */
export function attachHeard(context: KubeletContext, volume: Volume, { need, result }: Fetched, out: Outbox): void {
  const remote = volume.remote!
  if (need.startsWith('csidrivers/')) {
    if (!isKnown(result)) return waitForAttach(context, volume, out, errorText(context, result))
    const { spec } = result.body as KubeObject & { readonly spec?: { readonly attachRequired?: boolean } }
    const attaches = result.code === 404 || spec?.attachRequired !== false
    volume.remote = Object.freeze({ ...remote, attaches })
    if (attaches) context.attaches = true
    return attach(context, volume, out)
  }
  if (!need.startsWith('nodes/')) return
  if (!isKnown(result) || result.code === 404)
    return waitForAttach(context, volume, out, `failed fetching node from API server: ${errorText(context, result)}`)
  const { volumesAttached = [] } = (result.body as Node).status
  if (volumesAttached.some(({ name }) => name === remote.unique)) {
    volume.remote = Object.freeze({ ...remote, tries: 0 })
    return out.raise(toVolume(volume.key, { type: 'volume.attached' }))
  }
  waitForAttach(context, volume, out, 'Volume not attached according to node status')
}

const isKnown = (result: ApiResult): result is Extract<ApiResult, { kind: 'response' }> =>
  result.kind === 'response' && (result.code < 300 || result.code === 404)

/** It is not attached: it is looked at again, ever later. Nothing is told of it but the log's line. */
function waitForAttach(context: KubeletContext, volume: Volume, out: Outbox, why: string): void {
  const remote = volume.remote!
  const pod = context.pods.get(volume.uid)
  const back = backOff(remote.tries)
  volume.remote = Object.freeze({ ...remote, tries: remote.tries + 1 })
  const { unique } = remote
  if (pod) {
    const of = `volume "${volume.volumeName}" (UniqueName: "${unique}") pod "${pod.metadata.name}" (UID: "${pod.metadata.uid}") `
    tellOperation(context, out, `{volumeName:${unique} podName: nodeName:}`, `${why} for ${of}`, back)
  }
  retryAfter(context, volume, back)
  out.raise(toVolume(volume.key, { type: 'volume.unattached' }))
}

/** The reconciler looks at it again in the first round after the back-off. */
function retryAfter(context: KubeletContext, volume: Volume, back: Micros): void {
  const period = Number(context.config['volume-reconciler-period-ms'] ?? 100) * 1_000
  const { lookedAt } = context.volumes.get(volume.uid)!
  volume.lasts = lookedAt + Math.ceil((context.now + back - lookedAt) / period) * period - context.now
}

/** Why the driver cannot mount it; empty: it can. Models csi_attacher.go MountDevice. */
export const driverProblem = ({ drivers }: KubeletContext, { remote }: Volume): string =>
  remote === undefined || remote.driver === '' || drivers?.has(remote.driver) === true
    ? ''
    : `kubernetes.io/csi: attacher.MountDevice failed to create newCsiDriverClient: driver name ${remote.driver} not found in the list of registered CSI drivers`

/** The machine's system is asked to mount it. */
export function stage(context: KubeletContext, { key, remote }: Volume, out: Outbox): void {
  const { volume, directory } = remote!
  out.send(context.linux, { type: 'storage.open', key, volume, directory })
}

/** Its pod is over. */
export function letGo(context: KubeletContext, key: string, { directory }: Remote, out: Outbox): void {
  out.send(context.linux, { type: 'storage.close', key, directory })
}

/** Volumes that pods here need or have mounted and that must be attached. Models volume_manager.go GetVolumesInUse. */
export function volumesInUse({ mounts }: KubeletContext): readonly string[] {
  const found = new Set<string>()
  for (const { remote, state } of mounts.values())
    if (remote && remote.unique !== '' && remote.attaches === true && state !== 'unmounted') found.add(remote.unique)
  return [...found].sort()
}
