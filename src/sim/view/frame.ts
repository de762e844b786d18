import type { Micros } from '../../base/time'
import { clusterOf } from '../cluster'
import { addressOf, isInPod, kindOf } from '../protocol'
import type { Node, Pod } from '../api/types'
import { lookAt } from '../components'
import { contextOf } from '../components/contexts'
import { serversOf } from '../components/load-balancer/view'
import { clockOf } from '../kernel/outbox'
import type { MachineId } from '../kernel/types'
import type { Machine, Process, World } from '../kernel/world'
import type { Timeline } from '../timeline/timeline'
import { drawnPods } from './drawn'
import { labelOf, purposeOf } from './label'
import { podView } from './pod'
import { trafficOf } from './traffic'
import { runningContainers, storedObjects } from './truth'
import { waitingOf } from './waiting'
import { knownWorks } from './works/state'
import type { BalancerView, FlightView, FrameView, LinkView, MachineView, ProcessView } from './types'

/**
 * Everything that the topology draws, of the world at one instant.
 * @param since the entry that was shown before: messages that arrived after it are given, too
 */
export function frameOf(world: World, timeline: Timeline, since = world.entries): FrameView {
  const pods = drawnPods(world)
  const byNode = new Map<string, Pod[]>()
  for (const pod of pods) {
    const there = byNode.get(pod.spec.nodeName ?? '')
    if (there) there.push(pod)
    else byNode.set(pod.spec.nodeName ?? '', [pod])
  }
  const nodes = new Map(storedObjects<Node>(world, 'nodes').map((node) => [node.metadata.name, node]))
  const machines = world.machines.flatMap((machine) =>
    machine.gone ? [] : [machineView(world, machine, byNode.get(machine.id) ?? [], nodes.get(machine.id))]
  )
  return {
    now: world.now,
    entry: world.entries - 1,
    machines,
    links: linksOf(world),
    flights: flightsOf(world, timeline),
    arrived: arrivedSince(world, timeline, since),
    traffic: trafficOf(world),
    balancer: balancerOf(world),
    unbound: pods.filter(({ spec }) => !spec.nodeName).map((pod) => podView(pod, noContainers)),
    pods: {
      running: machines.reduce((sum, machine) => sum + machine.pods.filter((pod) => pod.shape === 'ready').length, 0),
      total: pods.length,
      capacity: [...nodes.values()].reduce((sum, node) => sum + Number(node.status?.allocatable?.pods ?? 0), 0)
    },
    waiting: waitingOf(world, timeline),
    works: knownWorks(world, timeline)
  }
}

function machineView(world: World, machine: Machine, pods: readonly Pod[], node: Node | undefined): MachineView {
  const role = roleOf(world, machine.id)
  const running = runningContainers(world, machine.id)
  const podViews = pods.map((pod) => podView(pod, running))
  // What a machine will run when it is up is not down before.
  const processes = (machine.booting ? [] : world.processesOn(machine))
    .filter(({ id, kind }) => kind !== 'linux' && kind !== 'tools' && kind !== 'kubeadm' && !isInPod(id))
    .map((process) => processView(world, process))
  const paused = processes.length > 0 && processes.every((process) => process.status === 'paused')
  const ready = node?.status?.conditions?.find((condition) => condition.type === 'Ready')?.status
  const { up, booting } = machine
  const badge = booting
    ? 'boots'
    : !up
      ? machine.switchedOff
        ? 'off'
        : 'crashed'
      : paused
        ? 'paused'
        : role === 'worker'
          ? ready === 'True'
            ? `${podViews.length} pod${podViews.length === 1 ? '' : 's'}`
            : 'NotReady'
          : processes.every((process) => process.health === 'ok')
            ? 'ready'
            : 'degraded'
  const isWell = machine.up && !paused && (role !== 'worker' || ready === 'True')
  const health = booting
    ? 'warn'
    : !up
      ? 'bad'
      : isWell && processes.every((process) => process.health === 'ok')
        ? 'ok'
        : 'warn'
  return {
    id: machine.id,
    role,
    zone: clusterOf(world).zones[machine.id] ?? '',
    up: up || booting,
    paused,
    health,
    badge,
    processes,
    pods: podViews,
    clockSkew: machine.clockSkew
  }
}

