import { seconds } from '../../base/time'
import type { Timeline } from '../timeline/timeline'

export interface Metrics {
  /** Seconds after the scenario's start. */
  readonly times: number[]
  readonly series: { name: string; unit: string; values: (number | null)[] }[]
}

/** Plots, one value per simulated second: users' requests as the client counted them, and messages delivered. */
export function metricsOf(timeline: Timeline, end: number): Metrics {
  const count = Math.max(0, Math.ceil(end / 1_000_000))
  const times = Array.from({ length: count }, (_, i) => i + 1)
  const answered = new Array<number | null>(count).fill(null)
  const failed = new Array<number | null>(count).fill(null)
  for (const { fact, at, detail } of timeline.facts) {
    const second = Math.ceil(at / 1_000_000) - 1
    if (fact !== 'traffic' || second < 0 || second >= count) continue
    answered[second] = (answered[second] ?? 0) + detail.ok
    failed[second] = (failed[second] ?? 0) + detail.failed
  }
  const messages = times.map((second) => timeline.firstAt(seconds(second)) - timeline.firstAt(seconds(second - 1)))
  return {
    times,
    series: [
      { name: 'Requests answered', unit: '1/s', values: answered },
      { name: 'Requests failed', unit: '1/s', values: failed },
      { name: 'Simulated steps', unit: '1/s', values: messages }
    ]
  }
}
