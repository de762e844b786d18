import { wallClock } from '../../../kernel/clock'
import { seconds, type Micros } from '../../../../base/time'
import { lastingContainer, lastingContainers } from '../../../api/kinds/pod/sidecar'
import type { Container, ContainerStatus, Pod, Probe as ProbeSpec } from '../../../api/types'
import { unborn, type Item } from '../../../kernel/chart'
import type { ProcessId } from '../../../kernel/types'
import type { Outbox } from '../messages'
import type { KubeletContext } from '../context'
import { idPrefix } from '../cri'
import { toProbe } from '../items'
import { source, verbose } from '../log'
import { updatePod } from '../pod-worker/worker'
import { cachedStatus } from '../pod-status'
import { setContainerReadiness, setContainerStartup } from '../probed-status'
import { podKey } from '../runtime-pod'

export type ProbeType = 'startup' | 'liveness' | 'readiness'
export type Result = 'unknown' | 'success' | 'failure'

/** The worker of one probe of one container. Models pkg/kubelet/prober/worker.go. */
export interface Probe extends Item {
  readonly key: string
  readonly uid: string
  readonly container: string
  readonly type: ProbeType
  /** The container it last saw, with its prefix. */
  containerId: string
  lastResult: Result
  /** How many times in a row; 0 after a failure for which a new container is awaited. */
  run: number
  /** How often the runtime gave no answer to the probe that is under way. */
  tries: number
  /** A tick or a trigger came while it was probing. */
  again: boolean
  /** Number of its last request over the network. */
  request: number
  /** The process that answered it last; empty before. */
  server: ProcessId
  /** When it asked last, what came of all its probes, and how long those took that succeeded (`took`: in the buckets of `bounds`). */
  askedAt: Micros
  counts: { successful: number; failed: number; unknown: number; took: number[]; sum: Micros }
}

/** Upper bounds in seconds by which durations are counted. Models prometheus DefBuckets. */
export const bounds: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Models pkg/kubelet/metrics ProberResults and ProberDuration: only what succeeded is timed. */
export function count({ counts, askedAt }: Probe, now: Micros, result: 'successful' | 'failed' | 'unknown'): void {
  counts[result]++
  if (result !== 'successful') return
  const took = now - askedAt
  counts.sum += took
  const bucket = bounds.findIndex((bound) => took <= seconds(bound))
  const at = bucket < 0 ? bounds.length : bucket
  counts.took[at] = (counts.took[at] ?? 0) + 1
}

const types: readonly ProbeType[] = ['startup', 'readiness', 'liveness']
const initial: Readonly<Record<ProbeType, Result>> = { startup: 'unknown', readiness: 'failure', liveness: 'success' }
const keyOf = (uid: string, container: string, type: ProbeType): string => `${uid}/${container}/${type}`

const probeOf = (container: Container, type: ProbeType): ProbeSpec | undefined =>
  type === 'startup' ? container.startupProbe : type === 'liveness' ? container.livenessProbe : container.readinessProbe

export const hasProbe = (context: KubeletContext, uid: string, container: string, type: ProbeType): boolean =>
  context.probes.has(keyOf(uid, container, type))

// --- beginning and ending -------------------------------------------------------------------------------------------------

/** Begins to probe a pod's containers. The first probe of a kubelet that has just started waits for a random part of its period. */
export function addProbes(context: KubeletContext, out: Outbox, pod: Pod): void {
  const uid = pod.metadata.uid!
  for (const container of lastingContainers(pod.spec)) {
    for (const type of types) {
      const spec = probeOf(container, type)
      const key = keyOf(uid, container.name, type)
      if (!spec || context.probes.has(key)) continue
      context.probes.set(key, {
        ...unborn,
        key,
        uid,
        container: container.name,
        type,
        containerId: '',
        lastResult: 'unknown',
        run: 0,
        tries: 0,
        again: false,
        request: 0,
        server: '',
        askedAt: 0,
        counts: { successful: 0, failed: 0, unknown: 0, took: [], sum: 0 }
      })
      const period = periodOf(spec)
      const fresh = context.now - context.startedAt < period
      tickIn(out, key, fresh ? Math.floor(context.rng.float() * period) : 0)
    }
  }
}

const periodOf = (spec: ProbeSpec): Micros => seconds(spec.periodSeconds ?? 10)

const tickIn = (out: Outbox, key: string, delay: Micros): void =>
  out.timer(`probe/${key}`, delay, 'periodSeconds', { type: 'probe.tick', chart: 'probe', item: key })

/** A container that is not ready is probed at once. */
export function runProbeNow(out: Outbox, uid: string, container: string): void {
  const key = keyOf(uid, container, 'readiness')
  out.timer(`probe-now/${key}`, 0, 'readiness-probe-trigger', toProbe(key, { type: 'probe.now' }))
}

export function stopLivenessAndStartup(context: KubeletContext, out: Outbox, pod: Pod): void {
  removeOf(context, out, pod, ['liveness', 'startup'])
}

export function removeProbes(context: KubeletContext, out: Outbox, pod: Pod): void {
  removeOf(context, out, pod, types)
}

