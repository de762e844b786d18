import { fail, ok, type Result } from '../base/result'
import { availabilityOf, quorum, series, parallel } from './closed'
import { readDistribution, type Distribution } from './distribution'
import { causes, type Cause, type Frequency, type Machines } from './faults'

/** All that years hang on: same inputs, same years. */
export interface Inputs {
  readonly cluster: Machines
  readonly faults: Readonly<Partial<Record<Cause, Frequency>>>
  readonly seed: number
  /** In how many places of its routine the healthy cluster is met by a fault; a broken one in half as many. */
  readonly phases: number
  /** Hours from one snapshot of etcd to the next. */
  readonly snapshots: number
}

const hours = (mean: number): Distribution => ({ shape: 'exponential', mean })
const repair = (mean: number): Distribution => ({ shape: 'lognormal', mean, k: 0.6 })

/**
 * 4,000 h and 4 h make the document's 99.9 %. The rest is nobody's measurement: change it. Certificates are signed by kubeadm for a year
 * and renewed by each upgrade: one cluster in ten forgets it in a year. What all masters lose at once is rarer still.
 */
export const usualFaults: Readonly<Partial<Record<Cause, Frequency>>> = {
  machine: { every: hours(4_000), lasts: repair(4) },
  process: { every: hours(1_000), lasts: { shape: 'fixed', mean: 10 / 3_600 } },
  zone: { every: hours(2 * 8_760), lasts: repair(1) },
  disk: { every: hours(3 * 8_760), lasts: repair(1) },
  certificate: { every: hours(10 * 8_760), lasts: repair(1) },
  data: { every: hours(50 * 8_760), lasts: repair(2) }
}

export const usualInputs = (masters: number, balancers: 0 | 1 | 2 = masters > 1 ? 1 : 0): Inputs => ({
  cluster: { masters, workers: 3, zones: 3, balancers, racks: 0 },
  faults: usualFaults,
  seed: 1,
  phases: 4,
  snapshots: 24
})

/** A cause as a person writes it: `4,000 h`, `4 h`. */
export function readFrequency(cause: string, every: string, lasts: string): Result<Frequency> {
  if (!causes.some((known) => known === cause))
    return fail(`'${cause}' is no cause of faults; expected one of ${causes.join(', ')}`)
  const often = readDistribution(every)
  if (!often.ok) return fail(`how often of ${cause}: ${often.error}`)
  const long = readDistribution(lasts, 'lognormal')
  if (!long.ok) return fail(`how long of ${cause}: ${long.error}`)
  if (long.value.mean === Infinity)
    return fail(`how long of ${cause}: what is never mended ends no year; expected a time`)
  if (often.value.mean < 24)
    return fail(`how often of ${cause}: more than once a day is not a fault; expected a day or more`)
  return ok({ every: often.value, lasts: long.value })
}

/**
 * Share of the time in which the API answers, as far as a formula knows: machines that fail independently, a majority of the
 * masters behind the balancers. What hangs on timers has none.
 */
export function closedForm({ cluster, faults }: Inputs): number {
  const machine = faults.machine
  if (!machine) return 1
  const one = availabilityOf(machine.every.mean, machine.lasts.mean)
  const masters = quorum(new Array<number>(cluster.masters).fill(one))
  const balancers = cluster.balancers === 0 ? 1 : parallel(new Array<number>(cluster.balancers).fill(one))
  return series([masters, balancers])
}
