import * as v from 'valibot'
import { clusterSchema, scenarioSchema, type Scenario } from '../scenarios'
import { checkSchema, type Check } from './checks/schema'

const text = (what: string) =>
  v.pipe(v.string(`expected ${what}`), v.minLength(1, `expected ${what}`), v.maxLength(2_000))
const seconds = v.pipe(v.number('expected seconds'), v.minValue(0, 'expected seconds'), v.maxValue(86_400))

/** Something to be done, and the check that says that it is: it is looked at until it holds for the first time. */
export interface Task {
  readonly id: string
  readonly text: string
  readonly ticks: Check
}

/**
 * What may be looked at next. Given only while its check holds, with what of the run says so: the check is one of the cause's own facts.
 */
export interface Hint {
  readonly holds: Check
  /** The command that shows it to somebody at the terminal. */
  readonly see: string
  /** What upstream does with such a thing, wherever it is met; nothing of this run. */
  readonly means?: string
}

/** A question on the run, before it is seen: each answer is right if its check holds when the course has ended. */
export interface Question {
  readonly ask: string
  readonly options: readonly { readonly text: string; readonly holds: Check }[]
}

/** What is looked at in the run as it was and with each remedy, at the same instant: whether it is so is the run's to say. */
export interface Measure {
  readonly text: string
  readonly holds: Check
}

/** Something that people do about an outage: the same run with other inputs. */
export interface Remedy {
  readonly id: string
  readonly text: string
  /** Settings besides those of the scenario. */
  readonly flags?: Scenario['flags']
  /** In the place of the scenario's. */
  readonly commands?: Scenario['commands']
  readonly workloads?: Scenario['workloads']
  readonly faults?: Scenario['faults']
  /** So many workers, or masters (with a load balancer before them). */
  readonly workers?: number
  readonly masters?: number
}

export interface Drill {
  readonly id: string
  readonly kind: 'exercise' | 'incident' | 'outage'
  readonly title: string
  /** What one is told when one comes: what was done or what the pager says, never what will come of it. */
  readonly story: string
  /** Where the cause was published. */
  readonly source?: string
  readonly scenario: Scenario
  /** When the person comes, and how long there is, in seconds of the run. */
  readonly beginsSeconds: number
  readonly withinSeconds: number
  readonly tasks: readonly Task[]
  /** Reached when it has held for so long. Without a goal all tasks are it. */
  readonly goal?: { readonly text: string; readonly check: Check; readonly steadySeconds: number }
  readonly hints: readonly Hint[]
  /** The lines of somebody who knows the cause: by them the drill is proved to be solvable. */
  readonly repair: readonly Step[]
  readonly questions?: readonly Question[]
  readonly remedies?: readonly Remedy[]
  readonly measures?: readonly Measure[]
  /** When they are looked at, in seconds of the run; without it when the person comes. */
  readonly measuredSeconds?: number
  /** Where the model is simpler than what happened. */
  readonly simpler?: readonly string[]
}

/** A line of a session, and how long after the one before has ended it is typed. */
export interface Step {
  readonly line: string
  readonly waitSeconds?: number
}

/** The scenario of an outage with a remedy. */
export const withRemedy = (
  { scenario }: Drill,
  { flags, workers, masters, commands, workloads, faults }: Remedy
): Scenario => ({
  ...scenario,
  flags: { ...scenario.flags, ...flags },
  cluster: {
    ...scenario.cluster,
    ...(workers !== undefined && { workers }),
    ...(masters !== undefined && { masters, loadBalancer: masters > 1 })
  },
  ...(commands && { commands }),
  ...(workloads && { workloads }),
  ...(faults && { faults })
})

const named = v.pipe(
  v.string('expected an id'),
  v.regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'expected an id of a-z, 0-9 and dashes')
)
const { entries } = scenarioSchema

/** The form of a drill's file. */
export const drillSchema = v.strictObject({
  id: named,
  kind: v.picklist(['exercise', 'incident', 'outage'], 'expected exercise, incident or outage'),
  title: text('a title'),
  story: text('a story'),
  source: v.exactOptional(text('a source')),
  scenario: scenarioSchema,
  beginsSeconds: seconds,
  withinSeconds: seconds,
  tasks: v.array(v.strictObject({ id: named, text: text('a text'), ticks: checkSchema })),
  goal: v.exactOptional(v.strictObject({ text: text('a text'), check: checkSchema, steadySeconds: seconds })),
  hints: v.array(
    v.strictObject({ holds: checkSchema, see: text('a command'), means: v.exactOptional(text('a text')) })
  ),
  repair: v.array(v.strictObject({ line: text('a line'), waitSeconds: v.exactOptional(seconds) })),
  questions: v.exactOptional(
    v.array(
      v.strictObject({
        ask: text('a question'),
        options: v.array(v.strictObject({ text: text('an answer'), holds: checkSchema }))
      })
    )
  ),
  remedies: v.exactOptional(
    v.array(
      v.strictObject({
        id: named,
        text: text('a text'),
        flags: v.exactOptional(v.record(v.string(), v.union([v.number(), v.boolean(), v.string()]))),
        commands: v.exactOptional(entries.commands),
        workloads: v.exactOptional(entries.workloads),
        faults: v.exactOptional(entries.faults),
        workers: v.exactOptional(clusterSchema.entries.workers),
        masters: v.exactOptional(clusterSchema.entries.masters)
      })
    )
  ),
  measures: v.exactOptional(v.array(v.strictObject({ text: text('a text'), holds: checkSchema }))),
  measuredSeconds: v.exactOptional(seconds),
  simpler: v.exactOptional(v.array(text('a text')))
}) satisfies v.GenericSchema<unknown, Drill>
