import { ok, type Result } from '../../base/result'
import { minutes, seconds, type Micros } from '../../base/time'
import { prepare, type Scenario } from '../../scenarios'
import { createSimulation, type KubectlCommand, type Simulation } from '../../sim'
import { auditOf, entryOf, type AuditedCall } from './audit'

/** What is typed: words without the leading `kubectl`, and the manifest that `-f` names. */
export interface Typed {
  readonly args: readonly string[]
  readonly stdin?: string
}

/** After what a scenario itself does; the cluster has been up for a minute and a half. */
const firstAt = seconds(10)
/** Between two commands: longer than a rollout takes, so that each is typed at a quiet moment. */
const pause = minutes(1)
/** How long after the last command calls are collected. */
export const listenFor = seconds(40)

export interface Replay {
  readonly simulation: Simulation
  /** The audit log of each command, in order. */
  readonly calls: readonly (readonly AuditedCall[])[]
}

/** Runs the scenario's cluster, types the commands one after the other, and gives what each of them caused. */
export function replay(scenario: Scenario, typed: readonly Typed[], listen: Micros = listenFor): Result<Replay> {
  const spec = prepare(scenario)
  if (!spec.ok) return spec
  const last = Math.max(0, ...spec.value.kubectl.map(({ at }) => at), ...spec.value.faults.map(({ at }) => at))
  const commands = typed.map((command, i) => lineOf(command, last + firstAt + i * pause))
  const simulation = createSimulation({ ...spec.value, kubectl: [...spec.value.kubectl, ...commands] })
  simulation.history.advance((commands.at(-1)?.at ?? 0) + listen)
  return ok({
    simulation,
    calls: commands.map(({ at, line }) => auditOf(simulation, entryOf(simulation, at, line)))
  })
}

const lineOf = ({ args, stdin }: Typed, at: Micros): KubectlCommand => ({
  at,
  line: args.map(quoted).join(' '),
  ...(stdin === undefined ? {} : { stdin })
})

const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replace(/'/g, `'\\''`)}'`)
