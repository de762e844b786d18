import { atOnce, Worker, type Job, type Outcome } from './job'
import { planners, type Plan } from './plan'

/** What the page asks one of its workers, and what it answers. A refusal is a sentence for the person. */
export type Asked = { readonly job: Job } | { readonly plan: Plan }
export type Answered = { readonly value: Outcome } | { readonly planned: unknown } | { readonly refused: string }

const worker = new Worker()

function answer(asked: Asked): Answered {
  if ('job' in asked) return { value: atOnce(worker.run(asked.job)) }
  const { plan } = asked
  const planner = planners[plan.type] as (ask: Plan) => ReturnType<(typeof planners)[Plan['type']]>
  const planned = planner(plan)
  return planned.ok ? { planned: planned.value } : { refused: planned.error }
}

self.onmessage = ({ data }: MessageEvent<Asked>) => {
  try {
    self.postMessage(answer(data))
  } catch (error) {
    self.postMessage({ refused: error instanceof Error ? error.message : String(error) } satisfies Answered)
  }
}
