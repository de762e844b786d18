import { parseImage } from '../../../api/image-reference'
import { quantityMilliValue, quantityValue } from '../../../api/quantity'
import type { Micros } from '../../../../base/time'
import type { Container as ContainerSpec, KubeObject, Pod } from '../../../api/types'
import { request, type ApiResult } from '../../../client-go/transport'
import type { Outbox } from '../messages'
import type { ContainerStatus, CriReply } from '../../container-runtime/messages'
import { given } from '../resize-later'
import { qosOf } from '../api-status'
import { goDuration } from '../../../api/duration'
import { crashLimits, isInBackOffSince, nextBackOff } from '../backoff'
import { is125, number } from '../config'
import type { KubeletContext } from '../context'
import { callRuntime } from '../cri'
import { podEvent } from '../events'
import { containerReply, toPod } from '../items'
import { hashOf } from '../pod-worker/pod-actions'
import { restartsBefore } from '../pod-worker/restart-all'
import { oomScoreAdj } from '../resources'
import { newest, podKey, podText, type RuntimePod } from '../runtime-pod'
import { podOf, specOf, type Container } from './container'
import { environmentOf, expand, isOptional, missingKey, needsOf, valuesIn } from './environment'
import { mountedFiles, sealedIn } from '../volume/files'
import { mountChecks } from '../volume/later'
import { mountsOf } from '../volume/mounts'
import { hostsOf, resolvConfOf } from './network-files'
import { awaitedFiles, isServing, portsOf } from './ports'
import { processOf, rootProblem, whose } from './security'

/* Starting a container, once its image is there. Models pkg/kubelet/kuberuntime/kuberuntime_container.go startContainer. */

const specIn = (context: KubeletContext, container: Container): ContainerSpec =>
  specOf(podOf(context, container), container)!

/** The pod's worker hears that the container runs, or why it does not. */
export function done(container: Container, out: Outbox, error = '', message = '', until?: Micros): void {
  const { uid, name, init } = container
  out.raise(toPod(uid, { type: 'container.done', name, init, error, message, ...(until !== undefined && { until }) }))
}

// --- the crash-loop back-off ----------------------------------------------------------------------------------------------

const lastExit = (context: KubeletContext, { uid, name }: Container): ContainerStatus | undefined =>
  context.workers.get(uid)?.runtime.containers.find((one) => one.name === name && one.state === 'CONTAINER_EXITED')

const backoffKey = (context: KubeletContext, container: Container): string =>
  `${podText(podOf(context, container))}/${container.name}/${hashOf(specIn(context, container))}`

export function isInBackOff(context: KubeletContext, container: Container): boolean {
  const exited = lastExit(context, container)
  if (!exited) return false
  const key = backoffKey(context, container)
  return isInBackOffSince(context.backoff, key, exited.finishedAt, context, crashLimits(context))
}

/** The back-off that a container of a pod sits out, on the even clock; null: none. */
export function backOffOf(context: KubeletContext, container: Container): { from: Micros; until: Micros } | null {
  if (!isInBackOff(context, container)) return null
  const from = lastExit(context, container)!.finishedAt - (context.skew ?? 0)
  return { from, until: from + context.backoff.get(backoffKey(context, container))!.backoff }
}

export function tellBackOff(context: KubeletContext, container: Container, out: Outbox): void {
  const { name } = container
  const pod = podText(podOf(context, container))
  const which = is125(context.config) ? '' : ` ${name} in pod ${pod}`
  containerEvent(context, container, out, 'Warning', 'BackOff', `Back-off restarting failed container${which}`)
  const delay = goDuration(context.backoff.get(backoffKey(context, container))!.backoff)
  const message = `back-off ${delay} restarting failed container=${name} pod=${pod}`
  done(container, out, 'CrashLoopBackOff', message, backOffOf(context, container)?.until)
}

/** One more try: the back-off grows. */
export function countTry(context: KubeletContext, container: Container): void {
  const exited = lastExit(context, container)
  if (!exited) return
  const key = backoffKey(context, container)
  nextBackOff(context.backoff, key, exited.finishedAt, context, crashLimits(context))
}

// --- ConfigMaps and Secrets -----------------------------------------------------------------------------------------------

/** What a container's environment comes from. */
export function listNeeds(context: KubeletContext, container: Container): void {
  container.needs = needsOf(specIn(context, container))
  container.sources = {}
}

