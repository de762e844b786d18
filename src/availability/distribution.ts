import { fail, ok, type Result } from '../base/result'
import type { Prng } from '../base/prng'
import { readHours } from './quantity'

/** How long something lasts, in hours: its mean, and how it is spread. Without end (`never`) is a mean of Infinity. */
export interface Distribution {
  readonly shape: Shape
  readonly mean: number
  /** Weibull's shape (1 is exponential, above it things wear out), or the lognormal's σ. */
  readonly k?: number
}

export const shapes = ['exponential', 'weibull', 'lognormal', 'fixed'] as const
export type Shape = (typeof shapes)[number]

const usual: Readonly<Partial<Record<Shape, number>>> = { weibull: 1.5, lognormal: 0.6 }

/** One duration in hours. */
export function draw({ shape, mean, k = usual[shape] ?? 1 }: Distribution, rng: Prng): number {
  if (mean === Infinity) return Infinity
  switch (shape) {
    case 'fixed':
      return mean
    case 'exponential':
      return -mean * Math.log(1 - rng.float())
    case 'weibull':
      return (mean / gamma(1 + 1 / k)) * Math.pow(-Math.log(1 - rng.float()), 1 / k)
    case 'lognormal':
      return mean * Math.exp(k * normal(rng) - (k * k) / 2)
  }
}

/** Box and Muller. */
function normal(rng: Prng): number {
  const radius = Math.sqrt(-2 * Math.log(1 - rng.float()))
  return radius * Math.cos(2 * Math.PI * rng.float())
}

/** Γ by Lanczos's series, to some 14 digits for what is above 1/2. */
export function gamma(x: number): number {
  const g = 7
  const terms = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7
  ]
  const sum = terms.reduce((all, term, i) => (i === 0 ? term : all + term / (x - 1 + i)), 0)
  const base = x + g - 0.5
  return Math.sqrt(2 * Math.PI) * Math.pow(base, x - 0.5) * Math.exp(-base) * sum
}

/** Reads `4,000 h`, `2 y weibull 1.5`, `4h lognormal`, `10 s fixed`, `never`. Without a word it is `shape`. */
export function readDistribution(text: string, shape: Shape = 'exponential'): Result<Distribution> {
  const [, amount = '', word = shape, parameter] =
    /^\s*(.*?)\s*(?:\b(exponential|weibull|lognormal|fixed)\b\s*([\d.]+)?)?\s*$/i.exec(text) ?? []
  const mean = readHours(amount)
  if (!mean.ok) return mean
  const named = word.toLowerCase() as Shape
  if (parameter === undefined) return ok({ shape: named, mean: mean.value })
  const k = Number(parameter)
  if (!(k >= 0.1 && k <= 10) || usual[named] === undefined)
    return fail(
      `'${parameter}' in '${text}' is no parameter; expected a number from 0.1 to 10 after weibull or lognormal`
    )
  return ok({ shape: named, mean: mean.value, k })
}
