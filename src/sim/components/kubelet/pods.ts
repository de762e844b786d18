import type { Change } from '../../client-go/informer'
import type { Pod } from '../../api/types'
import type { Outbox } from './messages'
import { admit, rejection, type Refusal } from './admission'
import { qosOf } from './api-status'
import { is125 } from './config'
import type { KubeletContext } from './context'
import { armDeadline } from './deadline'
import { armHousekeeping } from './housekeeping-timers'
import { podEvent } from './events'
import { listed, source, verbose } from './log'
import { deliver, updatePod } from './pod-worker/worker'
import { podKey } from './runtime-pod'
import { resourcesChanged, retryResizes } from './resize-later'
import { reconcileLater, retryLater, setPodStatus } from './pod-status'
import { equal } from '../../api/equality'

/** The main loop goes on: what was kept is handed over in order. */
export function resume(context: KubeletContext, out: Outbox): void {
  if (!context.skipping) return
  context.skipping = false
  const held = context.held
  context.held = []
  for (const { pod, options } of held) updatePod(context, out, pod, options)
}

/** Changes of the pods bound to this node. Models pkg/kubelet/config/config.go and the kubelet's HandlePod… functions. */
export function podChanges(context: KubeletContext, out: Outbox, changes: readonly Change[]): void {
  const added: Pod[] = []
  for (const change of changes) {
    const pod = change.object as Pod
    const old = change.old as Pod | undefined
    if (pod.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined)
      mirrorChanged(context, out, pod, change.type, old)
    else if (change.type === 'delete') removed(context, out, pod)
    else if (change.type === 'add') added.push(pod)
    else if (old && old.metadata.uid !== pod.metadata.uid) {
      removed(context, out, old)
      added.push(pod)
    } else changed(context, out, pod, old!)
  }
  if (added.length === 0) return
  const created = ({ metadata }: Pod) => String(metadata.creationTimestamp ?? '')
  added.sort((a, b) => (created(a) < created(b) ? -1 : created(a) > created(b) ? 1 : 0))
  log(context, out, 'ADD', added)
  for (const pod of added) {
    context.pods.set(pod.metadata.uid!, pod)
    const rejected = admit(context, pod)
    if (rejected) reject(context, out, pod, rejected)
    else {
      armDeadline(context, out, pod)
      deliver(context, out, pod, {})
    }
  }
}

/** A pod that the node does not take has failed. Newer releases tell its conditions nothing, and end what runs of it. */
function reject(context: KubeletContext, out: Outbox, pod: Pod, refusal: Refusal): void {
  const override = rejection(context, refusal)
  if (is125(context.config)) {
    out.log('W', `Pod ${podKey(pod)} rejected: ${override.message}`)
    return deliver(context, out, pod, { kill: true, override })
  }
  const { reason, message, isPredicate } = refusal
  const uid = pod.metadata.uid!
  const name = `pod="${podKey(pod)}"`
  const err = JSON.stringify(message)
  if (isPredicate) verbose(context, out, 1, `predicate.go:235] "Predicate failed on Pod" ${name} err=${err}`)
  const denied = `podUID="${uid}" ${name} reason=${JSON.stringify(reason)} message=${err} operation="add"`
  verbose(context, out, 1, `allocation_manager.go:619] "Pod admission denied" ${denied}`)
  podEvent(context, out, pod, 'Warning', reason, message)
  if (context.pleg.cache.get(uid)) deliver(context, out, pod, { kill: true, override })
  else setPodStatus(context, out, pod, { ...override, qosClass: qosOf(pod) })
}

function changed(context: KubeletContext, out: Outbox, pod: Pod, old: Pod): void {
  context.pods.set(pod.metadata.uid!, pod)
  if (!differs(old, pod)) {
    reconcileLater(context, out, pod)
    return
  }
  log(context, out, pod.metadata.deletionTimestamp === undefined ? 'UPDATE' : 'DELETE', [pod])
  resourcesChanged(context, out, pod, old)
  if (old.spec.activeDeadlineSeconds !== pod.spec.activeDeadlineSeconds) armDeadline(context, out, pod)
  deliver(context, out, pod, {})
  for (const granted of retryResizes(context, out)) deliver(context, out, granted, {})
}

/** Whether more than the status has changed. Models podsDifferSemantically. */
function differs(old: Pod, pod: Pod): boolean {
  const a = old.metadata
  const b = pod.metadata
  return (
    a.deletionTimestamp !== b.deletionTimestamp ||
    a.deletionGracePeriodSeconds !== b.deletionGracePeriodSeconds ||
    !equal(old.spec, pod.spec) ||
    !equal(a.labels, b.labels) ||
    !equal(a.annotations, b.annotations)
  )
}

function removed(context: KubeletContext, out: Outbox, pod: Pod): void {
  log(context, out, 'REMOVE', [pod])
  context.pods.delete(pod.metadata.uid!)
  context.allocations.delete(pod.metadata.uid!)
  deliver(context, out, pod, { kill: true, removed: true })
  for (const granted of retryResizes(context, out)) deliver(context, out, granted, {})
  armHousekeeping(context, out)
}

function mirrorChanged(
  context: KubeletContext,
  out: Outbox,
  mirror: Pod,
  type: Change['type'],
  old: Pod | undefined
): void {
  const key = podKey(mirror)
  const statusOnly = old !== undefined && type === 'update' && !differs(old, mirror)
  if (type === 'delete') {
    log(context, out, 'REMOVE', [mirror])
    if (context.mirrors.get(key)?.metadata.uid === mirror.metadata.uid) context.mirrors.delete(key)
  } else {
    if (!statusOnly)
      log(context, out, type === 'add' ? 'ADD' : mirror.metadata.deletionTimestamp ? 'DELETE' : 'UPDATE', [mirror])
    context.mirrors.set(key, mirror)
  }
  const uid = context.staticPods.get(key)
  const pod = uid === undefined ? undefined : context.pods.get(uid)
  if (!pod) {
    armHousekeeping(context, out)
    return
  }
  if (type === 'add') retryLater(context, out)
  if (!statusOnly) deliver(context, out, pod, { mirror })
}

const lines = { ADD: [2119, 2709], UPDATE: [2126, 2716], REMOVE: [2129, 2719], DELETE: [2135, 2725] } as const

function log(context: KubeletContext, out: Outbox, what: keyof typeof lines, pods: readonly Pod[]): void {
  const [older, newer] = lines[what]
  const file = source(context, `kubelet.go:${older}`, `kubelet.go:${newer}`)
  verbose(context, out, 2, `${file}] "SyncLoop ${what}" source="api" pods=${listed(context, pods.map(podKey))}`)
}
