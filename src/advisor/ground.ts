import { seconds, type Micros } from '../base/time'
import { fail, ok, type Result } from '../base/result'
import { formatLink, parseCommand, prepare, type Scenario } from '../scenarios'
import { createSimulation, parseFault, type Fault, type Simulation } from '../sim'

/** What faults are tried on: a run that is measured all the time, and the instant at which all of it is still well. */
export interface Ground {
  /** The scenario without its faults, and with somebody who asks the API all the time. */
  readonly scenario: Scenario
  readonly at: Micros
  readonly simulation: Simulation
}

/**
 * Somebody reads and writes through the API's address all the time, each time on a connection of its own. That is a part of the run:
 * who opens a link to it sees the same requests.
 */
const asked = {
  'api-probes': true,
  'api-probe-interval-ms': 1_000,
  'api-probe-look-interval-ms': 60_000,
  'api-probe-outage-ms': 1_500
} as const

/** A scenario without faults begins here: users have been served for a while. */
const usual = seconds(10)
/** What its commands change has settled by then. */
const settling = seconds(30)

/** The instant before the scenario's first fault; without any, some time after its last command. */
export function healthyInstant(scenario: Scenario): Result<Micros> {
  const faults: Micros[] = []
  for (const text of scenario.faults) {
    const fault = parseFault(text)
    if (!fault.ok) return fault
    faults.push(fault.value.at)
  }
  if (faults.length > 0) return ok(Math.max(1, Math.min(...faults)))
  const typed: Micros[] = []
  for (const text of scenario.commands) {
    const command = parseCommand(text)
    if (!command.ok) return command
    typed.push(command.value.at)
  }
  return ok(typed.length === 0 ? usual : Math.max(usual, Math.max(...typed) + settling))
}

/** What comes later than the instant does not happen. */
export function groundOf(scenario: Scenario): Result<Ground> {
  const at = healthyInstant(scenario)
  if (!at.ok) return at
  const commands = scenario.commands.filter((text) => {
    const command = parseCommand(text)
    return command.ok && command.value.at < at.value
  })
  const measured: Scenario = { ...scenario, commands, faults: [], flags: { ...scenario.flags, ...asked } }
  const spec = prepare(measured)
  if (!spec.ok) return fail(spec.error)
  return ok({ scenario: measured, at: at.value, simulation: createSimulation(spec.value) })
}

/** The very run in which these faults were measured, under a title that says what fails, opened one second before the first of them. */
export function linkTo(
  { scenario, at }: Pick<Ground, 'scenario' | 'at'>,
  title: string,
  faults: readonly string[],
  lasts: Micros
): string {
  const end = Math.min(86_400, Math.ceil((at + lasts) / 1e6))
  return formatLink({
    scenario: {
      ...scenario,
      title,
      summary: `Found by the advisor in the cluster of “${scenario.title}”.`,
      faults,
      untilSeconds: Math.max(1, end)
    },
    playhead: Math.max(0, at - seconds(1)),
    selection: ''
  })
}

export type { Fault }
