import type { Micros } from '../../../base/time'
import type { ContainerStatus, CriReply, Sandbox } from '../container-runtime/messages'
import { is125 } from './config'
import type { KubeletContext } from './context'
import { callRuntime } from './cri'
import { toPod } from './items'
import type { Outbox } from './messages'
import { observe, type PodEvent } from './pleg'
import { runtimePodOf } from './runtime-pod'

/**
 * A look at one pod in the runtime, apart from the relists: after a sync that did something and failed at nothing, so that its effects are
 * seen at once (`relist`), and when the containers of a pod that ends are stopped, for their exit codes (`stopped`).
 * Models pkg/kubelet/pleg/generic.go relistPod (PLEGOnDemandRelist) and the GetPodStatus of kubelet.go SyncTerminatingPod; 1.25 has neither.
 */
export interface Look {
  readonly uid: string
  readonly purpose: 'relist' | 'stopped'
  /** A moment after the sync that it is for. */
  readonly startedAt: Micros
  sandboxes: readonly Sandbox[] | null
}

/** What a look's answers lead back to. */
export interface LookRef {
  readonly kind: 'look'
  readonly key: string
  readonly part: 'sandboxes' | 'containers'
}

export function lookAtPod(context: KubeletContext, out: Outbox, uid: string, purpose: Look['purpose']): void {
  if (is125(context.config)) return
  const key = `${purpose}/${uid}`
  context.looks.set(key, { uid, purpose, startedAt: context.now + 1, sandboxes: null })
  callRuntime(context, out, { type: 'cri.ListPodSandbox' }, { kind: 'look', key, part: 'sandboxes' })
  callRuntime(context, out, { type: 'cri.ListContainers' }, { kind: 'look', key, part: 'containers' })
}

/** Takes one of the two answers. Gives what a relist of the pod has found when both are there. */
export function lookReply(context: KubeletContext, out: Outbox, { key, part }: LookRef, reply: CriReply): PodEvent[] {
  const look = context.looks.get(key)
  if (!look) return []
  const { uid, purpose, startedAt } = look
  if (part === 'sandboxes' && reply.error === '') {
    const sandboxes = reply.sandboxes!.filter(({ podUid }) => podUid === uid)
    context.looks.set(key, { ...look, sandboxes })
    return []
  }
  context.looks.delete(key)
  const containers: readonly ContainerStatus[] = (reply.containers ?? []).filter(({ podUid }) => podUid === uid)
  if (purpose === 'relist') {
    const overtaken = startedAt <= context.pleg.lastStart || context.pleg.running
    return reply.error !== '' || overtaken
      ? []
      : observe(context, out, uid, look.sandboxes ?? [], containers, startedAt)
  }
  const known = context.pleg.cache.get(uid)?.pod
  const runtime = reply.error === '' ? runtimePodOf(look.sandboxes ?? [], containers, known?.ip ?? '') : known
  out.raise(toPod(uid, { type: 'pod.stopped', runtime: runtime ?? null }))
  return []
}
