import { seconds, type Micros } from '../base/time'
import { buildCluster, happeningsOf, hasStaticPods, mastersAreNodes, processesOf, type ClusterSpec } from './cluster'
import { machines } from './components'
import type { Body } from './acts'
import { acts } from './acts-later'
import type { ClientAct } from './components/clients/messages'
import type { Fault } from './faults/types'
import { formatFault } from './faults/parse'
import { Invariants, type Breach } from './invariants'
import { inject } from './kernel/react'
import { clockAtStart, type Flags, type SimEvent } from './kernel/types'
import { addons } from './kubeadm/addons'
import { markControlPlane } from './kubeadm/objects'
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
  /** How far the cluster's wall clocks are ahead of the usual ones: whoever serves a run sets them by the clock on the wall. */
  readonly clocksAhead?: Micros
  /** What programs outside did with the API, in order of time. */
  readonly outside?: readonly OutsideAct[]
}

export interface KubectlCommand {
  readonly at: Micros
  /** As typed, without the leading `kubectl`. */
  readonly line: string
  readonly stdin?: string
  /** The files that the line names, by the names that it gives them. */
  readonly files?: Readonly<Record<string, string>>
  /** Variables of the shell that kubectl looks at: `KUBECONFIG`, `KUBE_EDITOR`. */
  readonly env?: Readonly<Record<string, string>>
  /** Where another tool than kubectl is run, by its whole line; without it the line is kubectl's, typed by the user. */
  readonly on?: string
}

/** One thing that a program outside did: a connection, a request, an end. */
export interface OutsideAct {
  readonly at: Micros
  readonly act: ClientAct
}

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
      ...(spec.clocksAhead !== undefined && { clocksAhead: spec.clocksAhead }),
      cluster,
      flags: spec.flags,
      processes: processesOf(cluster, spec.flags, spec.seed, clockAtStart - warmup + (spec.clocksAhead ?? 0)),
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
  readonly outside?: readonly OutsideAct[]
  /** Faults that shall not happen, as they stand in the run's inputs. */
  readonly without?: readonly Fault[]
}

/** The first instant at which a change shows; what lies before it stays as it was. */
export const changesAt = ({ faults = [], kubectl = [], outside = [], without = [] }: Change): Micros =>
  Math.min(...[...faults, ...kubectl, ...outside, ...without].map(({ at }) => at))

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
  world.plan([...world.commands.slice(0, world.commanded), ...acts.map(actCommand)])
  return world
}

/** A world goes on by itself with these faults and lines, in order of time. Whoever holds it does not learn of it. */
export function goOnApart(world: World, acts: readonly (Fault | KubectlCommand)[], recorder: Recorder): World {
  const next = world.clone(recorder)
  for (const command of acts.map(actCommand)) next.command(command)
  return next
}

const actCommand = (act: Fault | KubectlCommand, i: number): Command =>
  'kind' in act
    ? faultCommand(act)
    : { at: act.at, text: act.line, body: { kind: 'kubectl', command: act, id: `question:${i}` } satisfies Body }

/**
 * The run from an instant on with one line more, as a run of its own with a recorder of its own: what a line says that only reads.
 * It costs nothing that grows with the run, and the simulation does not learn of it.
 */
export function aside({ history }: Simulation, typed: KubectlCommand, recorder: Recorder): World {
  const world = history.seek(typed.at - 1).clone(recorder)
  world.command(kubectlCommand(typed, 0, [typed]))
  return world
}

/**
 * Something happens to a run at its end, now: a fault, a line, an act of a program outside. Gives what a change would hold, and
 * costs nothing that grows with the run.
 */
export function happens({ history }: Simulation, change: OutsideAct | Fault): void {
  history.append('act' in change ? outsideCommand(change) : faultCommand(change))
}

/** The same run with more commands after all that was simulated of it. */
export function extendSimulation({ spec, history, breaches }: Simulation, change: Change): Simulation {
  const next = changed(spec, change)
  history.extend(commandsOf(next))
  return { spec: next, history, breaches }
}

