import type { Micros } from '../../../../base/time'
import { twoWayPatch } from '../../patch/two-way'
import { formatTime } from '../../timestamp'
import { noTime, type Pod, type PodCondition, type PodStatus } from '../../types'
import { podCondition } from './conditions'

/** Who ends a pod says why, before it goes: the condition DisruptionTarget, on since 1.26. */

export const disruptionTarget = (
  { metadata, status }: Pod,
  reason: string,
  message: string,
  now: Micros
): PodCondition => {
  const before = podCondition(status, 'DisruptionTarget')
  const { generation } = metadata
  return {
    type: 'DisruptionTarget',
    status: 'True',
    reason,
    message,
    lastProbeTime: noTime,
    ...(generation !== undefined && { observedGeneration: generation }),
    lastTransitionTime: (before?.status === 'True' ? before.lastTransitionTime : undefined) ?? formatTime(now)
  }
}

/** The status with the condition; the same if it has it already. Models podutil.UpdatePodCondition. */
export function withCondition(status: PodStatus, condition: PodCondition): PodStatus {
  const before = podCondition(status, condition.type)
  const same =
    before?.status === condition.status && before.reason === condition.reason && before.message === condition.message
  if (same) return status
  const others = (status.conditions ?? []).filter(({ type }) => type !== condition.type)
  return { ...status, conditions: [...others, condition] }
}

/** What a PATCH of the pod's status says; nothing if there is nothing to say. Models pkg/util/pod PatchPodStatus. */
export function statusPatch({ metadata, status }: Pod, next: PodStatus): object | undefined {
  const patch = twoWayPatch(status as Readonly<Record<string, unknown>>, next as Readonly<Record<string, unknown>>, {
    form: 'struct',
    of: 'PodStatus'
  })
  return patch ? Object.freeze({ metadata: { uid: metadata.uid }, status: patch }) : undefined
}
