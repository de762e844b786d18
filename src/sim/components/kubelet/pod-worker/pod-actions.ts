import { fnv1a } from '../../../../base/prng'
import type { Container, Pod } from '../../../api/types'
import type { KubeletContext } from '../context'
import { idPrefix } from '../cri'
import { newest, runningContainers, shouldRestart, type RuntimePod } from '../runtime-pod'

/** What has to be done to bring a pod's containers to its spec. */
export interface PodActions {
  /** Stop all containers and the sandbox first. */
  killPod: boolean
  createSandbox: boolean
  /** The sandbox that is replaced; empty for a pod's first. */
  sandboxId: string
  attempt: number
  nextInit: number | null
  /** Indexes into spec.containers. */
  start: number[]
  kill: { readonly containerId: string; readonly name: string; readonly message: string; readonly reason: KillReason }[]
}
export type KillReason = '' | 'startup' | 'liveness'

/** Models pkg/kubelet/kuberuntime/kuberuntime_manager.go computePodActions. */
export function computePodActions(context: KubeletContext, pod: Pod, runtime: RuntimePod): PodActions {
  const { changed, attempt, id } = sandboxChanged(pod, runtime)
  const actions: PodActions = {
    killPod: changed,
    createSandbox: changed,
    sandboxId: id,
    attempt,
    nextInit: null,
    start: [],
    kill: []
  }
  const policy = pod.spec.restartPolicy ?? 'Always'
  const inits = pod.spec.initContainers ?? []
  if (changed) return actionsForNewSandbox(actions, pod, runtime, policy)
  const { done, next, failed } = nextInit(inits, runtime)
  if (!done) {
    if (next !== null) {
      if (failed && policy === 'Never') actions.killPod = true
      else actions.nextInit = next
    }
    return actions
  }
  let kept = 0
  pod.spec.containers.forEach((container, index) => {
    const status = newest(runtime, container.name)
    if (status?.state !== 'CONTAINER_RUNNING') {
      if (shouldRestart(container.name, pod, runtime)) actions.start.push(index)
      return
    }
    const id = `${idPrefix(context)}${status.id}`
    let message: string
    let reason: KillReason = ''
    let restart = policy !== 'Never'
    if (status.hash !== hashOf(container)) {
      message = `Container ${container.name} definition changed`
      restart = true
    } else if (context.results.liveness.get(id) === 'failure') {
      message = `Container ${container.name} failed liveness probe`
      reason = 'liveness'
    } else if (context.results.startup.get(id) === 'failure') {
      message = `Container ${container.name} failed startup probe`
      reason = 'startup'
    } else {
      kept++
      return
    }
    if (restart) {
      message += ', will be restarted'
      actions.start.push(index)
    }
    actions.kill.push({ containerId: status.id, name: container.name, message, reason })
  })
  if (kept === 0 && actions.start.length === 0) actions.killPod = true
  return actions
}

function actionsForNewSandbox(actions: PodActions, pod: Pod, runtime: RuntimePod, policy: string): PodActions {
  if (policy === 'Never' && actions.attempt !== 0 && runtime.containers.length > 0) {
    // A pod that is done gets no new sandbox.
    return { ...actions, createSandbox: false }
  }
  const succeeded = (name: string): boolean => {
    const status = newest(runtime, name)
    return status?.state === 'CONTAINER_EXITED' && status.exitCode === 0
  }
  const start = pod.spec.containers.flatMap(({ name }, index) =>
    policy === 'OnFailure' && succeeded(name) ? [] : [index]
  )
  const inits = pod.spec.initContainers ?? []
  if (start.length === 0 && nextInit(inits, runtime).done) return { ...actions, createSandbox: false }
  if (inits.length > 0) return { ...actions, nextInit: 0 }
  return { ...actions, start }
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

/** Which init container is due. Models kuberuntime_container.go findNextInitContainerToRun. */
function nextInit(
  inits: readonly Container[],
  runtime: RuntimePod
): { done: boolean; next: number | null; failed: boolean } {
  // A main container that runs proves that initialisation was done once.
  const initialised = runningContainers(runtime).some(({ name }) => !inits.some((init) => init.name === name))
  if (inits.length === 0 || initialised) return { done: true, next: null, failed: false }
  for (let i = inits.length - 1; i >= 0; i--) {
    const status = newest(runtime, inits[i]!.name)
    if (!status) continue
    if (status.state === 'CONTAINER_RUNNING') return { done: false, next: null, failed: false }
    if (status.state !== 'CONTAINER_EXITED') return { done: false, next: i, failed: false }
    if (status.exitCode !== 0) return { done: false, next: i, failed: true }
    if (i === inits.length - 1) return { done: true, next: null, failed: false }
    return { done: false, next: i + 1, failed: false }
  }
  return { done: false, next: 0, failed: false }
}

/** Changes when a container's spec changes. Models HashContainer. */
export const hashOf = (container: Container): string => fnv1a(JSON.stringify(container)).toString(16)
