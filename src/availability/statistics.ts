import { Prng } from '../base/prng'

/** A mean with the interval in which it lies in 95 of 100 such samples. */
export interface Mean {
  readonly mean: number
  readonly low: number
  readonly high: number
}

const draws = 400

/**
 * Bootstrap, percentiles of resampled means. Of many years they are first put into batches, as many as give the same answer: a
 * resampled mean of batches' means needs no more draws.
 */
export function bootstrap(values: readonly number[], seed = 1): Mean {
  const mean = meanOf(values)
  if (values.length < 2) return { mean, low: mean, high: mean }
  const groups = batched(values, 250)
  const rng = Prng.forName(seed, 'bootstrap')
  const means: number[] = []
  for (let i = 0; i < draws; i++) {
    let sum = 0
    for (let j = 0; j < groups.length; j++) sum += groups[rng.below(groups.length)]!
    means.push(sum / groups.length)
  }
  means.sort((a, b) => a - b)
  return { mean, low: means[Math.floor(draws * 0.025)]!, high: means[Math.ceil(draws * 0.975) - 1]! }
}

/** Means of batches of the same size, so many at most; what is left over joins the last one. */
function batched(values: readonly number[], most: number): number[] {
  if (values.length <= most) return [...values]
  const size = Math.floor(values.length / most)
  return Array.from({ length: most }, (_, i) =>
    meanOf(values.slice(i * size, i === most - 1 ? values.length : (i + 1) * size))
  )
}

export const meanOf = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length

/** Half the interval as a share of the mean; 0 where nothing ever fails. */
export const spreadOf = ({ mean, low, high }: Mean): number => (mean === 0 ? 0 : (high - low) / 2 / mean)

/** Below that share of the mean nobody needs more years. */
export const enough = 0.05

/** One column of a histogram on a logarithmic axis. */
export interface Bin {
  /** Seconds; the first column is `0 to 1 s`. */
  readonly from: number
  readonly to: number
  readonly count: number
}

const perDecade = 6

/** Years by seconds lost: a bin for those under a second, then six bins to each factor of ten, up to the longest. */
export function histogram(values: readonly number[], upTo = Math.max(1, ...values)): Bin[] {
  const columns = Math.max(1, Math.ceil(Math.log10(upTo) * perDecade + 1e-9))
  const edge = (i: number) => Math.pow(10, i / perDecade)
  const counts = new Array<number>(columns + 1).fill(0)
  for (const value of values) {
    const index = value < 1 ? 0 : Math.min(columns, 1 + Math.floor(Math.log10(value) * perDecade + 1e-9))
    counts[index]!++
  }
  return counts.map((count, i) => ({ from: i === 0 ? 0 : edge(i - 1), to: i === 0 ? 1 : edge(i), count }))
}
