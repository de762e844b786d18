import type { Pod } from '../../api/types'
import type { Outbox } from './messages'
import type { ContainerStatus, CriReply } from '../container-runtime/messages'
import { duration, is125 } from './config'
import type { KubeletContext } from './context'
import { callRuntime, runtimeNameOf, unavailable } from './cri'
import { nodeEvent } from './events'
import type { PodEvent } from './pleg'
import { forgetContainers } from './container/container'
import { armCollector, armHousekeeping } from './housekeeping-timers'
import { structure, verbose } from './log'
import { deleteMirror } from './mirror-pods'
import { isFinished, isStatic, updatePod, type Worker } from './pod-worker/worker'
import { removeProbes } from './probe/probe'
import { forgetStatus } from './pod-status'
import { crashLimits } from './backoff'
import { runningContainers, type RuntimePod } from './runtime-pod'
import { forgetVolumes } from './volume/waiting'

/** Models Kubelet.HandlePodCleanups. It does nothing before the API's pods are known. */
export function housekeep(context: KubeletContext, out: Outbox): void {
  context.housekeepingArmed = false
  if (context.skipping) return armHousekeeping(context, out)
  const stale: RuntimePod[] = []
  const again: Pod[] = []
  for (const worker of [...context.workers.values()]) {
    if (!worker.removed || !isFinished(worker)) continue
    const { uid, pod } = worker
    if (worker.stopped && isInRuntimeCache(context, worker)) stale.push(worker.stopped.ran)
    context.workers.delete(uid)
    // One that had long ended when it was deleted died in no look since.
    if (context.pleg.cache.has(uid)) armCollector(context, out)
    removeProbes(context, out, pod)
    if (!is125(context.config) && !isStatic(pod)) {
      const path = `/var/lib/kubelet/pods/${uid}/volumes`
      verbose(
        context,
        out,
        2,
        `kubelet_volumes.go:161] "Cleaned up orphaned pod volumes dir" podUID="${uid}" path="${path}"`
      )
    }
    forgetVolumes(context, uid)
    forgetContainers(context, uid)
    forgetStatus(context, uid)
    for (const key of [...context.reasons.keys()]) if (key.startsWith(`${uid}/`)) context.reasons.delete(key)
    // Its file came back while it was ending: the same pod once more. Models podWorkerSync.RestartRequested.
    const wanted = context.pods.get(uid)
    if (wanted) again.push(wanted)
  }
  for (const pod of again) updatePod(context, out, pod)
  const limits = crashLimits(context)
  for (const entries of [context.backoff, context.imageBackoff]) {
    for (const [key, entry] of [...entries]) if (context.now - entry.lastUpdate > 2 * limits.max) entries.delete(key)
  }
  if (!context.podSource.synced) return
  for (const [key, mirror] of [...context.mirrors]) {
    if (!context.staticPods.has(key) && !context.mirrorBusy.has(key)) deleteMirror(context, out, mirror)
  }
  killOrphans(context, out, stale)
}

/**
 * 1.25 asks its runtime cache what runs. What is in it is at most 2 s old, as are its own ticks: by a hair every second
 * time at most it is still that of the tick before, and a pod that ended since is stopped once more.
 * Models pkg/kubelet/container/runtime_cache.go GetPods.
 */
function isInRuntimeCache(context: KubeletContext, { stopped, orphan }: Worker): boolean {
  const period = duration(context.config, 'housekeeping-period-s')
  if (!is125(context.config) || orphan || !stopped || context.now - stopped.at > period) return false
  return runningContainers(stopped.ran).length > 0 && context.rng.below(3) === 0
}

/** Pods that run but that nobody wants (deleted while this kubelet was away) get one second. */
function killOrphans(context: KubeletContext, out: Outbox, stale: readonly RuntimePod[]): void {
  for (const runtime of stale) killOrphan(context, out, runtime)
  for (const [uid, { pod: runtime }] of context.pleg.cache) {
    if (context.pods.has(uid) || context.workers.has(uid)) continue
    if (runtime.sandboxes.some(({ state }) => state === 'SANDBOX_READY')) killOrphan(context, out, runtime)
  }
}

function killOrphan(context: KubeletContext, out: Outbox, runtime: RuntimePod): void {
  const { podName, namespace, podUid } = runtime.sandboxes[0]!
  const names = [...new Set(runtime.containers.map(({ name }) => name))]
  const pod = Object.freeze({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: Object.freeze({ name: podName, namespace, uid: podUid }),
    spec: Object.freeze({ restartPolicy: 'Never', containers: names.map((name) => ({ name })) }),
    status: Object.freeze({ phase: 'Running' })
  }) as Pod
  updatePod(context, out, pod, { kill: true, removed: true, gracePeriodSeconds: 1, orphan: runtime })
}

