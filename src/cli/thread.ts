import { parentPort } from 'node:worker_threads'
import { atOnce, Worker, type Job, type Outcome } from '../advisor'
import type { Ask, Measured } from '../availability'
import { Laboratories } from '../availability/simulate'
import { answered } from '../hands/hand'

/** What a thread of the command line is asked: a way of a study of years, a job of the advisor. */
export type Asked = ({ readonly kind: 'way' } & Ask) | { readonly kind: 'job'; readonly job: Job }
export interface Answers {
  way: Measured
  job: Outcome
}

const laboratories = new Laboratories()
const worker = new Worker()

const does = (asked: Asked): Measured | Outcome =>
  asked.kind === 'way' ? laboratories.measure(asked) : atOnce(worker.run(asked.job))

parentPort?.on('message', (asked: Asked) => parentPort?.postMessage(answered(does, asked)))
