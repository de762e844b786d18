import { ok, type Result } from '../../base/result'
import { minutes, seconds, type Micros } from '../../base/time'
import { prepare, type Scenario } from '../../scenarios'
import { createSimulation, type KubectlCommand, type Simulation } from '../../sim'
import { auditOf, entryOf, type AuditedCall } from './audit'

/** What is typed: a line without the leading `kubectl`, and the manifest that `-f` names. */
export interface Typed {
  readonly line: string
  readonly stdin?: string
  /** How long after the command before it; else long enough for a rollout, so that it is typed at a quiet moment. */
  readonly after?: Micros
}

/** After the last thing that the scenario itself does. */
const firstAfter = seconds(10)
const pause = minutes(1)
/** How long after the last command calls are collected. */
const listenFor = seconds(40)

export interface Replay {
  readonly simulation: Simulation
  /** The audit log of each command, in order. */
  readonly calls: readonly (readonly AuditedCall[])[]
}

/**
 * Runs the scenario's cluster, types the commands one after the other, and gives what each of them caused. A command that
 * the scenario types itself is not typed a second time.
 */
export function replay(scenario: Scenario, typed: readonly Typed[], listen: Micros = listenFor): Result<Replay> {
  const spec = prepare(scenario)
  if (!spec.ok) return spec
  const { kubectl: own, faults } = spec.value
  let at = Math.max(0, ...own.map((command) => command.at), ...faults.map((fault) => fault.at))
  const commands = typed.map(({ line, stdin, after }, i): KubectlCommand => {
    const same = own.find((command) => command.line === line && typed.length === 1)
    if (same) return same
    at += after ?? (i === 0 ? firstAfter : pause)
    return { at, line, ...(stdin === undefined ? {} : { stdin }) }
  })
  const added = commands.filter((command) => !own.includes(command))
  const simulation = createSimulation({ ...spec.value, kubectl: [...own, ...added] })
  simulation.history.advance((commands.at(-1)?.at ?? 0) + listen)
  return ok({
    simulation,
    calls: commands.map((command) => auditOf(simulation, entryOf(simulation, command.at, command.line)))
  })
}

/** Words as one line, quoted for a shell where they need it. */
export const lineOf = (words: readonly string[]): string => words.map(quoted).join(' ')

const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replace(/'/g, `'\\''`)}'`)
