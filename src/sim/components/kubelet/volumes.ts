import { ms, seconds, type Micros } from '../../../base/time'
import type { Pod } from '../../api/types'
import type { ApiResult } from '../../client-go/transport'
import { request } from '../../client-go/transport'
import type { Outbox, SimEvent } from '../../kernel/types'
import { uptime } from './clock'
import { duration } from './config'
import type { KubeletContext } from './context'
import { podEvent } from './events'
import { verbose } from './log'
import { podKey } from './runtime-pod'

/**
 * A pod's volumes: mounted by loops that look every 100 ms, while the pod's worker looks every 300 ms whether they are.
 * Models pkg/kubelet/volumemanager (desired_state_of_world_populator.go, reconciler.go, volume_manager.go).
 */
export interface PodVolumes {
  /** Volumes that are not mounted yet, by name. */
  missing: Map<string, Mount>
  /** A moment at which the reconciler looked; it looks again every period. */
  lookedAt: Micros
  /** When the worker began to wait, its polls lie on this grid; null if it does not wait. */
  waitingSince: Micros | null
  /** When the last volume will be unmounted, null before the pod's end. */
  unmountedAt: Micros | null
}

interface Mount {
  /** What the API has to give first: `configmaps/kube-root-ca.crt`, `secrets/x`, `token`. */
  needs: string[]
  failures: number
}

interface VolumeRef {
  readonly kind: 'volume'
  readonly uid: string
  readonly volume: string
  readonly need: string
}

/** How much longer than at best writing a volume's files takes. */
const mountSpread = ms(4)
const initialRetry = 500_000
const maxRetry = seconds(122)

/** Begins to mount a pod's volumes, once. */
export function addVolumes(context: KubeletContext, out: Outbox, pod: Pod): void {
  const uid = pod.metadata.uid!
  if (context.volumes.has(uid)) return
  const missing = new Map<string, Mount>()
  for (const volume of pod.spec.volumes ?? []) missing.set(volume.name, { needs: needsOf(volume), failures: 0 })
  // The populator looks every 100 ms, and the reconciler every 100 ms.
  const period = duration(context.config, 'volume-reconciler-period-ms')
  const delay = Math.round((context.rng.float() + context.rng.float()) * period)
  context.volumes.set(uid, { missing, lookedAt: uptime(context) + delay, waitingSince: null, unmountedAt: null })
  if (missing.size === 0) return
  out.timer(`volumes/${uid}`, delay, 'volume-reconciler-period-ms', { type: 'volumes.verify', uid } as SimEvent)
}

/** The reconciler verifies that a pod's volumes are attached; it mounts them when it looks again. */
export function verify(context: KubeletContext, out: Outbox, uid: string): void {
  const pod = context.pods.get(uid)
  const volumes = context.volumes.get(uid)
  if (!volumes || !pod) return
  for (const name of volumes.missing.keys())
    out.log('I', `reconciler.go:357] ${about(pod, name, 'operationExecutor.VerifyControllerAttachedVolume started')}`)
  const period = duration(context.config, 'volume-reconciler-period-ms')
  out.timer(`volumes/${uid}`, period, 'volume-reconciler-period-ms', { type: 'volumes.mount', uid } as SimEvent)
}

/** `"… for volume \"c\" (UniqueName: \"kubernetes.io/configmap/<uid>-c\") pod …"`: GenerateMsgDetailed. */
function about(pod: Pod, name: string, what: string): string {
  const { uid } = pod.metadata
  const volume = (pod.spec.volumes ?? []).find((each) => each.name === name)
  const text = `${what} for volume "${name}" (UniqueName: "${plugin(volume)}/${uid}-${name}") pod "${pod.metadata.name}" (UID: "${uid}") `
  return `${JSON.stringify(text)} pod="${podKey(pod)}"`
}

const plugins: Readonly<Record<string, string>> = {
  hostPath: 'host-path',
  emptyDir: 'empty-dir',
  downwardAPI: 'downward-api'
}

/** A volume plugin's name, from the field of the volume that says its kind. */
function plugin(volume: object = {}): string {
  const kind = Object.keys(volume).find((field) => field !== 'name') ?? 'emptyDir'
  return `kubernetes.io/${plugins[kind] ?? kind.toLowerCase()}`
}

