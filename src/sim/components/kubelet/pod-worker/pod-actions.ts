import { fnv1a } from '../../../../base/prng'
import { mayStartAgain, startsAgain } from '../../../api/kinds/pod/restart'
import { isSidecar } from '../../../api/kinds/pod/sidecar'
import type { Container, Pod } from '../../../api/types'
import { ephemeralOf } from '../container/container'
import { resizeOf } from '../resize-later'
import type { ContainerStatus } from '../../container-runtime/messages'
import type { KubeletContext } from '../context'
import { idPrefix } from '../cri'
import { verbose } from '../log'
import type { Outbox } from '../messages'
import { newest, podKey, shouldRestart, type RuntimePod } from '../runtime-pod'
import { containersToReset } from './restart-all'

/** What has to be done to bring a pod's containers to its spec. */
export interface PodActions {
  /** Stop all containers and the sandbox first. */
  killPod: boolean
  createSandbox: boolean
  /** The sandbox that is replaced; empty for a pod's first. */
  sandboxId: string
  attempt: number
  /** Names in spec.ephemeralContainers: those that were never started. */
  ephemeral: string[]
  /** Indexes into spec.initContainers: the next one, and sidecars that have ended. */
  inits: number[]
  /** Indexes into spec.containers. */
  start: number[]
  /** Containers whose resources are changed while they run. */
  update: Update[]
  /** Containers that are stopped and removed, as one of them has ended by a rule that restarts all. */
  reset: readonly ContainerStatus[]
  kill: { readonly containerId: string; readonly name: string; readonly message: string; readonly reason: KillReason }[]
}
/** A container that goes on with other resources. */
export interface Update {
  readonly containerId: string
  readonly index: number
}
export type KillReason = '' | 'startup' | 'liveness' | 'resize'

/** Models pkg/kubelet/kuberuntime/kuberuntime_manager.go computePodActions. */
export function computePodActions(context: KubeletContext, pod: Pod, runtime: RuntimePod): PodActions {
  const { changed, attempt, id } = sandboxChanged(pod, runtime)
  const actions: PodActions = {
    killPod: changed,
    createSandbox: changed,
    sandboxId: id,
    attempt,
    ephemeral: [],
    inits: [],
    start: [],
    update: [],
    reset: [],
    kill: []
  }
  if (changed) return actionsForNewSandbox(actions, pod, runtime)
  const reset = containersToReset(context, pod, runtime)
  if (reset.length > 0) return { ...actions, reset }
  // They are never started again, whatever became of them.
  actions.ephemeral = ephemeralOf(pod).flatMap(({ name }) => (newest(runtime, name) ? [] : [name]))
  if (!planInits(context, actions, pod, runtime)) return actions
  let kept = 0
  pod.spec.containers.forEach((container, index) => {
    const status = newest(runtime, container.name)
    if (status?.state !== 'CONTAINER_RUNNING') {
      if (shouldRestart(container, pod, runtime)) actions.start.push(index)
      return
    }
    const id = `${idPrefix(context)}${status.id}`
    const fault = faultOf(context, container, status.hash, id)
    const resize = fault ? 'none' : resizeOf(context, pod.metadata.uid!, container)
    if (resize === 'restart') {
      actions.start.push(index)
      const message = `Container ${container.name} resize requires restart`
      actions.kill.push({ containerId: status.id, name: container.name, message, reason: 'resize' })
      return
    }
    if (!fault) {
      if (resize === 'update') actions.update.push({ containerId: status.id, index })
      kept++
      return
    }
    const restart = mayStartAgain(container, pod.spec) || fault.reason === ''
    if (restart) actions.start.push(index)
    const message = restart ? `${fault.message}, will be restarted` : fault.message
    actions.kill.push({ containerId: status.id, name: container.name, message, reason: fault.reason })
  })
  if (kept === 0 && actions.start.length === 0) {
    actions.killPod = true
    actions.inits = []
  }
  return actions
}

/** Why a container that runs must not go on. */
function faultOf(
  { results }: KubeletContext,
  container: Container,
  hash: string,
  id: string
): { message: string; reason: KillReason } | null {
  const { name } = container
  if (hash !== hashOf(container)) return { message: `Container ${name} definition changed`, reason: '' }
  if (results.liveness.get(id) === 'failure')
    return { message: `Container ${name} failed liveness probe`, reason: 'liveness' }
  if (results.startup.get(id) === 'failure')
    return { message: `Container ${name} failed startup probe`, reason: 'startup' }
  return null
}

