import { seconds, type Micros } from '../base/time'
import { buildCluster, happeningsOf, hasStaticPods, processesOf, type ClusterSpec } from './cluster'
import { machines } from './components'
import { applyFault } from './faults/apply'
import type { Fault } from './faults/types'
import { formatFault } from './faults/parse'
import { Invariants, type Breach } from './invariants'
import { inject } from './kernel/react'
import type { Flags, SimEvent } from './kernel/types'
import { defaultStorageClass, kubeProxyAddon } from './kubeadm/addons'
import type { Recorder } from './kernel/recorder'
import { World, type Command, type Setup } from './kernel/world'
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
/** When kubeadm's addons are applied: the API answers by then. */
const addonsAt = seconds(-80)
/** When the workloads are applied. */
const applyAt = seconds(-60)

/** A run with its history, from inputs alone. */
export interface Simulation {
  readonly spec: RunSpec
  readonly history: History
  readonly breaches: readonly Breach[]
}

export function createSimulation(spec: RunSpec): Simulation {
  const cluster = buildCluster(spec.cluster, spec.flags)
  const invariants = Invariants.begin()
  const history = History.begin((timeline) => {
    const setup: Setup = {
      seed: spec.seed,
      startAt: -warmup,
      cluster,
      flags: spec.flags,
      processes: processesOf(cluster, spec.flags, spec.seed),
      happenings: happeningsOf(cluster, spec.flags, spec.seed, -warmup)
    }
    const world = World.create(setup, machines, timeline, applyCommand)
    world.plan(commandsOf(spec))
    return world
  }, invariants)
  return { spec, history, breaches: invariants.breaches }
}

/** How the commands of a branch differ from those of the run that it leaves. */
export interface Change {
  readonly faults?: readonly Fault[]
  readonly kubectl?: readonly KubectlCommand[]
  /** Faults that shall not happen, as they stand in the run's inputs. */
  readonly without?: readonly Fault[]
}

/** The first instant at which a change shows; what lies before it stays as it was. */
export const changesAt = ({ faults = [], kubectl = [], without = [] }: Change): Micros =>
  Math.min(...[...faults, ...kubectl, ...without].map(({ at }) => at))

/**
 * Goes another way: the run that these inputs, changed, give from the start, without simulating anew what stays. A branch that is
 * only asked something and thrown away needs no `watched` invariants.
 */
export function forkSimulation({ spec, history }: Simulation, change: Change, watched = true): Simulation {
  const next = changed(spec, change)
  const fork = history.fork(changesAt(change) - 1, commandsOf(next), watched)
  return { spec: next, history: fork, breaches: breachesOf(fork) }
}

/**
 * The world of an instant as a run of its own, with a recorder of its own: of what was planned for later nothing happens in
 * it, only these acts, in order of time. The simulation does not learn of it.
 */
export function forkApart(
  { history }: Simulation,
  at: Micros,
  acts: readonly (Fault | KubectlCommand)[],
  recorder: Recorder
): World {
  const world = history.seek(at).clone(recorder)
  const commands = acts.map((act, i): Command =>
    'kind' in act
      ? faultCommand(act)
      : { at: act.at, text: act.line, body: { kind: 'kubectl', command: act, id: `question:${i}` } satisfies Body }
  )
  world.plan([...world.commands.slice(0, world.commanded), ...commands])
  return world
}

/** The same run with more commands after all that was simulated of it. */
export function extendSimulation({ spec, history, breaches }: Simulation, change: Change): Simulation {
  const next = changed(spec, change)
  history.extend(commandsOf(next))
  return { spec: next, history, breaches }
}

function changed(spec: RunSpec, { faults = [], kubectl = [], without = [] }: Change): RunSpec {
  return {
    ...spec,
    faults: byTime([...spec.faults.filter((fault) => !without.includes(fault)), ...faults]),
    kubectl: byTime([...spec.kubectl, ...kubectl])
  }
}

const breachesOf = ({ watch }: History): readonly Breach[] => (watch instanceof Invariants ? watch.breaches : [])

/** By time; at one time the manifests, then kubectl's lines, then the faults, each in the order given. */
function commandsOf(spec: RunSpec): Command[] {
  const addons = hasStaticPods(spec.flags)
    ? [{ at: addonsAt, line: 'apply -f -', stdin: `${kubeProxyAddon(spec.flags)}---\n${defaultStorageClass}` }]
    : []
  const stdin = spec.manifests.join('---\n')
  const manifests = stdin === '' ? [] : [{ at: applyAt, line: 'apply -f -', stdin }]
  const typed = [...addons, ...manifests, ...spec.kubectl]
  return byTime([...typed.map(kubectlCommand), ...spec.faults.map(faultCommand)])
}

/** By which the timeline tells the output of a line: of the last one, if there are several of it at its time. */
export const outputId = ({ kubectl }: RunSpec, at: Micros, line: string): string =>
  idOf(at, line, kubectl.filter((command) => command.at === at && command.line === line).length - 1)

const idOf = (at: Micros, line: string, before: number): string =>
  `${at}:${line}${before === 0 ? '' : ` #${before + 1}`}`

const faultCommand = (fault: Fault): Command => ({
  at: fault.at,
  text: formatFault(fault),
  body: { kind: 'fault', fault } satisfies Body
})

/** Each line is a process of its own, also the second of two that are the same at one time. */
const kubectlCommand = (command: KubectlCommand, index: number, all: readonly KubectlCommand[]): Command => {
  const before = all.slice(0, index).filter(({ at, line }) => at === command.at && line === command.line).length
  const id = idOf(command.at, command.line, before)
  return { at: command.at, text: `kubectl ${command.line}`, body: { kind: 'kubectl', command, id } satisfies Body }
}

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
