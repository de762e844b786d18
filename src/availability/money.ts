import { hoursAway } from './closed'
import { documentFactors, documentSays } from './document'
import { bootstrap, type Mean } from './statistics'
import type { Year } from './walk'

/** What a person says of their business; dollars, and a share from 0 to 1. */
export interface Business {
  /** An hour without any user. */
  readonly hour: number
  /** Two more masters, a year. */
  readonly masters: number
  /** A second balancer, a year. */
  readonly balancer: number
  /** Share of the sales that stop while the control plane takes no writes: what waits for autoscaling, jobs, releases. */
  readonly needApi: number
}

/** The document's figures, and what it does not say. */
export const usualBusiness: Business = { hour: 50_000, masters: 50_000, balancer: 8_000, needApi: 0.05 }

export interface Payoff {
  /** A year. */
  readonly saved: number
  readonly cost: number
  /** (saved − cost) / cost. */
  readonly returned: number
}

const payoff = (saved: number, cost: number): Payoff => ({
  saved,
  cost,
  returned: cost === 0 ? (saved > 0 ? Infinity : 0) : (saved - cost) / cost
})

/** As the document writes it: every hour away stops all sales, 35 h against 8 h. What it calls the return is saved / cost. */
export function documentPayoff({ hour, masters }: Business): Payoff & { readonly says: number } {
  const saved = (documentSays.single.hours - documentSays.several.hours) * hour
  return { ...payoff(saved, masters), says: masters === 0 ? Infinity : saved / masters }
}

/** Its own factors, multiplied. */
export function mendedPayoff({ hour, masters }: Business): Payoff {
  const { master, worker, workers } = documentFactors
  const all = Math.pow(worker, workers)
  return payoff((hoursAway(master * all) - hoursAway(documentSays.controlPlane * all)) * hour, masters)
}

/** Years of two clusters in which the same things failed, side by side: hours that the second spares. */
export interface Spared {
  readonly users: readonly number[]
  readonly writes: readonly number[]
}

/** Years that both have lived; the same number means the same seed and so the same fates of what both have. */
export function sparedBy(before: readonly Year[], after: readonly Year[]): Spared {
  const others = new Map(after.map((year) => [year.year, year.lost]))
  const both = before.flatMap(({ year, lost }) => {
    const other = others.get(year)
    return other ? [[lost, other] as const] : []
  })
  return {
    users: both.map(([a, b]) => (a.users - b.users) / 3_600),
    writes: both.map(([a, b]) => (a.writes - b.writes) / 3_600)
  }
}

/** Dollars that are saved a year if this share of the sales needs the API; with 95 %. */
export function savedAt({ users, writes }: Spared, hour: number, needApi: number): Mean {
  return bootstrap(users.map((hours, i) => hour * (hours + needApi * writes[i]!)))
}

export const measuredPayoff = (
  spared: Spared,
  business: Business,
  cost: number
): Payoff & { readonly interval: Mean } => {
  const interval = savedAt(spared, business.hour, business.needApi)
  return { ...payoff(interval.mean, cost), interval }
}

/**
 * The share of the sales that must need the API for it to pay: 0 if it always does, null if it never does. Where three masters cost
 * users more than they spare, a larger share only helps.
 */
export function breakEven(spared: Spared, hour: number, cost: number): number | null {
  const none = savedAt(spared, hour, 0).mean
  const all = savedAt(spared, hour, 1).mean
  if (none >= cost) return 0
  if (all < cost || all <= none) return null
  return (cost - none) / (all - none)
}
