import { seconds, type Micros } from '../base/time'
import { buildCluster, processesOf, type ClusterSpec } from './cluster'
import { machines } from './components'
import { applyFault } from './faults/apply'
import type { Fault } from './faults/types'
import { formatFault } from './faults/parse'
import { watchInvariants, type Breach } from './invariants'
import { inject } from './kernel/react'
import type { Flags, SimEvent } from './kernel/types'
import { World, type Command } from './kernel/world'
import { History } from './timeline/history'

/** The inputs of a run. Same inputs, same run: time 0 is the scenario's start, before it the cluster warms up. */
export interface RunSpec {
  readonly cluster: ClusterSpec
  readonly flags: Flags
  readonly seed: number
  /** YAML that `kubectl apply` gets while the cluster warms up. */
  readonly manifests: readonly string[]
  readonly kubectl: readonly KubectlCommand[]
  readonly faults: readonly Fault[]
}

export interface KubectlCommand {
  readonly at: Micros
  /** As typed, without the leading `kubectl`. */
  readonly line: string
  readonly stdin?: string
}

type Body = { kind: 'fault'; fault: Fault } | { kind: 'kubectl'; command: KubectlCommand; id: string }

/** How long a cluster lives before time 0: bootstrap, leader elections, workloads scheduled, pulled and ready. */
export const warmup = seconds(120)
/** When the workloads are applied. */
const applyAt = seconds(-60)

/** A run with its history, from inputs alone. */
export interface Simulation {
  readonly spec: RunSpec
  readonly history: History
  readonly breaches: Breach[]
}

export function createSimulation(spec: RunSpec): Simulation {
  const cluster = buildCluster(spec.cluster, spec.flags)
  const breaches: Breach[] = []
  const history = History.begin((timeline) => {
    const setup = {
      seed: spec.seed,
      startAt: -warmup,
      cluster,
      flags: spec.flags,
      processes: processesOf(cluster, spec.flags, spec.seed)
    }
    const world = World.create(setup, machines, timeline, applyCommand)
    for (const command of commandsOf(spec)) world.command(command)
    return world
  }, watchInvariants(breaches))
  return { spec, history, breaches }
}

/** Goes another way from `at` on: the same inputs plus one more command. */
export function forkSimulation(simulation: Simulation, at: Micros, extra: Fault | KubectlCommand): Simulation {
  const { spec } = simulation
  const isFault = 'kind' in extra
  const next: RunSpec = {
    ...spec,
    faults: isFault ? byTime([...spec.faults, extra]) : spec.faults,
    kubectl: isFault ? spec.kubectl : byTime([...spec.kubectl, extra])
  }
  const command = isFault ? faultCommand(extra) : kubectlCommand(extra)
  const breaches = simulation.breaches.filter((breach) => breach.at <= at)
  return { spec: next, history: simulation.history.fork(at, [command], watchInvariants(breaches)), breaches }
}

function commandsOf(spec: RunSpec): Command[] {
  const stdin = spec.manifests.join('---\n')
  const manifests = stdin === '' ? [] : [kubectlCommand({ at: applyAt, line: 'apply -f -', stdin })]
  return byTime([...manifests, ...spec.kubectl.map(kubectlCommand), ...spec.faults.map(faultCommand)])
}

const faultCommand = (fault: Fault): Command => ({
  at: fault.at,
  text: formatFault(fault),
  body: { kind: 'fault', fault } satisfies Body
})

const kubectlCommand = (command: KubectlCommand): Command => ({
  at: command.at,
  text: `kubectl ${command.line}`,
  body: { kind: 'kubectl', command, id: `${command.at}:${command.line}` } satisfies Body
})

const byTime = <T extends { readonly at: Micros }>(items: T[]): T[] => items.sort((a, b) => a.at - b.at)

function applyCommand(world: World, command: Command, entry: number): void {
  const body = command.body as Body
  if (body.kind === 'fault') {
    world.recorder.fact(entry, world.now, -1, 'fault-injected', { fault: command.text })
    applyFault(world, body.fault, entry)
    return
  }
  const { line, stdin } = body.command
  const event = { type: 'kubectl.command', id: body.id, line, ...(stdin === undefined ? {} : { stdin }) }
  inject(world, world.process('users/kubectl'), event as SimEvent, entry)
}
