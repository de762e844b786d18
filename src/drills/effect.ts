import { fail, ok, type Result } from '../base/result'
import { prepare } from '../scenarios'
import { createSimulation } from '../sim'
import { Course } from './course'
import { withRemedy, type Drill } from './schema'

/** What a run came to at the instant at which it is measured, with nobody at the terminal. */
export interface Effect {
  /** Empty: as it was. */
  readonly remedy: string
  readonly text: string
  readonly atSeconds: number
  /** Seconds up to then in which users' requests failed. */
  readonly usersSufferedSeconds: number
  readonly measures: readonly { readonly text: string; readonly holds: boolean; readonly evidence: string }[]
}

/** What a remedy came to; without one, what the outage came to as it was. */
export function effectOf(drill: Drill, id = ''): Result<Effect> {
  const remedy = drill.remedies?.find((one) => one.id === id)
  if (id !== '' && !remedy) return fail(`Outage '${drill.id}' has no remedy '${id}'.`)
  const spec = prepare(remedy ? withRemedy(drill, remedy) : drill.scenario)
  if (!spec.ok) return spec
  const { history } = createSimulation(spec.value)
  const { measuredSeconds = drill.beginsSeconds, measures = [] } = drill
  history.advance(measuredSeconds * 1e6)
  const { head, timeline } = history
  const course = new Course(drill)
  const verdicts = course.measured(head, timeline)
  return ok({
    remedy: id,
    text: remedy?.text ?? 'As it was',
    atSeconds: measuredSeconds,
    usersSufferedSeconds: course.state(head, timeline).score.usersSufferedSeconds,
    measures: measures.map(({ text }, i) => ({ text, holds: verdicts[i]!.holds, evidence: verdicts[i]!.evidence }))
  })
}
