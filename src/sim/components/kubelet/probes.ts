import type { LinuxProbe } from '../linux/messages'
import { seconds, type Micros } from '../../../base/time'
import type { Container, Pod, Probe } from '../../api/types'
import type { Outbox, SimEvent } from '../../kernel/types'
import type { CriReply } from '../container-runtime/messages'
import { uptime } from './clock'
import type { KubeletContext } from './context'
import { callRuntime, idPrefix } from './cri'
import { podEvent } from './events'
import { klogText, verbose } from './log'
import { updatePod } from './pod-worker'
import { podKey } from './runtime-pod'
import { cachedStatus, setContainerReadiness, setContainerStartup } from './pod-status'

export type ProbeType = 'startup' | 'liveness' | 'readiness'
export type Result = 'unknown' | 'success' | 'failure'

/** The worker of one probe of one container. Models pkg/kubelet/prober/worker.go. */
export interface ProbeWorker {
  readonly uid: string
  readonly container: string
  readonly type: ProbeType
  /** The container it last saw, with its prefix. */
  containerId: string
  lastResult: Result
  /** How many times in a row. */
  run: number
  /** Waits for a new container (after a liveness or startup failure). */
  onHold: boolean
  busy: boolean
  /** A tick or a trigger came while it was busy. */
  again: boolean
}

const types: readonly ProbeType[] = ['startup', 'readiness', 'liveness']
const initial: Readonly<Record<ProbeType, Result>> = { startup: 'unknown', readiness: 'failure', liveness: 'success' }
const keyOf = (uid: string, container: string, type: ProbeType): string => `${uid}/${container}/${type}`

const specOf = (container: Container, type: ProbeType): Probe | undefined =>
  type === 'startup' ? container.startupProbe : type === 'liveness' ? container.livenessProbe : container.readinessProbe

export const workerExists = (context: KubeletContext, uid: string, container: string, type: ProbeType): boolean =>
  context.probes.has(keyOf(uid, container, type))

/** Begins to probe a pod's containers. The first probe of a kubelet that has just started waits for a random part of its period. */
export function addProbes(context: KubeletContext, out: Outbox, pod: Pod): void {
  const uid = pod.metadata.uid!
  for (const container of pod.spec.containers) {
    for (const type of types) {
      const spec = specOf(container, type)
      const key = keyOf(uid, container.name, type)
      if (!spec || context.probes.has(key)) continue
      context.probes.set(key, {
        uid,
        container: container.name,
        type,
        containerId: '',
        lastResult: 'unknown',
        run: 0,
        onHold: false,
        busy: false,
        again: false
      })
      const period = periodOf(spec)
      const fresh = uptime(context) - context.startedAt < period
      tick(out, key, fresh ? Math.floor(context.rng.float() * period) : 0)
    }
  }
}

const periodOf = (spec: Probe): Micros => seconds(spec.periodSeconds ?? 10)

const tick = (out: Outbox, key: string, delay: Micros): void =>
  out.timer(`probe/${key}`, delay, 'periodSeconds', { type: 'probe.tick', key } as SimEvent)

/** A container that is not ready is probed at once. */
export function runProbeNow(_context: KubeletContext, out: Outbox, uid: string, container: string): void {
  const key = keyOf(uid, container, 'readiness')
  out.timer(`probe-now/${key}`, 0, 'readiness-probe-trigger', { type: 'probe.now', key } as SimEvent)
}

export function stopLivenessAndStartup(context: KubeletContext, out: Outbox, pod: Pod): void {
  remove(context, out, pod, ['liveness', 'startup'])
}

export function removeProbes(context: KubeletContext, out: Outbox, pod: Pod): void {
  remove(context, out, pod, types)
}

function remove(context: KubeletContext, out: Outbox, pod: Pod, which: readonly ProbeType[]): void {
  for (const { name } of pod.spec.containers) {
    for (const type of which) {
      const key = keyOf(pod.metadata.uid!, name, type)
      const worker = context.probes.get(key)
      if (!worker) continue
      context.probes.delete(key)
      context.results[type].delete(worker.containerId)
      out.cancel(`probe/${key}`)
      out.cancel(`probe-now/${key}`)
    }
  }
}

/** The ticker of a probe. */
export function probeTick(context: KubeletContext, out: Outbox, key: string): void {
  const worker = context.probes.get(key)
  const spec = worker && probeOf(context, worker)
  if (!worker || !spec) return
  tick(out, key, periodOf(spec))
  probe(context, out, key, worker)
}

