import type { Container, Probe as ProbeSpec } from '../../../api/types'
import type { ProcessId } from '../../../kernel/types'
import type { Outbox } from '../messages'
import type { CriReply } from '../../container-runtime/messages'
import type { LinuxProbe } from '../../linux/messages'
import { is125 } from '../config'
import type { KubeletContext } from '../context'
import { callRuntime, idPrefix } from '../cri'
import { podEvent } from '../events'
import { tellExecFailed } from '../exec-failed'
import { probeReply, toProbe, type ProbeAnswer } from '../items'
import { klogText, verbose, source, typed } from '../log'
import { cachedStatus } from '../pod-status'
import { podKey } from '../runtime-pod'
import { containerOf, count, podOf, setResult, specOf, type Probe, type Result } from './probe'

/* One probe: the request, and what its answer means. Models pkg/kubelet/prober/prober.go and worker.go doProbe. */

export function callExec(context: KubeletContext, probe: Probe, out: Outbox): void {
  const spec = specOf(context, probe)
  if (probe.tries === 0) probe.askedAt = context.now
  const containerId = probe.containerId.slice(idPrefix(context).length)
  const call = {
    type: 'cri.ExecSync',
    containerId,
    command: spec?.exec?.command ?? [],
    timeoutSeconds: spec?.timeoutSeconds ?? 1
  } as const
  callRuntime(context, out, call, probeReply(probe.key))
}

export function callNetwork(context: KubeletContext, probe: Probe, out: Outbox): void {
  const spec = specOf(context, probe)
  const { target } = kindOf(spec)
  const id = ++context.nextCall
  probe.request = id
  probe.askedAt = context.now
  context.probing.set(id, probe.key)
  const question: LinuxProbe = {
    type: 'linux.probe',
    id,
    kind: kindOf(spec).kind,
    ip: target?.host ?? cachedStatus(context, probe.uid)?.podIP ?? '',
    port: portOf(containerOf(context, probe), target?.port),
    path: spec?.httpGet?.path ?? '/',
    ...(spec?.httpGet?.scheme === 'HTTPS' && { tls: true })
  }
  out.send(context.linux, question, { connection: 'own' })
}

/** How and where a probe over the network asks. gRPC's goes to its port of the pod's address, whatever is declared. */
function kindOf(spec: ProbeSpec | undefined): {
  kind: LinuxProbe['kind']
  target: { host?: string; port: number | string } | undefined
} {
  if (spec?.httpGet) return { kind: 'http', target: spec.httpGet }
  return spec?.grpc ? { kind: 'grpc', target: { port: spec.grpc.port } } : { kind: 'tcp', target: spec?.tcpSocket }
}

const portOf = (container: Container | undefined, port: number | string | undefined): number =>
  typeof port === 'number'
    ? port
    : (container?.ports?.find(({ name }) => name === port)?.containerPort ?? Number(port ?? 0))

/** The answer of the node's network goes to its probe. */
export function probeAnswered(context: KubeletContext, out: Outbox, id: number, code: number, error: string): void {
  const key = context.probing.get(id)
  context.probing.delete(id)
  if (key !== undefined) out.raise(toProbe(key, { type: 'probe.answer', id, code, error }))
}

/** A process whose connections are reset answers no probe that is under way. */
export function probesReset(context: KubeletContext, out: Outbox, peer: ProcessId): void {
  for (const [id, key] of context.probing)
    if (context.probes.get(key)?.server === peer) probeAnswered(context, out, id, 0, 'EOF')
}

/** An error of the prober says nothing about the container: the result is thrown away. */
export const isVoid = ({ error, exec }: CriReply): boolean => error !== '' || !exec

/** How often the prober asks again within one probe when it has no answer. Models prober.go maxProbeRetries. */
const maxTries = 3

export const mayTryAgain = ({ config }: KubeletContext, { tries }: Probe): boolean =>
  !is125(config) && tries + 1 < maxTries

export function noAnswer(context: KubeletContext, probe: Probe, { error }: CriReply, out: Outbox): void {
  probe.tries++
  const containerId = probe.containerId.slice(idPrefix(context).length)
  tellExecFailed(context, out, containerId, specOf(context, probe)?.exec?.command ?? [], error)
}

/** A port by a name that no container has cannot be asked. */
export const isUnnamed = (context: KubeletContext, probe: Probe): boolean => {
  const { target } = kindOf(specOf(context, probe))
  return Number.isNaN(portOf(containerOf(context, probe), target?.port))
}

