import { median } from '../../src/base/median'
import type { LedgerRow } from '../../src/base/ledger-row'
import { gradeTimeline } from './grade'
import { recordedTimelines, type RecordedTimeline } from './recordings'

/** @param seeds runs; three times as many of a short one */
export function timelineRow(recorded: RecordedTimeline, seeds: number): LedgerRow {
  // Short runs are cheap: their medians may rest on more.
  const runs = recorded.scenario.untilSeconds <= 45 ? 3 * seeds : seeds
  const { id, title, times, wrong } = gradeTimeline(recorded, runs)
  const error = median(times.map(({ medianS, recorded: r }) => (100 * Math.abs(medianS - r.median)) / r.median))
  return {
    id: `timeline-${id}`,
    behaviour: title,
    evidence: 'recorded 1.25 control plane',
    method: methodOf(recorded, runs),
    agree: times.filter(({ within }) => within).length + recorded.never.length - wrong.length,
    of: times.length + recorded.never.length,
    medianErrorPercent: Number.isNaN(error) ? null : Number(error.toFixed(1)),
    differs: [
      ...times
        .filter(({ within }) => !within)
        .map(({ name, medianS, recorded: r }) => `${name}: ${medianS.toFixed(3)} s, recorded ${r.median} s (n=${r.n})`),
      ...wrong
    ],
    notModelled: ''
  }
}

/** How many numbers were really measured: one may stand for several checks, here and in other rows. */
function methodOf({ id, times, never }: RecordedTimeline, runs: number): string {
  const counted = (n: number, what: string) => `${n} ${what}${n === 1 ? '' : 's'}`
  const numbers = numbersOf(times)
  const elsewhere = new Set(recordedTimelines.flatMap((other) => (other.id === id ? [] : [...numbersOf(other.times)])))
  const shared = [...numbers].filter((number) => elsewhere.has(number)).length
  const few = Object.values(times).filter(({ recorded: { n } }) => n < 5).length
  return [
    ...(numbers.size > 0
      ? [
          `median of ${counted(runs, 'seed')} within the recorded least and greatest`,
          `${counted(Object.keys(times).length, 'check')} on ${counted(numbers.size, 'measured number')}` +
            (shared > 0 ? `, ${shared} of which other rows use too` : '')
        ]
      : [counted(runs, 'seed')]),
    ...(few > 0 ? [`${counted(few, 'check')} on fewer than five recordings: widened to ±10 % of the median`] : []),
    ...(never.length > 0 ? [`${counted(never.length, 'thing')} must not happen with any seed`] : [])
  ].join('; ')
}

const numbersOf = (times: RecordedTimeline['times']): ReadonlySet<string> =>
  new Set(Object.values(times).map(({ recorded }) => JSON.stringify(recorded)))
