import type { Micros } from '../base/time'

/** One slice of simulating, so that questions of the page are answered soon. What is recorded does not depend on where it ends. */
const sliceMs = 12
/** Steps between two looks at the clock: in a cluster of thousands of nodes one takes many times longer than in a small one. */
const steps = 200

/** Simulates on towards an instant for one slice. True when it is reached. */
export function advance(history: { advance(at: Micros, budget: number): boolean }, at: Micros): boolean {
  const end = performance.now() + sliceMs
  do if (history.advance(at, steps)) return true
  while (performance.now() < end)
  return false
}
