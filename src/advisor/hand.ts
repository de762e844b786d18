import { answered } from '../hands/hand'
import { atOnce, Worker, type Job, type Outcome } from './job'
import { planners, type Plan, type PlanType, type Plans } from './plan'

/** What the page asks one of its workers. A plan that cannot be made is an error with a sentence for the person. */
export type Asked = { readonly job: Job } | { readonly plan: Plan }

const worker = new Worker()

function does(asked: Asked): Outcome | Plans[PlanType]['reply'] {
  if ('job' in asked) return atOnce(worker.run(asked.job))
  const { plan } = asked
  const planner = planners[plan.type] as (ask: Plan) => ReturnType<(typeof planners)[PlanType]>
  const planned = planner(plan)
  if (!planned.ok) throw new Error(planned.error)
  return planned.value
}

self.onmessage = ({ data }: MessageEvent<Asked>) => self.postMessage(answered(does, data))
