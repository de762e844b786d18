import type { Typed } from '../typed'

export interface Recorded extends Typed {
  /** When it was typed, after the state was reached. */
  readonly started_ms_into_state: number
}

const cold = ' (no discovery cache yet)'

/** Whether it was typed with nothing in `~/.kube/cache`. */
export const isCold = ({ setup }: Recorded): boolean => setup.endsWith(cold)

/** Recordings by the state in which they were typed, with or without a cache. */
export function byState(all: readonly Recorded[]): ReadonlyMap<string, readonly Recorded[]> {
  const states = new Map<string, Recorded[]>()
  for (const one of all) {
    const state = isCold(one) ? one.setup.slice(0, -cold.length) : one.setup
    states.set(state, [...(states.get(state) ?? []), one])
  }
  return states
}
