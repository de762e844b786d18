import { fail, ok, type Result } from '../../base/result'
import type { Scenario } from '../../scenarios'
import { firstDifference, wholeOf, type LostObjects, type OutcomeView } from '../../sim'
import type { Command, Io } from '../command'
import { readArgs, readScenarioArgument, scenarioOptions, scenarioUsage, simulate } from '../options'
import { table } from '../table'

const usage = `twins <scenario|file|link> <scenario|file|link> … ${scenarioUsage} [--json]`

export const twins: Command = {
  usage,
  summary: 'Runs two to four scenarios and prints, side by side, what did not work for how long and what it cost.',
  run(args, io) {
    const read = readArgs(args, scenarioOptions, usage)
    if (!read.ok) return read
    const { values, positionals } = read.value
    if (positionals.length < 2 || positionals.length > 4)
      return fail(`${positionals.length} scenarios are named; expected 2 to 4: ${usage}.`)
    const found: { readonly scenario: Scenario; readonly outcome: OutcomeView }[] = []
    for (const name of positionals) {
      const one = outcomeOf(name, values, io)
      if (!one.ok) return one
      found.push(one.value)
    }
    const difference = firstDifference(found.map(({ outcome }) => outcome))
    if (values.json) {
      const runs = found.map(({ scenario, outcome: { events: _, ...rest } }) => ({ scenario: scenario.id, ...rest }))
      io.out(`${JSON.stringify({ runs, first_difference: difference })}\n`)
    } else {
      const seconds = (micros: number) => (micros / 1e6).toFixed(1)
      const row = (title: string, cell: (outcome: OutcomeView) => string) => [
        title,
        ...found.map(({ outcome }) => cell(outcome))
      ]
      io.out(
        table([
          ['', ...found.map(({ scenario }) => scenario.id)],
          ...found[0]!.outcome.away.map(({ id }, i) =>
            row(`without ${id}, s`, ({ away }) => `${seconds(away[i]!.noneFor)} (${seconds(away[i]!.someFor)} in part)`)
          ),
          row('failed requests', ({ failed }) => String(failed)),
          row('tried again', ({ retries }) => String(retries)),
          row('longest outage of users, s', ({ longestOutageS }) => longestOutageS.toFixed(1)),
          row('killed for memory', ({ oomKills }) => String(oomKills)),
          row('objects lost for good', ({ lost }) => String(count(lost?.lost))),
          row('objects back from the dead', ({ lost }) => String(count(lost?.back))),
          row('objects changed back', ({ lost }) => String(count(lost?.older))),
          row('lost sales, $', ({ lostRevenue }) => lostRevenue.toFixed(0))
        ])
      )
      if (difference)
        io.out(
          `\nfirst difference: ${difference.event.what} ${difference.event.about} at ${seconds(difference.at)} s, in ${found[difference.run]!.scenario.id}\n`
        )
    }
    return ok(0)
  }
}

const count = (objects: readonly LostObjects[] = []): number =>
  objects.reduce((sum, { names }) => sum + names.length, 0)

function outcomeOf(
  name: string,
  values: Parameters<typeof readScenarioArgument>[1],
  io: Io
): Result<{ readonly scenario: Scenario; readonly outcome: OutcomeView }> {
  const scenario = readScenarioArgument([name], values, io, usage)
  if (!scenario.ok) return scenario
  const simulation = simulate(scenario.value)
  if (!simulation.ok) return simulation
  return ok({ scenario: scenario.value, outcome: wholeOf(simulation.value, scenario.value.untilSeconds * 1e6) })
}
