import { formatLink, type Scenario } from '../scenarios'
import { drills } from './all'
import { withRemedy, type Drill } from './schema'

/** What a page knows of a drill before any run: plain data without its checks, made when the page is built. */
export interface DrillHead {
  readonly id: string
  readonly kind: Drill['kind']
  readonly title: string
  readonly story: string
  readonly source: string
  /** The text after `#` that opens its run. */
  readonly link: string
  readonly beginsSeconds: number
  readonly withinSeconds: number
  readonly masters: number
  readonly questions: readonly { readonly ask: string; readonly options: readonly string[] }[]
  readonly remedies: readonly { readonly id: string; readonly text: string; readonly link: string }[]
  readonly measures: readonly string[]
  readonly measuredSeconds: number
  readonly simpler: readonly string[]
}

const linkOf = (scenario: Scenario): string => formatLink({ scenario, playhead: 0, selection: '' })

export const drillHeads = (): readonly DrillHead[] =>
  drills.map((drill) => ({
    id: drill.id,
    kind: drill.kind,
    title: drill.title,
    story: drill.story,
    source: drill.source ?? '',
    link: linkOf(drill.scenario),
    beginsSeconds: drill.beginsSeconds,
    withinSeconds: drill.withinSeconds,
    masters: drill.scenario.cluster.masters,
    questions: (drill.questions ?? []).map(({ ask, options }) => ({ ask, options: options.map(({ text }) => text) })),
    remedies: (drill.remedies ?? []).map((remedy) => ({
      id: remedy.id,
      text: remedy.text,
      link: linkOf(withRemedy(drill, remedy))
    })),
    measures: (drill.measures ?? []).map(({ text }) => text),
    measuredSeconds: drill.measuredSeconds ?? drill.beginsSeconds,
    simpler: drill.simpler ?? []
  }))
