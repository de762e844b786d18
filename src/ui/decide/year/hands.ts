import type { Ask, Hand, Inputs, Measured, Told, Way } from '../../../availability'

/** Web workers that measure, each one way after another; studies share them. */
export interface Crew {
  readonly size: number
  /** The hands as one study uses them. */
  of(inputs: Inputs): readonly Hand[]
  close(): void
}

/** One core is left to the page. */
const size = Math.max(1, Math.min(8, (navigator.hardwareConcurrency || 2) - 1))

export function hire(): Crew {
  let next = 0
  const hands = Array.from({ length: size }, () => {
    const worker = new Worker(new URL('../../../availability/years-worker.ts', import.meta.url), { type: 'module' })
    const open = new Map<number, { done: (measured: Measured) => void; failed: (error: Error) => void }>()
    worker.onmessage = ({ data }: MessageEvent<Told>) => {
      const asked = open.get(data.id)
      open.delete(data.id)
      if ('error' in data) asked?.failed(new Error(data.error))
      else asked?.done(data.measured)
    }
    worker.onerror = ({ message }) => {
      for (const { failed } of open.values()) failed(new Error(message || 'a worker did not start'))
      open.clear()
    }
    const ask = (of: Ask['of'], way: Way) =>
      new Promise<Measured>((done, failed) => {
        const id = next++
        open.set(id, { done, failed })
        worker.postMessage({ id, of, way } satisfies Ask)
      })
    return { ask, end: () => worker.terminate() }
  })
  return {
    size,
    of: ({ cluster, seed }) => hands.map(({ ask }) => ({ measure: (way) => ask({ cluster, seed }, way) })),
    close: () => hands.forEach(({ end }) => end())
  }
}