export function probeNow(context: KubeletContext, out: Outbox, key: string): void {
  const worker = context.probes.get(key)
  if (worker) probe(context, out, key, worker)
}

function probeOf(context: KubeletContext, worker: ProbeWorker): Probe | undefined {
  const container = containerOf(context, worker)
  return container && specOf(container, worker.type)
}

const containerOf = (context: KubeletContext, { uid, container: name }: ProbeWorker): Container | undefined =>
  podOf(context, uid)?.spec.containers.find((container) => container.name === name)

const podOf = (context: KubeletContext, uid: string): Pod | undefined =>
  context.pods.get(uid) ?? context.workers.get(uid)?.pod

function probe(context: KubeletContext, out: Outbox, key: string, worker: ProbeWorker): void {
  if (worker.busy) {
    worker.again = true
    return
  }
  const pod = podOf(context, worker.uid)
  const status = cachedStatus(context, worker.uid)
  const container = containerOf(context, worker)
  if (!pod || !status || !container) return
  if (status.phase === 'Failed' || status.phase === 'Succeeded') {
    context.probes.delete(key)
    out.cancel(`probe/${key}`)
    return
  }
  const state = status.containerStatuses?.find(({ name }) => name === worker.container)
  const id = state?.containerID ?? ''
  if (!state || id === '') return
  if (worker.containerId !== id) {
    context.results[worker.type].delete(worker.containerId)
    worker.containerId = id
    worker.onHold = false
    setResult(context, out, worker, initial[worker.type])
  }
  if (worker.onHold) return
  if (!state.state?.running) {
    setResult(context, out, worker, 'failure')
    return
  }
  const spec = specOf(container, worker.type)!
  const runsFor = Math.floor((context.now - startOf(context, worker)) / 1_000_000)
  if (runsFor < (spec.initialDelaySeconds ?? 0)) return
  if (worker.type === 'startup' ? state.started === true : state.started !== true) return
  worker.busy = true
  send(context, out, key, worker, spec, container, status.podIP ?? '')
}

/** When the container's process started, as its status says (whole seconds). */
function startOf(context: KubeletContext, worker: ProbeWorker): Micros {
  const id = worker.containerId.slice(idPrefix(context).length)
  const found = context.pleg.cache.get(worker.uid)?.pod.containers.find((container) => container.id === id)
  return found ? Math.floor(found.startedAt / 1_000_000) * 1_000_000 : context.now
}

function send(
  context: KubeletContext,
  out: Outbox,
  key: string,
  worker: ProbeWorker,
  spec: Probe,
  container: Container,
  podIP: string
): void {
  const timeoutSeconds = spec.timeoutSeconds ?? 1
  if (spec.exec) {
    const containerId = worker.containerId.slice(idPrefix(context).length)
    const command = spec.exec.command ?? []
    callRuntime(context, out, { type: 'cri.ExecSync', containerId, command, timeoutSeconds }, { kind: 'probe', key })
    return
  }
  const target = spec.httpGet ?? spec.tcpSocket
  const id = ++context.nextCall
  context.probing.set(id, key)
  const probe: LinuxProbe = {
    type: 'linux.probe',
    id,
    kind: spec.httpGet ? 'http' : 'tcp',
    ip: target?.host ?? podIP,
    port: portOf(container, target?.port),
    path: spec.httpGet?.path ?? '/'
  }
  out.send(context.linux, probe)
  out.timer(`probe-timeout/${id}`, seconds(timeoutSeconds), 'timeoutSeconds', { type: 'probe.timeout', id } as SimEvent)
}

const portOf = (container: Container, port: number | string | undefined): number =>
  typeof port === 'number'
    ? port
    : (container.ports?.find(({ name }) => name === port)?.containerPort ?? Number(port ?? 0))

/** The answer to an exec probe. */
export function execProbeReply(context: KubeletContext, out: Outbox, key: string, reply: CriReply): void {
  const worker = context.probes.get(key)
  if (!worker) return
  const { exec } = reply
  if (reply.error !== '' || !exec) {
    // An error of the prober says nothing about the container: the result is thrown away.
    over(context, out, key, worker)
    return
  }
  const command = (probeOf(context, worker)?.exec?.command ?? []).join(' ')
  if (exec.timedOut) concluded(context, out, key, worker, 'failure', `command ${JSON.stringify(command)} timed out`)
  else concluded(context, out, key, worker, exec.exitCode === 0 ? 'success' : 'failure', exec.stdout + exec.stderr)
}

