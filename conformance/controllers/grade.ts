import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { withoutOthers } from './beside'
import type { Case } from './cases'
import { callDifferences, compare, type Check } from './compare'
import { answeredUntil, play } from './play'
import { isUnfinished, momentsOf } from './unfinished'

export interface Score {
  passed: number
  failed: number
}

/**
 * Plays every recorded case of a folder against a fresh cluster each; a case is three checks: the writes of each object and their
 * order, the events, the objects at the end.
 */
export function controllers(
  folder: string,
  { show, only }: { readonly show: number; readonly only: readonly string[] },
  out: (text: string) => void
): Score {
  const total: Score = { passed: 0, failed: 0 }
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()) {
    if (only.length > 0 && !only.some((part) => file.includes(part))) continue
    const recorded = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Case
    let words: string[] = []
    try {
      const checks = checked(recorded)
      words = checks
        .filter(({ differences }) => differences.length > 0)
        .flatMap(({ name, differences }) => [
          `${name} (${differences.length})`,
          ...differences.slice(0, show).map((line) => `\n    ${line}`)
        ])
      total.passed += checks.filter(({ differences }) => differences.length === 0).length
      total.failed += checks.filter(({ differences }) => differences.length > 0).length
    } catch (error) {
      total.failed += 3
      words = [`ended: ${(error as Error).message}`]
    }
    out(`${file}: ${words.length === 0 ? 'same' : words.join(' ')}\n`)
  }
  out(`${total.passed} passed, ${total.failed} failed\n`)
  return total
}

/** Plays one case against a fresh cluster, and checks it. */
export function checked(whole: Case): readonly Check[] {
  const recorded = withoutOthers(whole)
  const played = play(recorded)
  const atEnd = compare(recorded, played)
  if (passed(atEnd) === atEnd.length || !isUnfinished(recorded)) return atEnd
  let best = atEnd
  for (const moment of momentsOf(recorded, played.calls)) {
    // Only a run that wrote the same in the same order until then was where the recording ended.
    if (callDifferences(recorded, answeredUntil(played.calls, moment)).length > 0) continue
    const checks = compare(recorded, played.until(moment))
    if (passed(checks) > passed(best)) best = checks
    if (passed(best) === best.length) break
  }
  return best
}

const passed = (checks: readonly Check[]): number => checks.filter(({ differences }) => differences.length === 0).length
