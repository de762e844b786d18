import type { Micros } from '../../base/time'
import { parseTime } from '../api/timestamp'
import type { Deployment, Node, Pod } from '../api/types'
import { contextOf, lastContextOf } from '../components/contexts'
import { outageOf } from '../components/users/traffic'
import { clockAtStart } from '../kernel/types'
import type { World } from '../kernel/world'
import { controlPlaneOutage } from '../timeline/control-plane'
import type { Timeline } from '../timeline/timeline'
import { runningPods, storedObjects } from '../view/truth'

/** What is written down in the cluster at the instant, and what its users have lost so far: read, not asked. */
export interface Seen {
  readonly at: Micros
  readonly nodes: readonly SeenNode[]
  readonly pods: readonly SeenPod[]
  /** Pods that Deployments want. */
  readonly desired: number
  /** Pods of users of which a container really runs. */
  readonly running: number
  /** The users' own process runs. */
  readonly usersUp: boolean
  /** Users were answered once. */
  readonly everServed: boolean
  readonly longestOutage: Micros
  /** For how long some Service is not whole; null if all are. */
  readonly degradedFor: Micros | null
  /** When users' first request was lost. */
  readonly firstFailure: Micros | null
  /** The control plane is not whole, or was not after the first fault; `for` so long. Null if it always was. */
  readonly controlPlane: { readonly for: Micros; readonly over: boolean } | null
  /** Machines that are off, and processes that are down. */
  readonly down: readonly string[]
}

interface SeenNode {
  readonly name: string
  readonly ready: boolean
  /** When its Ready condition last changed, on the run's clock. */
  readonly since: Micros
  /** When it was tainted NoExecute; null if it is not. */
  readonly taintedAt: Micros | null
  readonly isMaster: boolean
}
interface SeenPod {
  readonly node: string
  readonly ready: boolean
  readonly terminating: boolean
}

export function seenIn(world: World, timeline: Timeline): Seen {
  const process = world.process('users/traffic')
  const users = contextOf(process, 'users')
  // What they have lost stays lost, also when their own machine is down.
  const traffic = lastContextOf(process, 'users')?.traffic
  const deployments = storedObjects<Deployment>(world, 'deployments')
  const ours = storedObjects<Pod>(world, 'pods').filter(({ metadata }) => !metadata.namespace?.startsWith('kube-'))
  const facts = timeline.facts.filter(({ entry }) => entry < world.entries)
  const degraded = [...(traffic?.served.values() ?? [])].flatMap(({ degradedSince }) => degradedSince ?? [])
  const first = facts.find(({ fact }) => fact === 'service-degraded')
  return {
    at: world.now,
    nodes: storedObjects<Node>(world, 'nodes').map(nodeOf),
    pods: ours.map(podOf),
    desired: deployments
      .filter(({ metadata }) => !metadata.namespace?.startsWith('kube-'))
      .reduce((sum, { spec }) => sum + (spec.replicas ?? 1), 0),
    running: new Set(
      world.machines.flatMap(({ id }) =>
        runningPods(world, id).flatMap(({ uid, key }) => (key.startsWith('kube-') ? [] : [uid]))
      )
    ).size,
    usersUp: users !== undefined,
    everServed: (traffic?.ok ?? 0) > 0,
    longestOutage: traffic ? outageOf(traffic, world.now + clockAtStart) : 0,
    degradedFor: degraded.length > 0 ? world.now + clockAtStart - Math.min(...degraded) : null,
    firstFailure: first ? first.at : null,
    controlPlane: outageIn(world, timeline),
    down: [
      ...world.machines.filter(({ up }) => !up).map(({ id }) => id),
      ...world.processes.filter(({ status, machine }) => machine.up && status === 'stopped').map(({ id }) => id)
    ]
  }
}

function outageIn(world: World, timeline: Timeline): Seen['controlPlane'] {
  const fault = timeline.facts.find(({ fact }) => fact === 'fault-injected')
  const outage = fault ? controlPlaneOutage(timeline, world, fault.entry, world.entries) : null
  return outage && { for: (outage.again?.at ?? world.now) - outage.since, over: outage.again !== null }
}

function nodeOf({ metadata, spec, status }: Node): SeenNode {
  const ready = status.conditions?.find(({ type }) => type === 'Ready')
  const taint = spec.taints?.find(({ effect }) => effect === 'NoExecute')
  return {
    name: metadata.name,
    ready: ready?.status === 'True',
    since: parseTime(ready?.lastTransitionTime) - clockAtStart,
    taintedAt: taint?.timeAdded ? parseTime(taint.timeAdded) - clockAtStart : null,
    isMaster: metadata.labels?.['node-role.kubernetes.io/control-plane'] !== undefined
  }
}

const podOf = ({ metadata, spec, status }: Pod): SeenPod => ({
  node: spec.nodeName ?? '',
  ready: status.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') ?? false,
  terminating: metadata.deletionTimestamp !== undefined
})