/** The answer to an HTTP or TCP probe, or its timeout. */
export function networkProbeReply(
  context: KubeletContext,
  out: Outbox,
  id: number,
  answer: { code: number; error: string } | 'timeout'
): void {
  const key = context.probing.get(id)
  context.probing.delete(id)
  out.cancel(`probe-timeout/${id}`)
  const worker = key === undefined ? undefined : context.probes.get(key)
  if (key === undefined || !worker) return
  const spec = probeOf(context, worker)
  const { httpGet } = spec ?? {}
  const status = cachedStatus(context, worker.uid)
  const container = containerOf(context, worker)
  const host = `${(httpGet ?? spec?.tcpSocket)?.host ?? status?.podIP}:${container ? portOf(container, (httpGet ?? spec?.tcpSocket)?.port) : 0}`
  const url = `${(httpGet?.scheme ?? 'HTTP').toLowerCase()}://${host}${httpGet?.path ?? '/'}`
  if (answer === 'timeout') {
    const output = httpGet
      ? `Get "${url}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`
      : `dial tcp ${host}: i/o timeout`
    return concluded(context, out, key, worker, 'failure', output)
  }
  if (answer.error !== '')
    return concluded(context, out, key, worker, 'failure', httpGet ? `Get "${url}": ${answer.error}` : answer.error)
  const fine = !httpGet || (answer.code >= 200 && answer.code < 400)
  concluded(
    context,
    out,
    key,
    worker,
    fine ? 'success' : 'failure',
    fine ? '' : `HTTP probe failed with statuscode: ${answer.code}`
  )
}

const titles: Readonly<Record<ProbeType, string>> = { startup: 'Startup', liveness: 'Liveness', readiness: 'Readiness' }

function concluded(
  context: KubeletContext,
  out: Outbox,
  key: string,
  worker: ProbeWorker,
  result: Result,
  output: string
): void {
  const pod = podOf(context, worker.uid)
  const spec = probeOf(context, worker)
  if (!pod || !spec) return over(context, out, key, worker)
  if (result === 'failure') {
    const title = titles[worker.type]
    verbose(
      context,
      out,
      1,
      `prober.go:114] "Probe failed" probeType="${title}" pod="${podKey(pod)}" podUID=${worker.uid} containerName="${worker.container}" probeResult=failure output=${klogText(output)}`
    )
    podEvent(context, out, pod, 'Warning', 'Unhealthy', `${title} probe failed: ${output}`, { name: worker.container })
  }
  if (worker.lastResult === result) worker.run++
  else {
    worker.lastResult = result
    worker.run = 1
  }
  const threshold = result === 'failure' ? (spec.failureThreshold ?? 3) : (spec.successThreshold ?? 1)
  if (worker.run >= threshold) {
    setResult(context, out, worker, result)
    if (worker.type !== 'readiness' && result === 'failure') {
      worker.onHold = true
      worker.run = 0
    }
  }
  over(context, out, key, worker)
}

function over(context: KubeletContext, out: Outbox, key: string, worker: ProbeWorker): void {
  worker.busy = false
  if (!worker.again) return
  worker.again = false
  probe(context, out, key, worker)
}

/** Keeps a result; a change of it goes to the sync loop. Models prober/results and kubelet.go syncLoopIteration. */
function setResult(context: KubeletContext, out: Outbox, worker: ProbeWorker, result: Result): void {
  const results = context.results[worker.type]
  if (results.get(worker.containerId) === result) return
  results.set(worker.containerId, result)
  const pod = context.pods.get(worker.uid)
  if (worker.type === 'readiness')
    setContainerReadiness(context, out, worker.uid, worker.containerId, result === 'success')
  if (worker.type === 'startup') setContainerStartup(context, out, worker.uid, worker.containerId, result === 'success')
  if (!pod || (worker.type === 'liveness' && result !== 'failure')) return
  const status =
    worker.type === 'readiness' ? (result === 'success' ? 'ready' : '') : result === 'success' ? 'started' : 'unhealthy'
  verbose(
    context,
    out,
    1,
    `kubelet.go:2229] "SyncLoop (probe)" probe="${worker.type}" status="${status}" pod="${podKey(pod)}"`
  )
  updatePod(context, out, pod)
}
