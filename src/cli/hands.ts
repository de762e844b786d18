import { availableParallelism } from 'node:os'
import { Worker as Thread } from 'node:worker_threads'
import { atOnce, Pool, Worker, type Hand, type Outcome } from '../advisor'

/** What a thread answers. */
export type Answer = { readonly outcome: Outcome } | { readonly error: string }

/** The loader of the command line's sources does not come along into threads by itself. */
const fromSource = `
  const { loader, program } = require('node:worker_threads').workerData
  import(loader).then(({ register }) => { register(); return import(program) })`

/** A thread of this program; it ends with `close`. */
function thread(): Hand {
  const workerData = { loader: import.meta.resolve('tsx/esm/api'), program: new URL('./hand.ts', import.meta.url).href }
  const worker = new Thread(fromSource, { eval: true, workerData })
  let settle: { resolve: (outcome: Outcome) => void; reject: (error: Error) => void } | null = null
  worker.on('message', (answer: Answer) => {
    if ('error' in answer) settle?.reject(new Error(answer.error))
    else settle?.resolve(answer.outcome)
  })
  worker.on('error', (error) => settle?.reject(error instanceof Error ? error : new Error(String(error))))
  return {
    ask: (job) =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject }
        worker.postMessage(job)
      }),
    close: () => void worker.terminate()
  }
}

/** Jobs done here, one after the other. */
export function here(): Hand {
  const worker = new Worker()
  return { ask: async (job) => Promise.resolve(atOnce(worker.run(job))), close: () => {} }
}

/** All cores, or so many; one core does its jobs without a thread. */
export const poolOf = (cores: number = availableParallelism()): Pool => new Pool(cores > 1 ? thread : here, cores)
