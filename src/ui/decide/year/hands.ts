import { keyOf, simulatedOf, type Ask, type Asking, type Inputs, type Measured } from '../../../availability'
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
  // Clusters that differ by a standby alone are one to the simulator: what one of them asked the other need not ask again.
  const asked = new Map<string, Promise<Measured>>()
  return {
    of: ({ cluster, seed }) =>
      hands.map(({ ask }) => ({
        ask: (way) => {
          const of = { cluster: simulatedOf(cluster), seed }
          const key = `${JSON.stringify(of)} ${keyOf(way)}`
          const found = asked.get(key) ?? ask({ of, way })
          asked.set(key, found)
          return found
        }
      })),
    close: () => hands.forEach(({ close }) => close())
  }
}
