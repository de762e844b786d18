import { isDeepStrictEqual } from 'node:util'
import { readCases, scheduleCase, type Case, type Result } from '../../src/rigs/scheduler'
import { linesOf, textOf } from '../data'
import type { LedgerRow } from '../../src/base/ledger-row'
import { comparable } from './agreement'

export type RecordedCase = Omit<Case, 'category' | 'results'> & {
  readonly category: string
  readonly results: readonly Result[]
}

/** A recorded case, and our decisions about its pods. */
export interface Decided {
  readonly recorded: RecordedCase
  readonly ours: readonly Result[]
}

const recording = 'scheduler-cases.jsonl.gz'

/** Lets the simulated scheduler decide every recorded case. */
export function gradeScheduler(): Decided[] {
  const cases = readCases(textOf(recording))
  if (!cases.ok) throw new Error(cases.error)
  const recorded = linesOf<RecordedCase>(recording)
  // As `lab schedule` prints them: what is undefined is absent.
  return cases.value.map((one, i) => ({
    recorded: recorded[i]!,
    ours: JSON.parse(JSON.stringify(scheduleCase(one))) as Result[]
  }))
}

export function schedulerRows(decided: readonly Decided[]): LedgerRow[] {
  const pairs = decided.flatMap(({ recorded: { id, results }, ours }) =>
    results.map((result, pod) => ({
      id: `${id}/${pod}`,
      same: isDeepStrictEqual(comparable(ours[pod]!), comparable(result))
    }))
  )
  const differs = pairs.filter(({ same }) => !same).map(({ id }) => id)
  return [
    {
      id: 'scheduler',
      behaviour: 'Scheduling decisions: filters, scores, message, nomination, victims',
      evidence: 'kube-scheduler 1.25, recorded decisions about single pods',
      method: 'each decided once, compared whole; left out: which of several equal pods falls victim, and their order',
      agree: pairs.length - differs.length,
      of: pairs.length,
      medianErrorPercent: null,
      differs,
      notModelled: 'Volumes beyond zones and limits, extenders, several profiles'
    }
  ]
}
