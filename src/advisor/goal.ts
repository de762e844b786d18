import { parseDuration } from '../base/duration'
import { fail, ok, type Result } from '../base/result'
import { toSeconds } from '../base/time'
import type { Measured } from './measure'

/** What must hold however the cluster is treated. */
export type Goal =
  | { readonly kind: 'answered'; readonly atLeast: number }
  | { readonly kind: 'away'; readonly what: 'users' | 'reads' | 'writes'; readonly atMost_s: number }
  | { readonly kind: 'pending'; readonly atMost_s: number }
  | { readonly kind: 'data' }

const expected =
  "expected goals such as 'users >= 99.9%', 'writes away <= 30s', 'reads away <= 10s', 'pending <= 60s' or 'no data lost', with commas between"

/** Reads goals with commas between them. */
export function parseGoals(text: string): Result<Goal[]> {
  const goals: Goal[] = []
  for (const part of text.split(',').map((one) => one.trim().toLowerCase())) {
    const goal = goalOf(part)
    if (!goal) return fail(`Goal '${part}' does not fit; ${expected}.`)
    goals.push(goal)
  }
  return ok(goals)
}

function goalOf(text: string): Goal | null {
  if (/^no data(?: is)? lost$/.test(text)) return { kind: 'data' }
  const share = Number(/^users\s*(?:>=|≥)\s*(\d+(?:\.\d+)?)\s*%$/.exec(text)?.[1])
  if (share > 0 && share <= 100) return { kind: 'answered', atLeast: share / 100 }
  const [, what, limit = ''] = /^(users away|reads away|writes away|pending)\s*(?:<=|≤)\s*(\S+)$/.exec(text) ?? []
  const duration = parseDuration(limit)
  if (what === undefined || !duration.ok) return null
  const atMost_s = toSeconds(duration.value)
  if (what === 'pending') return { kind: 'pending', atMost_s }
  return { kind: 'away', what: what.split(' ')[0] as 'users' | 'reads' | 'writes', atMost_s }
}

export function formatGoal(goal: Goal): string {
  switch (goal.kind) {
    case 'answered':
      return `users >= ${Number((goal.atLeast * 100).toPrecision(12))}%`
    case 'away':
      return `${goal.what} away <= ${goal.atMost_s}s`
    case 'pending':
      return `pending <= ${goal.atMost_s}s`
    case 'data':
      return 'no data lost'
  }
}

/**
 * The first goal that a measurement breaks; null while all hold.
 * @param window_s the time over which the share of answered requests counts, in seconds: calm that was not waited for counts as well
 */
export const brokenGoal = (goals: readonly Goal[], measured: Measured, window_s: number): Goal | null =>
  goals.find((goal) => breaks(goal, measured, window_s)) ?? null

function breaks(goal: Goal, measured: Measured, window_s: number): boolean {
  switch (goal.kind) {
    case 'answered': {
      const { answered, failed } = measured.users
      const all = ((answered + failed) * window_s) / Math.max(1, measured.until_s)
      return failed > 0 && all > 0 && failed / all > 1 - goal.atLeast
    }
    case 'away':
      return measured[goal.what].longest_s > goal.atMost_s
    case 'pending':
      return measured.pending_s > goal.atMost_s
    case 'data':
      return measured.dataLost
  }
}
