import { fail, ok, type Result } from '../base/result'
import { closedForm, type Inputs } from './inputs'
import { hoursOfYear } from './closed'
import { bootstrap, histogram, type Bin, type Mean } from './statistics'
import type { Year } from './walk'

/** What a study gives as a file: the inputs, each year that was lived, and what follows from them. */
export interface Report {
  readonly kind: 'failover-lab/availability'
  readonly inputs: Inputs
  /** How many years all shards have. */
  readonly of: number
  readonly years: readonly Year[]
  readonly results: Readonly<Record<'reads' | 'writes' | 'users', ServiceResult>>
  /** Seconds of acknowledged writes a year that no snapshot had when all data were lost. */
  readonly forgottenS: Mean
}

export interface ServiceResult {
  /** Seconds a year in which it did not work. */
  readonly lostS: Mean
  readonly availability: number
  /** By a formula, of machines alone; null: none exists. */
  readonly closedForm: number | null
  readonly histogram: readonly Bin[]
}

export function reportOf(inputs: Inputs, of: number, years: readonly Year[]): Report {
  const sorted = [...years].sort((a, b) => a.year - b.year)
  const result = (service: 'reads' | 'writes' | 'users'): ServiceResult => {
    const values = sorted.map(({ lost }) => Math.max(0, lost[service]))
    const lostS = bootstrap(values, inputs.seed)
    return {
      lostS,
      availability: 1 - lostS.mean / (hoursOfYear * 3_600),
      closedForm: service === 'users' ? null : closedForm(inputs),
      histogram: histogram(values)
    }
  }
  return {
    kind: 'failover-lab/availability',
    inputs,
    of,
    years: sorted,
    results: { reads: result('reads'), writes: result('writes'), users: result('users') },
    forgottenS: bootstrap(
      sorted.map(({ forgotten }) => forgotten),
      inputs.seed
    )
  }
}

/** Reports of shards as the report of the whole: what one machine gives that lives all the years. */
export function merge(reports: readonly Report[]): Result<Report> {
  const [first, ...others] = reports
  if (!first) return fail('Nothing is merged; expected reports of shards')
  const inputs = JSON.stringify(first.inputs)
  for (const [i, report] of others.entries()) {
    if (JSON.stringify(report.inputs) !== inputs)
      return fail(`Report ${i + 2} was made with other inputs than the first; expected shards of one study`)
    if (report.of !== first.of)
      return fail(`Report ${i + 2} is of ${report.of} years, the first of ${first.of}; expected shards of one study`)
  }
  const years = reports.flatMap((report) => report.years)
  const seen = new Set<number>()
  for (const { year } of years) {
    if (seen.has(year)) return fail(`Year ${year} is in two reports; expected each shard once`)
    seen.add(year)
  }
  return ok(reportOf(first.inputs, first.of, years))
}

/** Reads a report; says what does not fit. */
export function readReport(text: string): Result<Report> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return fail('it is no JSON')
  }
  const report = value as Partial<Report> | null
  if (report?.kind !== 'failover-lab/availability' || !Array.isArray(report.years) || !report.inputs)
    return fail("it is no report of 'lab availability --json'")
  const good = report.years.every(
    ({ year, lost, forgotten }) =>
      Number.isInteger(year) && [lost?.reads, lost?.writes, lost?.users, forgotten].every(Number.isFinite)
  )
  return good && Number.isInteger(report.of) ? ok(report as Report) : fail('a year in it is damaged')
}