export function processView(world: World, process: Process): ProcessView {
  const state = process.table.leaves[process.leaf]!
  const status = process.status === 'stopped' ? 'stopped' : process.paused ? 'paused' : 'running'
  const chip = lookAt(process, clockOf(world)).chip()
  const alive = status === 'running'
  return {
    id: process.id,
    kind: kindOf(process),
    title: chip.title,
    detail: status === 'stopped' ? 'down' : status === 'paused' ? 'hangs' : chip.detail,
    health: status === 'stopped' ? 'bad' : status === 'paused' ? 'warn' : chip.health,
    leads: alive && chip.leads,
    state: status === 'stopped' ? 'stopped' : state,
    status
  }
}

function roleOf(world: World, machine: MachineId): MachineView['role'] {
  const cluster = clusterOf(world)
  if (cluster.masters.includes(machine)) return 'master'
  if (cluster.workers.includes(machine)) return 'worker'
  return machine === 'lb' ? 'lb' : 'users'
}

const noContainers: ReadonlySet<string> = new Set()

function balancerOf(world: World): BalancerView | null {
  const process = world.find(addressOf('load-balancer', 'lb'))
  const context = process && contextOf(process, 'load-balancer')
  return context ? { servers: serversOf(context) } : null
}

function linksOf(world: World): LinkView[] {
  const { masters, workers, hasLoadBalancer } = clusterOf(world)
  const entrance = hasLoadBalancer ? 'lb' : masters[0]!
  const links: LinkView[] = []
  const add = (from: MachineId, to: MachineId, purpose: LinkView['purpose']) => {
    links.push({ from, to, purpose, state: linkState(world, from, to), deadSince: deadSince(world, [from, to]) })
  }
  if (hasLoadBalancer) for (const master of masters) add('lb', master, 'api')
  masters.forEach((master, i) => masters.slice(i + 1).forEach((other) => add(master, other, 'raft')))
  const up = workers.filter((worker) => world.machine(worker)?.booting === false)
  for (const worker of up) add(entrance, worker, 'api')
  add('users', entrance, 'api')
  for (const worker of up) add('users', worker, 'traffic')
  return links
}

/** A machine that lost its power ended all its processes with it. */
function deadSince(world: World, ends: readonly MachineId[]): Micros | null {
  const down = ends.flatMap((id) => {
    const machine = world.machine(id)
    return machine && !machine.up && !machine.booting
      ? [Math.max(...world.processesOn(machine).map(({ endedAt }) => endedAt))]
      : []
  })
  return down.length > 0 ? Math.min(...down) : null
}

function linkState(world: World, from: MachineId, to: MachineId): LinkView['state'] {
  if (!world.machine(from)?.up || !world.machine(to)?.up) return 'dead'
  const faults = [world.network.links.get(`${from}>${to}`), world.network.links.get(`${to}>${from}`)]
  if (faults.some((fault) => fault?.cut)) return 'cut'
  return faults.some((fault) => fault && (fault.loss > 0 || fault.extraLatency > 0)) ? 'slow' : 'ok'
}

/** Messages under way, at most 200: more cannot be told apart. */
function flightsOf(world: World, timeline: Timeline): FlightView[] {
  const flights: FlightView[] = []
  for (const item of world.queue.items()) {
    if (item.kind !== 'message' || flights.length >= 200) continue
    flights.push({
      seq: item.seq,
      from: item.from,
      to: item.target,
      type: item.event.type,
      label: labelOf(item.event),
      sentAt: item.cause >= 0 ? timeline.at(item.cause) : world.now,
      arrivesAt: item.at,
      purpose: purposeOf(item.event.type)
    })
  }
  return flights
}

/** At most this many messages are drawn at once, and looked through to find them. */
const shown = 40
const searched = 2_000

function arrivedSince(world: World, timeline: Timeline, since: number): FlightView[] {
  const arrived: FlightView[] = []
  for (let seq = world.entries - 1; seq > Math.max(since, world.entries - searched) && arrived.length < shown; seq--) {
    const entry = timeline.get(seq)
    if (entry.kind !== 'message' || !entry.event) continue
    const from = world.processes[entry.from]!
    const to = world.processes[entry.process]!
    if (from.machine === to.machine) continue
    arrived.push({
      seq,
      from: from.id,
      to: to.id,
      type: entry.type,
      label: labelOf(entry.event),
      sentAt: entry.cause >= 0 ? timeline.at(entry.cause) : entry.at,
      arrivesAt: entry.at,
      purpose: purposeOf(entry.type)
    })
  }
  return arrived
}
