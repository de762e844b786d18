import { parentPort } from 'node:worker_threads'
import { atOnce, Worker, type Job } from '../advisor'
import type { Answer } from './hands'

/** A thread that does jobs: one message each, one answer each. */
const worker = new Worker()
parentPort?.on('message', (job: Job) => {
  let answer: Answer
  try {
    answer = { outcome: atOnce(worker.run(job)) }
  } catch (error) {
    answer = { error: error instanceof Error ? error.message : String(error) }
  }
  parentPort?.postMessage(answer)
})