function removeOf(context: KubeletContext, out: Outbox, pod: Pod, which: readonly ProbeType[]): void {
  for (const { name } of lastingContainers(pod.spec)) {
    for (const type of which) {
      const probe = context.probes.get(keyOf(pod.metadata.uid!, name, type))
      if (!probe) continue
      context.results[type].delete(probe.containerId)
      remove(context, probe, out)
    }
  }
}

export function remove(context: KubeletContext, { key }: Probe, out: Outbox): void {
  context.probes.delete(key)
  out.cancel(`probe/${key}`)
  out.cancel(`probe-now/${key}`)
}

/** The ticker of a probe goes on whatever it is at. */
export function rearm(context: KubeletContext, probe: Probe, out: Outbox): void {
  const spec = specOf(context, probe)
  if (spec) tickIn(out, probe.key, periodOf(spec))
}

// --- what it looks at -----------------------------------------------------------------------------------------------------

export const podOf = (context: KubeletContext, { uid }: Probe): Pod | undefined =>
  context.pods.get(uid) ?? context.workers.get(uid)?.pod

export function containerOf(context: KubeletContext, probe: Probe): Container | undefined {
  const pod = podOf(context, probe)
  return pod && lastingContainer(pod.spec, probe.container)
}

export function specOf(context: KubeletContext, probe: Probe): ProbeSpec | undefined {
  const container = containerOf(context, probe)
  return container && probeOf(container, probe.type)
}

/** A plain loop: this is asked several times at every probe. */
function named(statuses: readonly ContainerStatus[] = none, name: string): ContainerStatus | undefined {
  for (const status of statuses) if (status.name === name) return status
  return undefined
}
const none: readonly ContainerStatus[] = Object.freeze([])

function statusOf(context: KubeletContext, { uid, container }: Probe): ContainerStatus | undefined {
  const status = cachedStatus(context, uid)
  return named(status?.containerStatuses, container) ?? named(status?.initContainerStatuses, container)
}

export function isPodOver(context: KubeletContext, probe: Probe): boolean {
  if (!containerOf(context, probe)) return false
  const phase = cachedStatus(context, probe.uid)?.phase
  return phase === 'Failed' || phase === 'Succeeded'
}

/** There is nothing to probe yet. */
export const hasNoContainer = (context: KubeletContext, probe: Probe): boolean =>
  !containerOf(context, probe) || (statusOf(context, probe)?.containerID ?? '') === ''

/** A container that it has not seen yet. */
export function isNewContainer(context: KubeletContext, probe: Probe): boolean {
  const id = statusOf(context, probe)?.containerID ?? ''
  return id !== '' && id !== probe.containerId
}

export function adopt(context: KubeletContext, probe: Probe, out: Outbox): void {
  context.results[probe.type].delete(probe.containerId)
  probe.containerId = statusOf(context, probe)!.containerID!
  // What was held for a new container is not held any more.
  if (probe.run === 0) probe.lastResult = 'unknown'
  setResult(context, probe, out, initial[probe.type])
}

export const isRunning = (context: KubeletContext, probe: Probe): boolean =>
  statusOf(context, probe)?.state?.running !== undefined

/** The container has not run for `initialDelaySeconds` yet. */
export function isEarly(context: KubeletContext, probe: Probe): boolean {
  const runsFor = Math.floor((wallClock(context) - startOf(context, probe)) / 1_000_000)
  return runsFor < (specOf(context, probe)?.initialDelaySeconds ?? 0)
}

/** When the container's process started, as its status says (whole seconds). */
function startOf(context: KubeletContext, probe: Probe): Micros {
  const id = probe.containerId.slice(idPrefix(context).length)
  const found = context.pleg.cache.get(probe.uid)?.pod.containers.find((container) => container.id === id)
  return found ? Math.floor(found.startedAt / 1_000_000) * 1_000_000 : wallClock(context)
}

/** A startup probe is for a container that has not started, the others for one that has. */
export function isOthersTurn(context: KubeletContext, probe: Probe): boolean {
  const started = statusOf(context, probe)?.started === true
  return probe.type === 'startup' ? started : !started
}

// --- results --------------------------------------------------------------------------------------------------------------

/** Keeps a result; a change of it goes to the sync loop. Models prober/results and kubelet.go syncLoopIteration. */
export function setResult(context: KubeletContext, probe: Probe, out: Outbox, result: Result): void {
  const { uid, containerId, type } = probe
  const results = context.results[type]
  if (results.get(containerId) === result) return
  results.set(containerId, result)
  const pod = context.pods.get(uid)
  const good = result === 'success'
  if (type === 'readiness') setContainerReadiness(context, out, uid, containerId, good)
  if (type === 'startup') setContainerStartup(context, out, uid, containerId, good)
  if (!pod || (type === 'liveness' && result !== 'failure')) return
  const status =
    type === 'readiness' ? (good ? 'ready' : source(context, '', 'not ready')) : good ? 'started' : 'unhealthy'
  const text = `${source(context, 'kubelet.go:2229', 'kubelet.go:2809')}] "SyncLoop (probe)" probe="${type}" status="${status}" pod="${podKey(pod)}"`
  verbose(context, out, 1, text)
  updatePod(context, out, pod)
}