function changed(spec: RunSpec, { faults = [], kubectl = [], outside = [], without = [] }: Change): RunSpec {
  return {
    ...spec,
    faults: byTime([...spec.faults.filter((fault) => !without.includes(fault)), ...faults]),
    kubectl: byTime([...spec.kubectl, ...kubectl]),
    ...((spec.outside ?? outside).length > 0 && { outside: byTime([...(spec.outside ?? []), ...outside]) })
  }
}

const breachesOf = ({ watch }: History): readonly Breach[] => (watch instanceof Invariants ? watch.breaches : [])

/** By time; at one time the manifests, then kubectl's lines, then the faults, each in the order given. */
function commandsOf(spec: RunSpec): Command[] {
  const masters = Array.from({ length: spec.cluster.masters }, (_, i) => `master-${i + 1}`)
  const mark = mastersAreNodes(spec.flags) ? [{ at: addonsAt, line: markControlPlane(masters) }] : []
  const first = hasStaticPods(spec.flags)
    ? [...mark, { at: addonsAt, line: 'apply -f -', stdin: addons(spec.flags) }]
    : mark
  const stdin = spec.manifests.map((text) => (text.endsWith('\n') ? text : `${text}\n`)).join('---\n')
  const manifests = stdin === '' ? [] : [{ at: applyAt, line: 'apply -f -', stdin }]
  const typed = [...first, ...manifests, ...spec.kubectl]
  return byTime([
    ...typed.map(kubectlCommand),
    ...spec.faults.map(faultCommand),
    ...(spec.outside ?? []).map(outsideCommand)
  ])
}

/** By which the timeline tells the output of a line: of the last one, if there are several of it at its time. */
export const outputId = ({ kubectl }: RunSpec, typed: KubectlCommand): string =>
  idOf(typed, kubectl.filter((command) => isSame(command, typed)).length - 1)

const isSame = (a: KubectlCommand, b: KubectlCommand): boolean => a.at === b.at && a.line === b.line && a.on === b.on
const typedText = ({ line, on }: KubectlCommand): string => (on === undefined ? line : `ssh ${on} ${line}`)

const idOf = (command: KubectlCommand, before: number): string =>
  `${command.at}:${typedText(command)}${before === 0 ? '' : ` #${before + 1}`}`

const faultCommand = (fault: Fault): Command => ({
  at: fault.at,
  text: formatFault(fault),
  body: { kind: 'fault', fault } satisfies Body
})

const outsideCommand = ({ at, act }: OutsideAct): Command => ({
  at,
  text: outsideText(act),
  body: { kind: 'outside', act } satisfies Body
})

function outsideText(act: ClientAct): string {
  switch (act.type) {
    case 'clients.dial':
      return `a client connects (${act.conn})`
    case 'clients.request':
      return `${act.user || 'a client'}: ${act.http.method} ${act.http.target}`
    case 'clients.cancel':
      return `a client gives request ${act.id} of ${act.conn} up`
    case 'clients.serve':
      return `a server outside answers request ${act.id} of ${act.server} (${act.code})`
    case 'clients.reply': {
      const { outcome } = act
      return `a webhook outside answers question ${act.id} of ${act.server} (${'error' in outcome ? outcome.error : outcome.code})`
    }
    case 'clients.close':
      return `a client hangs up (${act.conn})`
  }
}

/** Each line is a process of its own, also the second of two that are the same at one time. */
const kubectlCommand = (command: KubectlCommand, index: number, all: readonly KubectlCommand[]): Command => {
  const before = all.slice(0, index).filter((other) => isSame(other, command)).length
  const id = idOf(command, before)
  const text = command.on === undefined ? `kubectl ${command.line}` : typedText(command)
  return { at: command.at, text, body: { kind: 'kubectl', command, id } satisfies Body }
}

const byTime = <T extends { readonly at: Micros }>(items: T[]): T[] => items.sort((a, b) => a.at - b.at)

function applyCommand(world: World, command: Command, entry: number): void {
  const body = command.body as Body
  if (body.kind !== 'kubectl' || body.command.on !== undefined) return acts().act(world, body, command.text, entry)
  const { line, stdin, files, env } = body.command
  const event = {
    type: 'kubectl.command',
    id: body.id,
    line,
    ...(stdin !== undefined && { stdin }),
    ...(files !== undefined && { files }),
    ...(env !== undefined && { env })
  }
  inject(world, world.process('users/kubectl'), event as SimEvent, entry)
}
