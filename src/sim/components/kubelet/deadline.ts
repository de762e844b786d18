import { seconds } from '../../../base/time'
import { parseTime } from '../../api/timestamp'
import type { Pod } from '../../api/types'
import { wallClock } from '../../kernel/clock'
import type { KubeletContext } from './context'
import { podEvent } from './events'
import type { Outbox } from './messages'
import { isTerminal, updatePod } from './pod-worker/worker'

/** Models pkg/kubelet/active_deadline.go. */
const message = 'Pod was active on the node longer than the specified deadline'

/** A pod that may be active only for so long is looked at when that is over; it counts from when a kubelet first saw it. */
export function armDeadline(context: KubeletContext, out: Outbox, { metadata, spec, status }: Pod): void {
  const { activeDeadlineSeconds } = spec
  if (activeDeadlineSeconds === undefined) return
  const now = wallClock(context)
  const began = status.startTime === undefined ? now : parseTime(String(status.startTime))
  const left = Math.max(0, began + seconds(activeDeadlineSeconds) - now)
  const uid = metadata.uid!
  out.timer(`deadline/${uid}`, left, 'activeDeadlineSeconds', { type: 'pod.deadline', uid })
}

/** Its time is over: it ends with its grace, and has failed. */
export function deadlineOver(context: KubeletContext, out: Outbox, uid: string): void {
  const pod = context.pods.get(uid)
  const worker = context.workers.get(uid)
  if (!pod || !worker || worker.ends || isTerminal(pod)) return
  podEvent(context, out, pod, 'Normal', 'DeadlineExceeded', message)
  updatePod(context, out, pod, { kill: true, override: { phase: 'Failed', reason: 'DeadlineExceeded', message } })
}
