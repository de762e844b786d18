import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Hand, Inputs, Measured, Way } from '../availability'

export const cores = (): number => availableParallelism()

/** The command line runs from source, and so do its threads: Node does not hand its loader on to them. */
const begin = `import(${JSON.stringify(import.meta.resolve('tsx/esm/api'))}).then(({ tsImport }) =>
  tsImport('./thread.ts', ${JSON.stringify(import.meta.url)}))`

/** Threads with a laboratory each, beside the one that asks. */
export function threads(inputs: Inputs, count: number): { readonly hands: readonly Hand[]; end(): Promise<void> } {
  const workers = Array.from({ length: count }, () => new Worker(begin, { eval: true, workerData: inputs }))
  return {
    hands: workers.map(handOf),
    end: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()))
    }
  }
}

const handOf = (worker: Worker): Hand => ({
  measure: (way: Way) =>
    new Promise<Measured>((resolve, reject) => {
      const done = (measured: Measured) => {
        worker.off('error', failed)
        resolve(measured)
      }
      const failed = (error: unknown) => {
        worker.off('message', done)
        reject(error instanceof Error ? error : new Error(String(error)))
      }
      worker.once('message', done)
      worker.once('error', failed)
      worker.postMessage(way)
    })
})
