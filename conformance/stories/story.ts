import { runScenario } from '../../src/rigs/scenario'
import type { Scenario } from '../../src/scenarios'
import { milestonesOf, whyOf } from '../../src/sim'

/** A run as a story to read: each milestone with the chain of causes that led to it, and the digest of the whole trace. */
export function storyOf(scenario: Scenario): string {
  const { history, breaches } = runScenario(scenario)
  const { timeline, head } = history
  const lines = [`# ${scenario.title} (${scenario.profile}, seed ${scenario.seed})`, '']
  for (const milestone of milestonesOf(timeline, head)) {
    lines.push(`${seconds(milestone.at)} ${milestone.id} ${JSON.stringify(milestone.detail)}`)
    for (const cause of whyOf(timeline, head, milestone.entry).slice(0, 12)) {
      lines.push(`    ${seconds(cause.at)} ${cause.text}${cause.setting ? ` [${cause.setting}]` : ''}`)
    }
  }
  for (const breach of breaches) lines.push(`BROKEN ${breach.invariant}: ${breach.text}`)
  lines.push('', `entries ${timeline.length}`, `digest ${timeline.digest()}`, '')
  return lines.join('\n')
}

const seconds = (at: number): string => (at / 1_000_000).toFixed(3).padStart(8)
