import type { Typed } from '../typed'

/** What was typed in one state after the other, with nothing else between. */
export function stretches(all: readonly Typed[]): readonly (readonly Typed[])[] {
  const found: Typed[][] = []
  for (const one of all) {
    const last = found.at(-1)
    if (last?.[0]!.setup === one.setup) last.push(one)
    else found.push([one])
  }
  return found
}
