import { late } from '../../../base/late'
import { equal } from '../../api/equality'
import type { Container, Pod, PodCondition } from '../../api/types'
import { resourcesOf } from './allocated'
import { is125 } from './config'
import type { KubeletContext } from './context'
import type { Outbox } from './messages'
import { isStatic } from './pod-worker/worker'
import type * as Resize from './resize'

/** Clusters begin with pods that nobody has resized. */
export const resizing = late<typeof Resize>('in-place resize')

const of = (context: KubeletContext, uid: string): typeof Resize | null =>
  context.allocations.get(uid) ? resizing() : null

/** The spec of a pod has changed: other resources may be asked for. */
export function resourcesChanged(context: KubeletContext, out: Outbox, pod: Pod, old: Pod): void {
  if (is125(context.config) || isStatic(pod) || equal(resourcesOf(pod), resourcesOf(old))) return
  resizing().resourcesChanged(context, out, pod, old)
}

export const retryResizes = (context: KubeletContext, out: Outbox): Pod[] =>
  context.allocations.size === 0 ? [] : resizing().retryResizes(context, out)

export const settleResize = (context: KubeletContext, out: Outbox, pod: Pod): void =>
  void of(context, pod.metadata.uid!)?.settleResize(context, out, pod)

export const resizeOf = (context: KubeletContext, uid: string, container: Container): 'none' | 'update' | 'restart' =>
  of(context, uid)?.resizeOf(context, uid, container) ?? 'none'

export const given = (context: KubeletContext, uid: string, name: string): void =>
  void of(context, uid)?.given(context, uid, name)

export const resizeConditions = (context: KubeletContext, uid: string): PodCondition[] =>
  of(context, uid)?.resizeConditions(context, uid) ?? []

export const resizedStatus = (context: KubeletContext, uid: string, name: string): object =>
  of(context, uid)?.resizedStatus(context, uid, name) ?? {}