/** A container has died: of each name only the newest dead one is kept, of a deleted pod none. Models pod_container_deletor.go. */
export function cleanUpContainers(context: KubeletContext, out: Outbox, event: PodEvent): void {
  const runtime = context.pleg.cache.get(event.uid)?.pod
  if (!runtime) return
  const worker = context.workers.get(event.uid)
  const over = worker !== undefined && worker.stopped !== null
  const deleted = worker === undefined || worker.removed || worker.pod.metadata.deletionTimestamp !== undefined
  const all = over ? deleted || worker.override?.reason === 'Evicted' : worker === undefined && context.podSource.synced
  const dead = runtime.containers.filter(({ state }) => state === 'CONTAINER_EXITED')
  const name = dead.find(({ id }) => id === event.id)?.name
  if (!all && name === undefined && !is125(context.config))
    verbose(
      context,
      out,
      2,
      `pod_container_deletor.go:104] "Container not found in pod's containers" containerID="${event.id}"`
    )
  const victims = all ? dead : dead.filter((container) => container.name === name).slice(1)
  for (const container of victims) remove(context, out, container)
}

/** Containers are removed one after the other; each is looked up first (its log goes with it). */
function remove(context: KubeletContext, out: Outbox, { id }: ContainerStatus): void {
  context.removals.push(id)
  if (context.removals.length === 1) lookUp(context, out, id)
}

function lookUp(context: KubeletContext, out: Outbox, containerId: string): void {
  callRuntime(context, out, { type: 'cri.ContainerStatus', containerId }, { kind: 'remove', step: 'status' })
}

/** A removal has gone on, or ended. */
export function removalReply(context: KubeletContext, out: Outbox, step: 'status' | 'remove', reply: CriReply): void {
  const containerId = context.removals[0]
  if (containerId === undefined) return
  if (step === 'status' && reply.error === '') {
    callRuntime(context, out, { type: 'cri.RemoveContainer', containerId }, { kind: 'remove', step: 'remove' })
    return
  }
  context.removals.shift()
  if (step === 'status' && !is125(context.config)) tellGone(context, out, containerId, reply.error)
  const next = context.removals[0]
  if (next !== undefined) lookUp(context, out, next)
}

/** Somebody else has removed it meanwhile. */
function tellGone(context: KubeletContext, out: Outbox, containerId: string, error: string): void {
  const err = JSON.stringify(error)
  out.log(
    'E',
    `remote_runtime.go:569] "ContainerStatus from runtime service failed" err=${err} containerID="${containerId}"`
  )
  const id = structure(context, { Type: runtimeNameOf(context), ID: containerId })
  const why = JSON.stringify(`failed to get container status "${containerId}": ${error}`)
  verbose(context, out, 2, `pod_container_deletor.go:53] "DeleteContainer returned error" containerID=${id} err=${why}`)
}

// --- the garbage collector --------------------------------------------------------------------------------------------

/** Models pkg/kubelet/kuberuntime/kuberuntime_gc.go: dead containers and sandboxes of pods that are gone, older sandboxes of the others. */
export function collect(context: KubeletContext, out: Outbox): void {
  context.gcArmed = false
  if (context.cri.state !== 'ready') {
    nodeEvent(context, out, 'Warning', 'ContainerGCFailed', 'rpc error: code = Unavailable desc = connection error')
    if (!is125(context.config))
      out.log('E', `kubelet.go:1695] "Container garbage collection failed" err=${JSON.stringify(unavailable(context))}`)
    return armCollector(context, out)
  }
  if (!context.podSource.synced) return armCollector(context, out)
  for (const [uid, { pod: runtime }] of context.pleg.cache) {
    const gone = !context.pods.has(uid) && isFinished(context.workers.get(uid))
    if (gone) {
      for (const container of runtime.containers)
        if (container.state !== 'CONTAINER_RUNNING') remove(context, out, container)
    }
    runtime.sandboxes.forEach(({ id, state }, index) => {
      if (state === 'SANDBOX_READY' || (!gone && index === 0)) return
      callRuntime(context, out, { type: 'cri.StopPodSandbox', sandboxId: id }, { kind: 'stop-sandbox', sandboxId: id })
    })
  }
}

/** A dead sandbox's network is down: it can be removed. */
export function sandboxStopped(context: KubeletContext, out: Outbox, sandboxId: string): void {
  callRuntime(context, out, { type: 'cri.RemovePodSandbox', sandboxId }, { kind: 'remove-sandbox' })
}
