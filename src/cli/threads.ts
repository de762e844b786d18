import { availableParallelism } from 'node:os'
import { Worker as Thread } from 'node:worker_threads'
import { atOnce, Pool, Worker, type Job, type Outcome } from '../advisor'
import type { Inputs, Measured, Way } from '../availability'
import { InOrder, type Answered, type Hand } from '../hands/hand'
import type { Answers, Asked } from './thread'

export const cores = (): number => availableParallelism()

/** The command line runs from source, and so do its threads: Node does not hand its loader on to them. */
const fromSource = `
  const { loader, program } = require('node:worker_threads').workerData
  import(loader).then(({ register }) => { register(); return import(program) })`

/** Simulating makes much that lives for a moment: with Node's 16 MiB a tenth of the time goes into clearing it away. */
const resourceLimits = { maxYoungGenerationSizeMb: 96 }

/** A thread of this program; it ends with `close`. */
function thread<K extends keyof Answers>(): Hand<Extract<Asked, { kind: K }>, Answers[K]> {
  const workerData = {
    loader: import.meta.resolve('tsx/esm/api'),
    program: new URL('./thread.ts', import.meta.url).href
  }
  const worker = new Thread(fromSource, { eval: true, workerData, resourceLimits })
  const answers = new InOrder<Answers[K]>()
  worker.on('message', (told: Answered<Answers[K]>) => answers.heard(told))
  worker.on('error', (error) => answers.broke(error instanceof Error ? error : new Error(String(error))))
  return {
    ask: (asked) => {
      const answer = answers.next()
      worker.postMessage(asked)
      return answer
    },
    close: () => void worker.terminate()
  }
}

/** Hands that measure ways of a study, beside the one that asks. */
export function measurers({ cluster, seed }: Inputs, count: number): readonly Hand<Way, Measured>[] {
  return Array.from({ length: count }, () => {
    const { ask, close } = thread<'way'>()
    return { ask: (way) => ask({ kind: 'way', of: { cluster, seed }, way }), close }
  })
}

function jobber(): Hand<Job, Outcome> {
  const { ask, close } = thread<'job'>()
  return { ask: (job) => ask({ kind: 'job', job }), close }
}

/** Jobs done here, one after the other. */
function here(): Hand<Job, Outcome> {
  const worker = new Worker()
  return { ask: async (job) => Promise.resolve(atOnce(worker.run(job))), close: () => {} }
}

/** All cores, or so many; one core does its jobs without a thread. */
export const poolOf = (count: number = cores()): Pool => new Pool(count > 1 ? jobber : here, count)
