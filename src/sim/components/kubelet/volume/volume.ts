import { ms, seconds, type Micros } from '../../../../base/time'
import type { KubeObject, PersistentVolume, PersistentVolumeClaim, Pod } from '../../../api/types'
import type { ApiResult } from '../../../client-go/transport'
import { request } from '../../../client-go/transport'
import { unborn, type Item } from '../../../kernel/chart'
import type { Outbox } from '../messages'
import { duration } from '../config'
import type { KubeletContext } from '../context'
import { podEvent } from '../events'
import { toPod, toVolume } from '../items'
import { source, verbose } from '../log'
import { podKey } from '../runtime-pod'
import { valuesIn } from '../container/environment'
import { mountChecks } from './later'
import { isOptional, missingKey, tokenNeed, type Sources, type Values } from './files'
import { runtimeNameOf } from '../cri'
import type { Remote } from './remote'

/**
 * A pod's volumes: mounted by loops that look every 100 ms, while the pod's worker looks every 300 ms whether they are.
 * Models pkg/kubelet/volumemanager (desired_state_of_world_populator.go, reconciler.go, volume_manager.go).
 */
export interface PodVolumes {
  /** A moment at which the reconciler looked; it looks again every period. */
  lookedAt: Micros
  /** When the worker began to wait, its polls lie on this grid; null if it does not wait. */
  waitingSince: Micros | null
  /** When the last volume will be unmounted, null before the pod's end. */
  unmountedAt: Micros | null
  /** Keys of its volumes, in the order of its spec. */
  keys: readonly string[]
}

/** One volume of a pod. */
export interface Volume extends Item {
  readonly key: string
  readonly uid: string
  readonly name: string
  /** What the API has to give first: `configmaps/kube-root-ca.crt`, `secrets/x`, `token`. */
  needs: string[]
  /** What it gave. */
  sources: Sources
  /** When the API gave the last of it. */
  fetchedAt: Micros
  /** The PersistentVolume behind its claim, and what that is. */
  volumeName: string
  backing: Backing
  /** Of one that does not lie on this machine, once it is to be mounted. */
  remote?: Remote
  failures: number
  /** How long the state that it is in lasts. */
  lasts: Micros
}

/** What a PersistentVolume says of where it lies. */
export type Backing = Pick<PersistentVolume['spec'], (typeof kinds)[number]>
const kinds = ['hostPath', 'local', 'nfs', 'csi', 'iscsi', 'fc'] as const

export interface VolumeRef {
  readonly kind: 'volume'
  readonly key: string
  readonly need: string
}

/** How much longer than at best writing a volume's files takes. */
const mountSpread = ms(4)
const initialRetry = 500_000
const maxRetry = seconds(122)

export const periodOf = ({ config }: KubeletContext): Micros => duration(config, 'volume-reconciler-period-ms')
export const pollOf = ({ config }: KubeletContext): Micros => duration(config, 'pod-attach-and-mount-retry-interval-ms')

/** Begins to mount a pod's volumes, once. */
export function addVolumes(context: KubeletContext, out: Outbox, pod: Pod): void {
  const uid = pod.metadata.uid!
  if (context.volumes.has(uid)) return
  // The populator looks every 100 ms, and the reconciler every 100 ms.
  const delay = Math.round((context.rng.float() + context.rng.float()) * periodOf(context))
  const keys = (pod.spec.volumes ?? []).map((volume) => {
    const key = `${uid}/${volume.name}`
    const { name } = volume
    context.mounts.set(key, {
      ...unborn,
      key,
      uid,
      name,
      needs: needsOf(pod, volume),
      sources: {},
      fetchedAt: 0,
      volumeName: '',
      backing: {},
      failures: 0,
      lasts: delay
    })
    out.raise(toVolume(key, { type: 'volume.add' }))
    return key
  })
  context.volumes.set(uid, { lookedAt: context.now + delay, waitingSince: null, unmountedAt: null, keys })
}

/** Whether the pod is still to run: nothing is mounted for one that is gone. */
export const isWanted = (context: KubeletContext, { uid }: Volume): boolean => context.pods.has(uid)