function needsOf(volume: NonNullable<Pod['spec']['volumes']>[number]): string[] {
  if (volume.configMap?.name && !volume.configMap.optional) return [`configmaps/${volume.configMap.name}`]
  if (volume.secret?.secretName && !volume.secret.optional) return [`secrets/${volume.secret.secretName}`]
  return (volume.projected?.sources ?? []).flatMap((source) => {
    if (source.configMap?.name && !source.configMap.optional) return [`configmaps/${source.configMap.name}`]
    if (source.secret?.name && !source.secret.optional) return [`secrets/${source.secret.name}`]
    return source.serviceAccountToken ? ['token'] : []
  })
}

/** Mounts all volumes of a pod, or one again after a failure. */
export function mount(context: KubeletContext, out: Outbox, uid: string, name?: string): void {
  const volumes = context.volumes.get(uid)
  const pod = context.pods.get(uid)
  if (!volumes || !pod) return
  for (const [volume, { needs }] of [...volumes.missing]) {
    if (name !== undefined && volume !== name) continue
    verbose(context, out, 1, `reconciler.go:269] ${about(pod, volume, 'operationExecutor.MountVolume started')}`)
    if (needs.length === 0) mounted(context, out, uid, volume)
    for (const need of needs) fetch(context, out, pod, volume, need)
  }
}

function fetch(context: KubeletContext, out: Outbox, pod: Pod, volume: string, need: string): void {
  const ref: VolumeRef = { kind: 'volume', uid: pod.metadata.uid!, volume, need }
  const namespace = pod.metadata.namespace ?? 'default'
  if (need === 'token') {
    const name = pod.spec.serviceAccountName ?? 'default'
    const body = {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      metadata: {},
      spec: {
        expirationSeconds: 3_607,
        boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: pod.metadata.name, uid: pod.metadata.uid }
      }
    }
    request(
      context.api,
      context,
      out,
      { verb: 'create', resource: 'serviceaccounts', subresource: 'token', namespace, name, body },
      ref
    )
    return
  }
  const [resource, name] = need.split('/') as [string, string]
  request(context.api, context, out, { verb: 'get', resource, namespace, name }, ref)
}

/** Takes an answer for a volume. */
export function volumeResult(context: KubeletContext, out: Outbox, result: ApiResult): void {
  const { uid, volume, need } = result.ref as VolumeRef
  const mountState = context.volumes.get(uid)?.missing.get(volume)
  const pod = context.pods.get(uid)
  if (!mountState || !pod) return
  if (result.kind === 'response' && result.code < 300) {
    mountState.needs = mountState.needs.filter((other) => other !== need)
    if (mountState.needs.length > 0) return
    const delay = duration(context.config, 'mount-latency-ms') + context.rng.below(mountSpread)
    const event = { type: 'volumes.mounted', uid, volume } as SimEvent
    out.timer(`volumes/${uid}/${volume}`, delay, 'mount-latency-ms', event)
    return
  }
  const [resource, name] = need.split('/')
  const kind = resource === 'secrets' ? 'secret' : 'configmap'
  const error =
    result.kind === 'response' && result.code === 404 && name !== undefined
      ? `${kind} "${name}" not found`
      : `failed to fetch ${need}: ${result.kind === 'error' ? result.error : String(result.kind === 'response' ? result.code : '')}`
  podEvent(context, out, pod, 'Warning', 'FailedMount', `MountVolume.SetUp failed for volume "${volume}" : ${error}`)
  const wait = Math.min(initialRetry * 2 ** mountState.failures, maxRetry)
  mountState.failures++
  // It is tried when the reconciler looks after the back-off.
  const period = duration(context.config, 'volume-reconciler-period-ms')
  const { lookedAt } = context.volumes.get(uid)!
  const rounds = Math.ceil((uptime(context) + wait - lookedAt) / period)
  const delay = lookedAt + rounds * period - uptime(context)
  out.timer(`volumes/${uid}/${volume}`, delay, 'volume-exponential-backoff', {
    type: 'volumes.mount',
    uid,
    volume
  } as SimEvent)
}

