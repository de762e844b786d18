import { ok, type Result } from '../../base/result'
import { minutes, seconds, type Micros } from '../../base/time'
import { prepare, type Scenario } from '../../scenarios'
import { createSimulation, type KubectlCommand, type Simulation } from '../../sim'
import { auditOf, entryOf, type AuditedCall } from './audit'

/** What is typed: words without the leading `kubectl`, and the manifest that `-f` names. */
export interface Typed {
  readonly args: readonly string[]
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

/** Runs the scenario's cluster, types the commands one after the other, and gives what each of them caused. */
export function replay(scenario: Scenario, typed: readonly Typed[], listen: Micros = listenFor): Result<Replay> {
  const spec = prepare(scenario)
  if (!spec.ok) return spec
  let at = Math.max(
    0,
    ...spec.value.kubectl.map((command) => command.at),
    ...spec.value.faults.map((fault) => fault.at)
  )
  const commands = typed.map((command, i) => {
    at += command.after ?? (i === 0 ? firstAfter : pause)
    return lineOf(command, at)
  })
  const simulation = createSimulation({ ...spec.value, kubectl: [...spec.value.kubectl, ...commands] })
  simulation.history.advance(at + listen)
  return ok({
    simulation,
    calls: commands.map((command) => auditOf(simulation, entryOf(simulation, command.at, command.line)))
  })
}

const lineOf = ({ args, stdin }: Typed, at: Micros): KubectlCommand => ({
  at,
  line: args.map(quoted).join(' '),
  ...(stdin === undefined ? {} : { stdin })
})

const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replace(/'/g, `'\\''`)}'`)