export function fetchNeed(context: KubeletContext, container: Container, out: Outbox): void {
  const [resource, name] = container.needs[0]!.split('/') as [string, string]
  const namespace = podOf(context, container).metadata.namespace ?? 'default'
  const ref = { kind: 'config', key: container.key }
  request(context.api, context, out, { verb: 'get', resource, namespace, name }, ref)
}

/** The source came, with all keys that the environment wants of it. */
export const isGood = (context: KubeletContext, container: Container, result: ApiResult): boolean =>
  (valuesOf(result) !== undefined && keyProblem(context, container, result) === '') ||
  (result.kind === 'response' && result.code === 404 && isOptional(specIn(context, container), container.needs[0]!))

export const valuesOf = (result: ApiResult): Readonly<Record<string, string>> | undefined =>
  result.kind === 'response' && result.code < 300 ? valuesIn(result.body as KubeObject) : undefined

function keyProblem(context: KubeletContext, container: Container, result: ApiResult): string {
  const namespace = podOf(context, container).metadata.namespace ?? 'default'
  return missingKey(specIn(context, container), container.needs[0]!, valuesOf(result) ?? {}, namespace)
}

export function hasNeed(container: Container, result: ApiResult): void {
  const need = container.needs.shift()!
  container.sources = { ...container.sources, [need]: valuesOf(result) ?? {} }
}

export function needFailed(context: KubeletContext, container: Container, result: ApiResult, out: Outbox): void {
  const [resource, name] = container.needs[0]!.split('/')
  const missing = result.kind === 'response' && result.code === 404
  const kind = resource === 'secrets' ? 'secret' : 'configmap'
  const message = missing
    ? `${kind} "${name}" not found`
    : valuesOf(result)
      ? keyProblem(context, container, result)
      : `failed to sync ${kind} cache: timed out waiting for the condition`
  containerEvent(context, container, out, 'Warning', 'Failed', `Error: ${message}`)
  done(container, out, 'CreateContainerConfigError', message)
}

// --- create and start -----------------------------------------------------------------------------------------------------

export function create(context: KubeletContext, container: Container, out: Outbox): void {
  const worker = context.workers.get(container.uid)!
  const { pod, runtime } = worker
  const spec = specIn(context, container)
  const before = newest(runtime, container.name)
  const sandboxId = worker.sandboxes[0] ?? runtime.sandboxes.find(({ state }) => state === 'SANDBOX_READY')?.id ?? ''
  const image = parseImage(spec.image ?? '')
  const env = environmentOf(context, pod, spec, container)
  const restartCount = before ? before.restartCount + 1 : restartsBefore(context, pod, container.name)
  const problem = rootProblem(pod, spec)
  if (problem) return refuseRoot(context, container, out, problem)
  const lacks = unknownIn(spec, env)
  if (lacks !== undefined) return refuse(context, container, out, `missing value for "${lacks}"`)
  const critical = (pod.spec.priority ?? 0) >= 2_000_000_000
  const call = {
    type: 'cri.CreateContainer',
    sandboxId,
    name: container.name,
    attempt: restartCount,
    image: image.ok ? image.value.name : (spec.image ?? ''),
    command: (spec.command ?? []).map((word) => expand(word, env)),
    args: (spec.args ?? []).map((word) => expand(word, env)),
    ...(spec.workingDir && { workingDir: expand(spec.workingDir, env) }),
    env,
    files: {
      ...mountedFiles(context, pod, spec),
      ...(spec.image?.includes('/csi-') && mountChecks().driversIn(pod)),
      '/etc/resolv.conf': resolvConfOf(pod),
      '/etc/hosts': hostsOf(pod, runtime.ip || worker.ip)
    },
    mounts: mountsOf(
      pod,
      spec,
      (name) => context.mounts.get(`${pod.metadata.uid}/${name}`),
      (text) => expand(text, env)
    ),
    ...pidNamespace(pod, spec, runtime),
    ports: portsOf(spec),
    ...awaitedFiles(spec),
    serving: isServing(pod, spec),
    memoryLimitBytes: quantityValue(spec.resources?.limits?.memory),
    ...cpuLimitOf(spec),
    oomScoreAdj: oomScoreAdj(spec, qosOf(pod), critical, number(context.config, 'node-memory-mib') * 1_048_576),
    process: { ...processOf(pod, spec, context.node), sealed: sealedIn(pod, spec) },
    annotations: pod.metadata.annotations ?? {},
    restartCount,
    hash: hashOf(spec)
  } as const
  callRuntime(context, out, call, containerReply(container.key, 'container.created'))
}

