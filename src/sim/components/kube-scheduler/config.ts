import { ms, seconds, type Micros } from '../../../base/time'
import type { Flags } from '../../kernel/types'
import type { Release } from './framework/types'

/**
 * kube-scheduler's settings: flags and fields of KubeSchedulerConfiguration by their upstream names.
 * Models pkg/scheduler/apis/config/v1beta3/defaults.go and pkg/scheduler/internal/queue/scheduling_queue.go.
 */
export const defaults = Object.freeze({
  /** Where releases decide differently: `1.25` (as recorded) or `newest`. */
  release: 'newest',
  'pod-initial-backoff-seconds': 1,
  'pod-max-backoff-seconds': 10,
  'pod-max-in-unschedulable-pods-duration': 300,
  /** 0: adapts to the number of nodes. */
  'percentage-of-nodes-to-score': 0,
  /** Client-side limit of its requests; `clientConnection.qps` and `.burst`. Events have the same limit for themselves. */
  'kube-api-qps': 50,
  'kube-api-burst': 100,
  /** How long one scheduling cycle computes, from popping a pod until it is assumed on its node. */
  'scheduling-cycle-ms': 1,
  /** How long the PreBind plugins of one pod take (VolumeBinding waits for volumes), while the next cycle goes on. */
  'pre-bind-latency-ms': 0
})

export interface Settings {
  readonly release: Release
  readonly initialBackoff: Micros
  readonly maxBackoff: Micros
  readonly maxInUnschedulable: Micros
  readonly percentageOfNodesToScore: number
  readonly qps: number
  readonly burst: number
  readonly cycle: Micros
  readonly preBind: Micros
}

export function settingsOf(flags: Flags): Settings {
  const flag = (name: keyof typeof defaults) => flags[name] ?? defaults[name]
  const number = (name: keyof typeof defaults) => Number(flag(name))
  return Object.freeze({
    release: flag('release') === '1.25' ? '1.25' : 'newest',
    initialBackoff: seconds(number('pod-initial-backoff-seconds')),
    maxBackoff: seconds(number('pod-max-backoff-seconds')),
    maxInUnschedulable: seconds(number('pod-max-in-unschedulable-pods-duration')),
    percentageOfNodesToScore: number('percentage-of-nodes-to-score'),
    qps: number('kube-api-qps'),
    burst: number('kube-api-burst'),
    cycle: ms(number('scheduling-cycle-ms')),
    preBind: ms(number('pre-bind-latency-ms'))
  })
}