/** Nothing is known of the container by this probe, and nothing comes of it. */
export function errored(context: KubeletContext, probe: Probe, error: string, out: Outbox): void {
  const pod = podOf(context, probe)
  probe.tries = 0
  count(probe, context.now, 'unknown')
  if (!pod || is125(context.config)) return
  const { uid, container } = probe
  const title = titles[probe.type]
  const who = `probeType="${title}" pod="${podKey(pod)}" podUID=${typed(context, uid)} containerName="${container}"`
  verbose(
    context,
    out,
    1,
    `prober.go:106] "Probe errored" ${who} probeResult=${typed(context, 'unknown')} err=${klogText(error)}`
  )
  const text = `${title} probe errored and resulted in unknown state: ${error}`
  podEvent(context, out, pod, 'Warning', 'Unhealthy', text, { name: container })
}

export function portUnnamed(context: KubeletContext, probe: Probe, out: Outbox): void {
  const { target } = kindOf(specOf(context, probe))
  errored(context, probe, `strconv.Atoi: parsing ${JSON.stringify(String(target?.port))}: invalid syntax`, out)
}

export function execAnswered(context: KubeletContext, probe: Probe, { exec }: CriReply, out: Outbox): void {
  if (!exec) return
  probe.tries = 0
  const command = (specOf(context, probe)?.exec?.command ?? []).join(' ')
  if (exec.timedOut) conclude(context, probe, out, 'failure', execTimeout(context, probe, command))
  else conclude(context, probe, out, exec.exitCode === 0 ? 'success' : 'failure', exec.stdout + exec.stderr)
}

function execTimeout(context: KubeletContext, probe: Probe, command: string): string {
  const what = `${JSON.stringify(command)} timed out`
  if (is125(context.config)) return `command ${what}`
  return `command timed out: ${what} after ${specOf(context, probe)?.timeoutSeconds ?? 1}s`
}

function targetOf(context: KubeletContext, probe: Probe): { host: string; url: string; kind: LinuxProbe['kind'] } {
  const spec = specOf(context, probe)
  const { kind, target } = kindOf(spec)
  const port = portOf(containerOf(context, probe), target?.port)
  const host = `${target?.host ?? cachedStatus(context, probe.uid)?.podIP}:${port}`
  const url = `${(spec?.httpGet?.scheme ?? 'HTTP').toLowerCase()}://${host}${spec?.httpGet?.path ?? '/'}`
  return { host, url, kind }
}

export function networkAnswered(context: KubeletContext, probe: Probe, answer: ProbeAnswer, out: Outbox): void {
  const { url, kind } = targetOf(context, probe)
  const { code, error } = answer
  if (error !== '') return conclude(context, probe, out, 'failure', kind === 'http' ? `Get "${url}": ${error}` : error)
  const fine = kind !== 'http' || (code >= 200 && code < 400)
  if (fine) conclude(context, probe, out, 'success', '')
  else conclude(context, probe, out, 'failure', `HTTP probe failed with statuscode: ${code}`)
}

export function timedOut(context: KubeletContext, probe: Probe, out: Outbox): void {
  const { host, url, kind } = targetOf(context, probe)
  context.probing.delete(probe.request)
  const limit = specOf(context, probe)?.timeoutSeconds ?? 1
  const output = {
    http: `Get "${url}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`,
    tcp: `dial tcp ${host}: i/o timeout`,
    grpc: `timeout: failed to connect service "${host}" within ${limit}s: context deadline exceeded`
  }
  conclude(context, probe, out, 'failure', output[kind])
}

const titles = { startup: 'Startup', liveness: 'Liveness', readiness: 'Readiness' } as const

/** Counts a result; it is one when it came often enough in a row. */
function conclude(context: KubeletContext, probe: Probe, out: Outbox, result: Result, output: string): void {
  const pod = podOf(context, probe)
  const spec = specOf(context, probe)
  if (!pod || !spec) return
  const { uid, container } = probe
  count(probe, context.now, result === 'failure' ? 'failed' : 'successful')
  if (result === 'failure') {
    const title = titles[probe.type]
    verbose(
      context,
      out,
      1,
      `${source(context, 'prober.go:114', 'prober.go:120')}] "Probe failed" probeType="${title}" pod="${podKey(pod)}" podUID=${typed(context, uid)} containerName="${container}" probeResult=${typed(context, 'failure')} output=${klogText(output)}`
    )
    podEvent(context, out, pod, 'Warning', 'Unhealthy', `${title} probe failed: ${output}`, { name: container })
  }
  if (probe.lastResult === result) probe.run++
  else {
    probe.lastResult = result
    probe.run = 1
  }
  const threshold = result === 'failure' ? (spec.failureThreshold ?? 3) : (spec.successThreshold ?? 1)
  if (probe.run < threshold) return
  setResult(context, probe, out, result)
  if (probe.type !== 'readiness' && result === 'failure') probe.run = 0
}

/** A tick that came meanwhile is made up for. */
export function makeUp(probe: Probe, out: Outbox): void {
  if (!probe.again) return
  probe.again = false
  out.raise(toProbe(probe.key, { type: 'probe.now' }))
}