/** Models pkg/kubelet/kuberuntime calculateLinuxResources: a container without a limit has no quota. */
function cpuLimitOf({ resources }: ContainerSpec): { cpuLimit?: number } {
  const cpuLimit = quantityMilliValue(resources?.limits?.cpu) / 1_000
  return cpuLimit > 0 ? { cpuLimit } : {}
}

/** Models pkg/kubelet/kuberuntime/util NamespacesForPod and pidNamespaceForPod. */
function pidNamespace({ spec }: Pod, { name }: ContainerSpec, runtime: RuntimePod): { pidNamespace?: string } {
  const target = spec.ephemeralContainers?.find((one) => one.name === name)?.targetContainerName
  if (target !== undefined) return { pidNamespace: newest(runtime, target)?.id ?? '' }
  return spec.shareProcessNamespace ? { pidNamespace: 'pod' } : {}
}

function refuseRoot(context: KubeletContext, container: Container, out: Outbox, problem: string): void {
  refuse(context, container, out, `${problem} ${whose(podOf(context, container), specIn(context, container))}`)
}

/** A variable that a mount's path names and the container has not. Models kubecontainer.ExpandContainerVolumeMounts. */
const unknownIn = ({ volumeMounts = [] }: ContainerSpec, env: Readonly<Record<string, string>>): string | undefined =>
  volumeMounts
    .flatMap(({ subPathExpr = '' }) => [...subPathExpr.matchAll(/\$\$|\$\(([^()]+)\)/g)].map(([, name]) => name))
    .find((name) => name !== undefined && env[name] === undefined)

function refuse(context: KubeletContext, container: Container, out: Outbox, message: string): void {
  containerEvent(context, container, out, 'Warning', 'Failed', `Error: ${message}`)
  done(container, out, 'CreateContainerConfigError', message)
}

export function createFailed(context: KubeletContext, container: Container, { error }: CriReply, out: Outbox): void {
  // Who the image's user is, is asked of the runtime as it makes the container.
  if (error.includes('runAsNonRoot')) return refuseRoot(context, container, out, grpcMessage(error))
  containerEvent(context, container, out, 'Warning', 'Failed', `Error: ${grpcMessage(error)}`)
  done(container, out, 'CreateContainerError', error)
}

export function created(context: KubeletContext, container: Container, { containerId }: CriReply, out: Outbox): void {
  containerEvent(context, container, out, 'Normal', 'Created', told(context, container, 'Created'))
  container.containerId = containerId!
  given(context, container.uid, container.name)
}

/** Newer releases leave the name to the event's `fieldPath`. */
const told = ({ config }: KubeletContext, { name }: Container, what: 'Created' | 'Started'): string =>
  is125(config) ? `${what} container ${name}` : `Container ${what.toLowerCase()}`

export function start(context: KubeletContext, { containerId, key }: Container, out: Outbox): void {
  callRuntime(context, out, { type: 'cri.StartContainer', containerId }, containerReply(key, 'container.started'))
}

const grpcMessage = (error: string): string => error.replace(/^rpc error: code = \w+ desc = /, '')

export function startFailed(context: KubeletContext, container: Container, { error }: CriReply, out: Outbox): void {
  if (!is125(context.config)) {
    const about = `err=${JSON.stringify(error)} containerID="${container.containerId}"`
    out.log('E', `remote_runtime.go:405] "StartContainer from runtime service failed" ${about}`)
  }
  const message = grpcMessage(error)
  containerEvent(context, container, out, 'Warning', 'Failed', `Error: ${message}`)
  done(container, out, 'RunContainerError', message)
}

export function started(context: KubeletContext, container: Container, out: Outbox): void {
  const { name } = container
  containerEvent(context, container, out, 'Normal', 'Started', told(context, container, 'Started'))
  out.fact('container-started', { pod: podKey(podOf(context, container)), container: name, node: context.node })
}

export const hasPostStart = (context: KubeletContext, container: Container): boolean =>
  specIn(context, container).lifecycle?.postStart !== undefined

export function containerEvent(
  context: KubeletContext,
  container: Container,
  out: Outbox,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string
): void {
  podEvent(context, out, podOf(context, container), type, reason, message, container)
}