/** The reconciler verifies that a volume is attached; it mounts it when it looks again. */
export function verify(context: KubeletContext, volume: Volume, out: Outbox): void {
  const pod = context.pods.get(volume.uid)
  if (!pod) return
  volume.lasts = periodOf(context)
  const text = about(pod, volume.name, 'operationExecutor.VerifyControllerAttachedVolume started')
  out.log('I', `${source(context, 'reconciler.go:357', 'reconciler_common.go:251')}] ${text}`)
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
export function plugin(volume: object = {}): string {
  const kind = Object.keys(volume).find((field) => field !== 'name') ?? 'emptyDir'
  return `kubernetes.io/${plugins[kind] ?? kind.toLowerCase()}`
}

export function needsOf({ metadata }: Pod, volume: NonNullable<Pod['spec']['volumes']>[number]): string[] {
  if (volume.configMap?.name) return [`configmaps/${volume.configMap.name}`]
  if (volume.secret?.secretName) return [`secrets/${volume.secret.secretName}`]
  if (volume.persistentVolumeClaim) return [`persistentvolumeclaims/${volume.persistentVolumeClaim.claimName}`]
  // The claim that the controller makes of its template.
  if (volume.ephemeral) return [`persistentvolumeclaims/${metadata.name}-${volume.name}`]
  return (volume.projected?.sources ?? []).flatMap((source) => {
    if (source.configMap?.name) return [`configmaps/${source.configMap.name}`]
    if (source.secret?.name) return [`secrets/${source.secret.name}`]
    return source.serviceAccountToken ? [tokenNeed(source.serviceAccountToken)] : []
  })
}

export function mount(context: KubeletContext, volume: Volume, out: Outbox): void {
  const pod = context.pods.get(volume.uid)
  if (!pod) return
  const text = about(pod, volume.name, 'operationExecutor.MountVolume started')
  verbose(context, out, 1, `${source(context, 'reconciler.go:269', 'reconciler_common.go:225')}] ${text}`)
  for (const need of volume.needs) fetch(context, out, pod, volume, need)
}

export function fetch(context: KubeletContext, out: Outbox, pod: Pod, volume: Volume, need: string): void {
  const ref: VolumeRef = { kind: 'volume', key: volume.key, need }
  const namespace = pod.metadata.namespace ?? 'default'
  if (need.startsWith('token')) {
    const [, seconds = '3607', ...audience] = need.split('/')
    const audiences = audience.filter((each) => each !== '').length > 0 ? [audience.join('/')] : undefined
    const name = pod.spec.serviceAccountName ?? 'default'
    const body = {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      metadata: {},
      spec: {
        expirationSeconds: Number(seconds),
        ...(audiences && { audiences }),
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

export interface Fetched {
  readonly need: string
  readonly result: ApiResult
}

/** It is there, with all keys that the volume names. */
export const isGood = (context: KubeletContext, volume: Volume, { need, result }: Fetched): boolean =>
  result.kind === 'response' &&
  (result.code < 300
    ? keyProblem(context, volume, need, result) === ''
    : result.code === 404 && isOptional(specOf(context, volume), need))

export const specOf = (context: KubeletContext, { uid, name }: Volume) =>
  context.pods.get(uid)?.spec.volumes?.find((volume) => volume.name === name)

export function keyProblem(context: KubeletContext, volume: Volume, need: string, result: ApiResult): string {
  const spec = specOf(context, volume)
  return spec && result.kind === 'response' ? missingKey(spec, need, givenBy(need, result.body)) : ''
}

const givenBy = (need: string, body: unknown): Values =>
  need.startsWith('token')
    ? { token: (body as { status?: { token?: string } }).status?.token ?? '' }
    : (body as KubeObject).kind === 'Status'
      ? {}
      : valuesIn(body as KubeObject)

export function got(context: KubeletContext, volume: Volume, { need, result }: Fetched): void {
  volume.fetchedAt = context.now
  volume.needs = volume.needs.filter((other) => other !== need)
  if (result.kind !== 'response') return
  if (need.startsWith('persistentvolumeclaims/')) {
    volume.volumeName = (result.body as PersistentVolumeClaim).spec.volumeName ?? ''
    return
  }
  if (need.startsWith('persistentvolumes/')) {
    const { spec } = result.body as PersistentVolume
    volume.backing = Object.freeze(
      Object.fromEntries(kinds.flatMap((kind) => (spec[kind] ? [[kind, spec[kind]]] : [])))
    )
    return
  }
  volume.sources = Object.freeze({ ...volume.sources, [need]: givenBy(need, result.body) })
}

/** The claim is known: what volume it has is asked for next. Models desired_state_of_world_populator.go getPVSpec. */
export function askForVolume(context: KubeletContext, volume: Volume, out: Outbox): void {
  const pod = context.pods.get(volume.uid)
  if (!pod || volume.volumeName === '') return
  const need = `persistentvolumes/${volume.volumeName}`
  volume.needs = [...volume.needs, need]
  fetch(context, out, pod, volume, need)
}

/** A claim that has a volume. */
export const isClaim = (context: KubeletContext, volume: Volume, fetched: Fetched): boolean =>
  fetched.need.startsWith('persistentvolumeclaims/') &&
  isGood(context, volume, fetched) &&
  fetched.result.kind === 'response' &&
  (fetched.result.body as PersistentVolumeClaim).spec.volumeName !== undefined

/** A claim that has no volume yet: nothing is told of it, it is looked at again. Models getPVCExtractPV. */
export const isUnbound = (context: KubeletContext, volume: Volume, fetched: Fetched): boolean =>
  fetched.need.startsWith('persistentvolumeclaims/') &&
  isGood(context, volume, fetched) &&
  !isClaim(context, volume, fetched)

/** A directory of a server that nobody answers for: `mount` tries until it gives up. */
export const isUnserved = (context: KubeletContext, volume: Volume): boolean =>
  exportOf(context, volume) !== undefined && refusal(context, volume) !== ''

const exportOf = (context: KubeletContext, volume: Volume) => volume.backing.nfs ?? specOf(context, volume)?.nfs

/** It does not lie on this machine: it is attached to it and mounted from elsewhere. */
export const isRemote = (context: KubeletContext, volume: Volume): boolean =>
  (exportOf(context, volume) ?? volume.backing.csi ?? volume.backing.iscsi ?? volume.backing.fc) !== undefined

/** All is there that the API has to give: the files are written. */
export function setUp(context: KubeletContext, volume: Volume): void {
  volume.lasts = duration(context.config, 'mount-latency-ms') + context.rng.below(mountSpread)
}

/** Why the machine cannot mount it, whatever the API gives; empty: it can. */
export function refusal(context: KubeletContext, volume: Volume): string {
  const spec: { hostPath?: { type?: string }; csi?: object; gitRepo?: object } | undefined = specOf(context, volume)
  if (exportOf(context, volume)) return mountChecks().exportRefusal(context.config, volume, exportOf(context, volume)!)
  if (volume.remote) return mountChecks().driverProblem(context, volume)
  const isChecked =
    (spec?.csi ?? spec?.gitRepo) !== undefined ||
    /^(?:File|Directory|Socket|\w+Device)$/.test(spec?.hostPath?.type ?? '')
  return isChecked
    ? mountChecks().refusalOf(context.pods.values(), specOf(context, volume)!, runtimeNameOf(context))
    : ''
}

export const refuse = (context: KubeletContext, volume: Volume, out: Outbox): void =>
  tryLater(context, volume, refusal(context, volume), out)

/** How long what has failed so often is let be. */
export const backOff = (failures: number): Micros => Math.min(initialRetry * 2 ** failures, maxRetry)

export function tryLater(context: KubeletContext, volume: Volume, error: string, out: Outbox): void {
  const pod = context.pods.get(volume.uid)
  const back = backOff(volume.failures)
  if (pod) {
    const text = mountChecks().tellFailure(
      context,
      out,
      `${plugin(specOf(context, volume))}/${volume.key.replace('/', '-')}`,
      pod,
      volume,
      error,
      back
    )
    podEvent(context, out, pod, 'Warning', 'FailedMount', text)
  }
  volume.failures++
  const { lookedAt } = context.volumes.get(volume.uid)!
  const rounds = Math.ceil((context.now + back - lookedAt) / periodOf(context))
  volume.lasts = lookedAt + rounds * periodOf(context) - context.now
}

/** A volume is there; the worker hears of it when the last one is. */
export function mounted(context: KubeletContext, volume: Volume, out: Outbox): void {
  const { uid, key, name } = volume
  const pod = context.pods.get(uid)
  const text = 'MountVolume.SetUp succeeded'
  if (pod)
    verbose(
      context,
      out,
      1,
      `${source(context, 'operation_generator.go:730', 'operation_generator.go:617')}] ${about(pod, name, text)}`
    )
  const others = context.volumes.get(uid)!.keys.filter((other) => other !== key)
  if (others.every((other) => isThere(context, other))) out.raise(toPod(uid, { type: 'volumes.mounted' }))
}

const isThere = (context: KubeletContext, key: string): boolean => context.mounts.get(key)?.state === 'mounted'

export const missing = (context: KubeletContext, uid: string): string[] =>
  (context.volumes.get(uid)?.keys ?? []).filter((key) => !isThere(context, key))

/** Its pod is over. */
export const tellUnmounted = (context: KubeletContext, volume: Volume, out: Outbox): void =>
  mountChecks().tellUnmounted(context, volume, out)
