import type { Status } from './types'

export const noNodesAvailable = 'no nodes available to schedule pods'

// Go sorts strings by bytes; reasons are ASCII in practice, where this is the same.
const byBytes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/**
 * The text of FailedScheduling: how many nodes gave which reason, sorted as strings (so `12 …` before `3 …`).
 * Models pkg/scheduler/framework/types.go FitError.Error.
 */
export function fitError(allNodes: number, statuses: Iterable<Status>, postFilterMessage = ''): string {
  const counts = new Map<string, number>()
  for (const status of statuses) for (const reason of status.reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  const reasons = [...counts].map(([reason, count]) => `${count} ${reason}`).sort(byBytes)
  const message = `0/${allNodes} nodes are available: ${reasons.join(', ')}.`
  return postFilterMessage ? `${message} ${postFilterMessage}` : message
}
