import { squareRoot } from '../../../base/exact-math'
import { seconds } from '../../../base/time'
import { number, part, type Part } from '../../api/kinds/parts'
import type { KubeObject } from '../../api/types'
import type { ApiServer } from './context'
import { levelOf, type Level } from './priority-level'

/* How many seats each priority level has: by its share of all, what it must leave to others and what it may take of theirs. */

interface Limits {
  readonly exempt: boolean
  /** By its share. */
  readonly nominal: number
  /** What it keeps when others need the rest, and what it has at most. */
  readonly min: number
  readonly max: number
}

const specOf = ({ spec }: KubeObject): Part => part(spec) ?? {}
const isExempt = (level: KubeObject): boolean => specOf(level).type === 'Exempt'
const settingsOf = (level: KubeObject): Part => part(specOf(level)[isExempt(level) ? 'exempt' : 'limited']) ?? {}

const levelsOf = (server: ApiServer): readonly KubeObject[] => [
  ...(server.caches.get('prioritylevelconfigurations')?.objects.values() ?? [])
]

/** By what the flow schemas and priority levels are. */
const known = new WeakMap<object, { readonly seats: number; readonly byName: ReadonlyMap<string, Limits> }>()

/** Models apf_controller.go finishQueueSetReconfigsLocked. */
export function limitsOf(server: ApiServer): ReadonlyMap<string, Limits> {
  const { maxReads, maxWrites } = server.settings
  const seats = maxReads + maxWrites
  const found = known.get(server.flows)
  if (found?.seats === seats) return found.byName
  const levels = levelsOf(server)
  const sharesOf = (level: KubeObject): number => number(settingsOf(level).nominalConcurrencyShares)
  const sum = levels.reduce((total, level) => total + sharesOf(level), 0)
  const byName = new Map<string, Limits>()
  for (const level of levels) {
    const { lendablePercent, borrowingLimitPercent } = settingsOf(level)
    const nominal = sum === 0 ? 0 : Math.ceil((seats * sharesOf(level)) / sum)
    const min = nominal - Math.round((nominal * number(lendablePercent)) / 100)
    const max =
      typeof borrowingLimitPercent === 'number'
        ? nominal + Math.round((nominal * borrowingLimitPercent) / 100)
        : Math.max(seats, nominal)
    byName.set(level.metadata.name, { exempt: isExempt(level), nominal, min, max })
  }
  if (levels.length > 0) known.set(server.flows, { seats, byName })
  return byName
}

/** Seats that a level has now: those of its share, until seats were lent. */
export function seatsNow(server: ApiServer, name: string): number {
  const limits = limitsOf(server).get(name)
  if (!limits || limits.exempt) return Infinity
  return levelOf(server, name).limit ?? limits.nominal
}

/** Seats are lent anew this often, and how slowly the demand of before is forgotten. Constants of apf_controller.go. */
const borrowing = seconds(10)
const smoothing = 0.977

/** What a level needs: seats that are taken, and those that are waited for. Called before either changes. */
export function noteDemand({ now }: ApiServer, level: Level): void {
  const demand = level.seats + level.awaited
  const { needs } = level
  needs.area += demand * (now - needs.at)
  needs.squares += demand * demand * (now - needs.at)
  needs.at = now
}

/** After it has changed. */
export function notePeak(level: Level): void {
  level.needs.peak = Math.max(level.needs.peak, level.seats + level.awaited)
}

function demandOf(server: ApiServer, level: Level): { peak: number; smoothed: number } {
  noteDemand(server, level)
  const { needs } = level
  const span = server.now - needs.since
  if (span > 0) {
    const mean = needs.area / span
    const variance = needs.squares / span - mean * mean
    const envelope = mean + (variance > 0 ? squareRoot(variance) : 0)
    needs.smoothed = Math.max(smoothing * needs.smoothed + (1 - smoothing) * envelope, envelope)
  }
  const { peak, smoothed } = needs
  Object.assign(needs, { area: 0, squares: 0, since: server.now, peak: level.seats + level.awaited })
  return { peak, smoothed }
}

/**
 * Seats are shared out by what levels needed in the last ten seconds. It is looked at with the first request after those: what was not asked
 * for meanwhile is not missed. Models apf_controller.go updateBorrowingLocked.
 * @returns whether it was time
 */
export function borrow(server: ApiServer): boolean {
  if (server.now < server.borrowsAt) return false
  const isFirst = server.borrowsAt === 0
  server.borrowsAt = server.now + borrowing
  const limits = limitsOf(server)
  if (isFirst || limits.size === 0) return false
  let left = 0
  let least = 0
  let wanted = 0
  const items: {
    readonly level: Level
    readonly min: number
    readonly low: number
    readonly high: number
    readonly target: number
  }[] = []
  for (const [name, { exempt, nominal, min, max }] of limits) {
    const level = levelOf(server, name)
    const { peak, smoothed } = demandOf(server, level)
    left += nominal
    least += min
    if (exempt) {
      left -= Math.max(min, peak)
      wanted += Math.max(min, peak)
      continue
    }
    const low = Math.max(min, Math.min(nominal, peak))
    wanted += low
    items.push({ level, min, low, high: max, target: Math.max(low, smoothed) })
  }
  if (!Number.isFinite(left)) return false
  if (left <= least) for (const { level, min } of items) level.limit = min
  else if (left <= wanted) {
    const part = (left - least) / (wanted - least)
    for (const { level, min, low } of items) level.limit = Math.round(min + part * (low - min))
  } else {
    const fraction = fairFraction(items, left)
    for (const { level, low, high, target } of items)
      level.limit = Math.round(Math.max(low, Math.min(high, fraction * target)))
  }
  return true
}

/** By how much each target is multiplied so that all seats are given away. Models conc_alloc.go computeConcurrencyAllocation. */
function fairFraction(
  items: readonly { readonly low: number; readonly high: number; readonly target: number }[],
  sum: number
): number {
  const given = (fraction: number): number =>
    items.reduce((total, { low, high, target }) => total + Math.max(low, Math.min(high, fraction * target)), 0)
  let [below, above] = [0, 1]
  while (given(above) < sum && above < 1e9) above *= 2
  for (let i = 0; i < 60; i++) {
    const middle = (below + above) / 2
    if (given(middle) < sum) below = middle
    else above = middle
  }
  return above
}
