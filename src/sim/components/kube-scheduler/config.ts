import { ms, seconds, type Micros } from '../../../base/time'
import type { Flags } from '../../kernel/types'
import { releaseOf, type Release } from '../../releases'
import { defaultsOf } from '../../flag'
import { flags } from './flags'

/** See flags.ts. */
export const defaults = defaultsOf(flags)

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
    release: releaseOf(flags),
    initialBackoff: seconds(number('pod-initial-backoff-seconds')),
    maxBackoff: seconds(number('pod-max-backoff-seconds')),
    maxInUnschedulable: seconds(number('pod-max-in-unschedulable-pods-duration')),
    percentageOfNodesToScore: number('percentage-of-nodes-to-score'),
    // Models client-go/rest/config.go DefaultQPS and DefaultBurst.
    qps: number('kube-api-qps') || 5,
    burst: number('kube-api-burst') || 10,
    cycle: ms(number('scheduling-cycle-ms')),
    preBind: ms(number('pre-bind-latency-ms'))
  })
}
