import { median } from '../base/median'
import { seconds, type Micros } from '../base/time'
import { steps, type Death, type Sample, type Step } from './steps'
import type { Values } from './settings'

export interface Budget {
  readonly death: Death
  /** How many runs it is the median of, and in how many of them all was back by their end. */
  readonly runs: number
  readonly whole: number
  readonly steps: readonly {
    readonly step: Step
    readonly median: Micros
    readonly min: Micros
    readonly max: Micros
  }[]
  readonly total: Micros
}

/** Medians, each step for itself, of the runs that came to it. */
export function budgetOf(death: Death, samples: readonly Sample[]): Budget {
  const order: readonly Step[] = steps[death]
  const rows = order.flatMap((step) => {
    const found = samples.flatMap((sample) => sample[step] ?? [])
    return found.length === 0 ? [] : [{ step, median: median(found), min: Math.min(...found), max: Math.max(...found) }]
  })
  const last = order[order.length - 1]!
  const totals = samples.filter((sample) => sample[last] !== undefined).map(sum)
  return {
    death,
    runs: samples.length,
    whole: totals.length,
    steps: rows,
    total: totals.length > 0 ? median(totals) : rows.reduce((all, row) => all + row.median, 0)
  }
}

const sum = (sample: Sample): Micros => Object.values(sample).reduce((all, one) => all + one, 0)

/** What is expected before the runs are done: the measured budget, each step longer or shorter by what its setting changed. */
export function expected(measured: Budget, of: Values, values: Values): Budget {
  const by: Partial<Record<Step, Micros>> =
    measured.death === 'worker'
      ? {
          detect: seconds(values['node-monitor-grace-period'] - of['node-monitor-grace-period']),
          evict: seconds(values.tolerationSeconds - of.tolerationSeconds)
        }
      : {
          elect: 1_000 * (values['etcd-election-timeout'] - of['etcd-election-timeout']),
          lead: seconds(values['leader-elect-lease-duration'] - of['leader-elect-lease-duration']),
          route: 1_000 * (values['haproxy-fall'] * values['haproxy-inter'] - of['haproxy-fall'] * of['haproxy-inter'])
        }
  const rows = measured.steps.map((row) => ({ ...row, median: Math.max(0, row.median + (by[row.step] ?? 0)) }))
  return { ...measured, steps: rows, total: rows.reduce((all, row) => all + row.median, 0) }
}
