import type { Ask, Asking, Inputs, Measured } from '../../../availability'
import { handOf, size } from '../bench'

/** Web workers that measure, each one way after another; studies share them. */
export interface Crew {
  /** The hands as one study uses them. */
  of(inputs: Inputs): readonly Asking[]
  close(): void
}

export function hire(): Crew {
  const hands = Array.from({ length: size() }, () =>
    handOf<Ask, Measured>(
      new Worker(new URL('../../../availability/years-worker.ts', import.meta.url), { type: 'module' })
    )
  )
  return {
    of: ({ cluster, seed }) => hands.map(({ ask }) => ({ ask: (way) => ask({ of: { cluster, seed }, way }) })),
    close: () => hands.forEach(({ close }) => close())
  }
}