/** One volume is there. */
export function mounted(context: KubeletContext, out: Outbox, uid: string, volume: string): void {
  const volumes = context.volumes.get(uid)
  const pod = context.pods.get(uid)
  if (!volumes?.missing.delete(volume)) return
  if (pod) verbose(context, out, 1, `operation_generator.go:730] ${about(pod, volume, 'MountVolume.SetUp succeeded')}`)
  if (volumes.missing.size > 0 || volumes.waitingSince === null) return
  wakeAtPoll(context, out, uid, volumes.waitingSince)
}

/** The worker sees it at its next poll. */
function wakeAtPoll(context: KubeletContext, out: Outbox, uid: string, since: Micros): void {
  const poll = duration(context.config, 'pod-attach-and-mount-retry-interval-ms')
  const at = since + Math.ceil((uptime(context) - since) / poll) * poll
  out.timer(`volumes/${uid}`, at - uptime(context), 'pod-attach-and-mount-retry-interval-ms', {
    type: 'volumes.ready',
    uid
  } as SimEvent)
}

/** Whether all of a pod's volumes are mounted; if not, `volumes.ready` or `volumes.timeout` comes later. */
export function waitForMount(context: KubeletContext, out: Outbox, uid: string): boolean {
  const volumes = context.volumes.get(uid)
  if (!volumes || volumes.missing.size === 0) return true
  volumes.waitingSince = uptime(context)
  const timeout = duration(context.config, 'pod-attach-and-mount-timeout-s')
  out.timer(`volumes/${uid}/timeout`, timeout, 'pod-attach-and-mount-timeout-s', {
    type: 'volumes.timeout',
    uid
  } as SimEvent)
  return false
}

/** The worker has waited long enough. Gives the error's text. */
export function mountTimedOut(context: KubeletContext, out: Outbox, pod: Pod): string {
  const volumes = context.volumes.get(pod.metadata.uid!)!
  volumes.waitingSince = null
  const all = (pod.spec.volumes ?? []).map(({ name }) => name)
  const error = `unmounted volumes=[${[...volumes.missing.keys()].join(' ')}], unattached volumes=[${all.join(' ')}]: timed out waiting for the condition`
  podEvent(context, out, pod, 'Warning', 'FailedMount', `Unable to attach or mount volumes: ${error}`)
  out.log(
    'E',
    `kubelet.go:1754] "Unable to attach or mount volumes for pod; skipping pod" err=${JSON.stringify(error)} pod="${podKey(pod)}"`
  )
  return error
}

/** The worker stops waiting (its volumes are there). */
export function doneWaiting(context: KubeletContext, out: Outbox, uid: string): void {
  const volumes = context.volumes.get(uid)
  if (volumes) volumes.waitingSince = null
  out.cancel(`volumes/${uid}/timeout`)
}

/** The pod's containers are stopped: its volumes go within the next rounds of the loops. */
export function beginUnmount(context: KubeletContext, uid: string): void {
  const volumes = context.volumes.get(uid)
  if (!volumes || volumes.unmountedAt !== null) return
  const period = duration(context.config, 'volume-reconciler-period-ms')
  const hasVolumes = (context.pods.get(uid)?.spec.volumes ?? []).length > 0
  volumes.unmountedAt =
    uptime(context) +
    (hasVolumes ? Math.round(context.rng.float() * period) + duration(context.config, 'mount-latency-ms') : 0)
}

/** Time until the worker's poll sees that the volumes are gone; 0: they are. */
export function unmountDelay(context: KubeletContext, uid: string): Micros {
  const at = context.volumes.get(uid)?.unmountedAt ?? uptime(context)
  if (at <= uptime(context)) return 0
  const poll = duration(context.config, 'pod-attach-and-mount-retry-interval-ms')
  return Math.ceil((at - uptime(context)) / poll) * poll
}

export function forgetVolumes(context: KubeletContext, out: Outbox, uid: string): void {
  for (const name of context.volumes.get(uid)?.missing.keys() ?? []) out.cancel(`volumes/${uid}/${name}`)
  out.cancel(`volumes/${uid}`)
  out.cancel(`volumes/${uid}/timeout`)
  context.volumes.delete(uid)
}
