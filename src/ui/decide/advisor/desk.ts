import type { Hand } from '../../../hands/hand'
import type { Asked } from '../../../advisor/hand'
import HandWorker from '../../../advisor/hand?worker'
import type { Outcome } from '../../../advisor/job'
import type { Plans, PlanType } from '../../../advisor/plan'
import { Pool, type Jobber } from '../../../advisor/pool'
import { handOf, size } from '../bench'

function jobber(): Jobber {
  const { ask, close } = handOf<Asked, Outcome>(new HandWorker())
  return { ask: (job) => ask({ job }), close }
}

let planner: Hand<Asked, unknown> | null = null

/** What needs the simulator before jobs are given out. What does not fit is refused with a sentence. */
export async function plan<T extends PlanType>(type: T, ask: Plans[T]['ask']): Promise<Plans[T]['reply']> {
  planner ??= handOf(new HandWorker())
  return (await planner.ask({
    plan: { type, ...ask } as Extract<Asked, { plan: unknown }>['plan']
  })) as Plans[T]['reply']
}

/** Workers for one piece of work; they end with it. */
export async function withPool<T>(work: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = new Pool(jobber, size())
  try {
    return await work(pool)
  } finally {
    pool.close()
  }
}