function actionsForNewSandbox(actions: PodActions, pod: Pod, runtime: RuntimePod): PodActions {
  const again = pod.spec.containers.some((container) => {
    const ended = newest(runtime, container.name)
    return ended?.state === 'CONTAINER_EXITED' && startsAgain(container, pod.spec, ended.exitCode)
  })
  if (pod.spec.restartPolicy === 'Never' && !again && actions.attempt !== 0 && runtime.containers.length > 0) {
    // A pod that is done gets no new sandbox.
    return { ...actions, createSandbox: false }
  }
  const succeeded = (name: string): boolean => {
    const status = newest(runtime, name)
    return status?.state === 'CONTAINER_EXITED' && status.exitCode === 0
  }
  const start = pod.spec.containers.flatMap((container, index) =>
    succeeded(container.name) && !startsAgain(container, pod.spec, 0) ? [] : [index]
  )
  const inits = pod.spec.initContainers ?? []
  const isInitialised = inits.length === 0 || wasInitialised(pod, runtime)
  if (start.length === 0 && isInitialised) return { ...actions, createSandbox: false }
  if (inits.length > 0) return { ...actions, inits: [0] }
  return { ...actions, start }
}

/** Whether a pod lacks a sandbox that its containers could run in; said in the log. */
export function needsSandbox(context: KubeletContext, out: Outbox, pod: Pod, runtime: RuntimePod): boolean {
  const { changed } = sandboxChanged(pod, runtime)
  const [last] = runtime.sandboxes
  const line = !last
    ? 'util.go:34] "No sandbox for pod can be found. Need to start a new one"'
    : 'util.go:52] "No ready sandbox for pod can be found. Need to start a new one"'
  if (changed && last?.state !== 'SANDBOX_READY') verbose(context, out, 2, `${line} pod="${podKey(pod)}"`)
  return changed
}

/** Models pkg/kubelet/kuberuntime/util PodSandboxChanged. */
function sandboxChanged(pod: Pod, runtime: RuntimePod): { changed: boolean; attempt: number; id: string } {
  const [last] = runtime.sandboxes
  if (!last) return { changed: true, attempt: 0, id: '' }
  const ready = runtime.sandboxes.filter(({ state }) => state === 'SANDBOX_READY').length
  const next = { changed: true, attempt: last.attempt + 1, id: last.id }
  if (ready > 1 || last.state !== 'SANDBOX_READY') return next
  if (last.hostNetwork !== (pod.spec.hostNetwork === true)) return next
  if (!last.hostNetwork && last.ip === '') return next
  return { changed: false, attempt: last.attempt, id: last.id }
}

/** A container of the pod's own was made: initialisation was over once. */
const wasInitialised = ({ spec }: Pod, runtime: RuntimePod): boolean =>
  spec.containers.some(({ name }) => newest(runtime, name) !== undefined) ||
  (spec.initContainers ?? []).every(({ name }) => newest(runtime, name)?.exitCode === 0)

/**
 * Which init containers are to start: the next one when the one before has ended well or, if that is a sidecar, has started; and
 * sidecars that have ended. True: initialisation is over, the pod's own containers are next.
 * Models kuberuntime_container.go computeInitContainerActions.
 */
function planInits(context: KubeletContext, actions: PodActions, pod: Pod, runtime: RuntimePod): boolean {
  const inits = pod.spec.initContainers ?? []
  if (inits.length === 0) return true
  let isOver = pod.spec.containers.some(({ name }) => newest(runtime, name) !== undefined)
  let past = isOver
  for (let i = inits.length - 1; i >= 0; i--) {
    const container = inits[i]!
    const status = newest(runtime, container.name)
    if (!status || (past && !isSidecar(container))) continue
    const next = () => (i === inits.length - 1 ? (isOver = true) : void actions.inits.unshift(i + 1))
    if (status.state === 'CONTAINER_RUNNING') {
      if (isSidecar(container)) {
        const id = `${idPrefix(context)}${status.id}`
        const fault = faultOf(context, container, status.hash, id)
        if (fault) {
          const message = `${fault.message}, will be restarted`
          actions.kill.push({ containerId: status.id, name: container.name, message, reason: fault.reason })
          actions.inits.unshift(i)
        } else if (!past && hasStarted(context, container, id)) next()
      }
    } else if (status.state === 'CONTAINER_EXITED' && !isSidecar(container)) {
      if (status.exitCode === 0) next()
      else if (!startsAgain(container, pod.spec, status.exitCode)) {
        actions.killPod = true
        return false
      } else actions.inits.unshift(i)
    } else actions.inits.unshift(i)
    // Those before it were through once: only sidecars among them are looked after.
    past = true
  }
  if (!past) actions.inits = [0]
  return isOver
}

const hasStarted = ({ results }: KubeletContext, { startupProbe }: Container, id: string): boolean =>
  !startupProbe || results.startup.get(id) === 'success'

/** Changes when a container's spec does, but for what is changed while it runs. Models HashContainer. */
export function hashOf(container: Container): string {
  const { resources: _, resizePolicy: _policy, ...rest } = container as Container & { readonly resizePolicy?: unknown }
  return fnv1a(JSON.stringify(rest)).toString(16)
}
