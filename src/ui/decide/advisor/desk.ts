import type { Answered, Asked } from '../../../advisor/hand'
import HandWorker from '../../../advisor/hand?worker'
import type { Outcome } from '../../../advisor/job'
import type { Plans, PlanType } from '../../../advisor/plan'
import { Pool, type Hand } from '../../../advisor/pool'

/** What was asked does not fit; the message is a sentence for the person. */
export class Refused extends Error {}

/** One worker of the browser: an answer for each question, in order. */
class Bench {
  private readonly worker = new HandWorker()
  private readonly waiting: { resolve: (answer: Answered) => void; reject: (error: Error) => void }[] = []

  constructor() {
    this.worker.onmessage = ({ data }: MessageEvent<Answered>) => this.waiting.shift()?.resolve(data)
    this.worker.onerror = ({ message }) => {
      for (const { reject } of this.waiting.splice(0)) reject(new Error(message || 'The worker ended.'))
    }
  }

  async ask(asked: Asked): Promise<Answered> {
    const answer = await new Promise<Answered>((resolve, reject) => {
      this.waiting.push({ resolve, reject })
      this.worker.postMessage(asked)
    })
    if ('refused' in answer) throw new Refused(answer.refused)
    return answer
  }

  close(): void {
    this.worker.terminate()
  }
}

function hand(): Hand {
  const bench = new Bench()
  return {
    ask: async (job) => ((await bench.ask({ job })) as { value: Outcome }).value,
    close: () => bench.close()
  }
}

/** All cores but one, which draws; at most eight workers. */
const size = (): number => Math.min(8, Math.max(1, (navigator.hardwareConcurrency || 2) - 1))

let planner: Bench | null = null

/** What needs the simulator before jobs are given out. */
export async function plan<T extends PlanType>(type: T, ask: Plans[T]['ask']): Promise<Plans[T]['reply']> {
  planner ??= new Bench()
  const answer = await planner.ask({ plan: { type, ...ask } as Extract<Asked, { plan: unknown }>['plan'] })
  return (answer as { planned: unknown }).planned as Plans[T]['reply']
}

/** Workers for one piece of work; they end with it. */
export async function withPool<T>(work: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = new Pool(hand, size())
  try {
    return await work(pool)
  } finally {
    pool.close()
  }
}
