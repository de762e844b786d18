import { toSeconds, type Micros } from '../base/time'
import type { Node, Pod } from '../sim/api/types'
import type { World } from '../sim/kernel/world'
import { runningPods, storedObjects } from '../sim/view/truth'

/** What a workload lost, in seconds after the instant of the fork. */
export interface WorkloadLoss {
  /** `namespace/name` of who owns the pods, such as a Deployment. */
  readonly name: string
  /** Pods that ran and were ready at the instant, and the fewest there were since. */
  readonly pods: number
  readonly least: number
  readonly from_s: number
  /** When as many were there again; null: not while the fork was followed. */
  readonly back_s: number | null
  /** Pods that wait for a node at the end, with what the scheduler says of each. */
  readonly waiting: readonly { readonly pod: string; readonly why: string }[]
}

interface Seen {
  readonly pods: number
  least: number
  from: Micros | null
  back: Micros | null
}

/** Looks once a second which pods really serve: ready by the API, with a container that runs on a machine that does. */
export class Workloads {
  private readonly seen: Map<string, Seen>
  private readonly pendingSince = new Map<string, Micros>()
  private longest: Micros = 0

  constructor(
    world: World,
    private readonly since: Micros
  ) {
    this.seen = new Map(
      [...servingPods(world)].map(([name, pods]) => [name, { pods, least: pods, from: null, back: null }])
    )
  }

  look(world: World): void {
    const now = servingPods(world)
    for (const [name, seen] of this.seen) {
      const pods = now.get(name) ?? 0
      if (pods < seen.least) seen.least = pods
      if (pods < seen.pods) {
        seen.from ??= world.now
        seen.back = null
      } else if (seen.from !== null) seen.back ??= world.now
    }
    const waiting = new Set<string>()
    for (const pod of storedObjects<Pod>(world, 'pods')) {
      if (!isWaiting(pod)) continue
      const uid = pod.metadata.uid ?? pod.metadata.name
      waiting.add(uid)
      const since = this.pendingSince.get(uid) ?? world.now
      this.pendingSince.set(uid, since)
      this.longest = Math.max(this.longest, world.now - since)
    }
    for (const uid of this.pendingSince.keys()) if (!waiting.has(uid)) this.pendingSince.delete(uid)
  }

  /** Every workload has what it had, and no node whose machine runs has pods that may yet be evicted. */
  isWhole(world: World): boolean {
    if ([...this.seen.values()].some(({ from, back }) => from !== null && back === null)) return false
    const silent = nodesNotReady(world).filter((node) => world.machine(node)?.up)
    if (silent.length === 0) return true
    return storedObjects<Pod>(world, 'pods').every(
      (pod) => isOfItsNode(pod) || !silent.includes(pod.spec.nodeName ?? '')
    )
  }

  /** Longest time that a pod has waited for a node since the instant. */
  get longestPending(): Micros {
    return this.longest
  }

  losses(world: World): WorkloadLoss[] {
    const pods = storedObjects<Pod>(world, 'pods')
    return [...this.seen].flatMap(([name, { pods: had, least, from, back }]) =>
      from === null
        ? []
        : [
            {
              name,
              pods: had,
              least,
              from_s: toSeconds(from - this.since),
              back_s: back === null ? null : toSeconds(back - this.since),
              waiting: pods
                .filter((pod) => isWaiting(pod) && ownerOf(pod) === name)
                .map((pod) => ({ pod: keyOf(pod), why: whyWaiting(pod) }))
            }
          ]
    )
  }
}

const keyOf = ({ metadata }: Pod): string => `${metadata.namespace}/${metadata.name}`
const isWaiting = ({ metadata, spec }: Pod): boolean => !spec.nodeName && metadata.deletionTimestamp === undefined

/** What the scheduler wrote into the pod's conditions. */
export const whyWaiting = ({ status }: Pod): string =>
  status.conditions?.find(({ type, status: is }) => type === 'PodScheduled' && is === 'False')?.message ??
  'nobody has tried to schedule it'

/** Who owns a pod, as people name it: a Deployment's ReplicaSets count as the Deployment. */
export function ownerOf({ metadata }: Pod): string {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller)
  if (!owner) return `${metadata.namespace}/${metadata.name}`
  const hash = metadata.labels?.['pod-template-hash']
  const name = owner.kind === 'ReplicaSet' && hash !== undefined ? owner.name.replace(`-${hash}`, '') : owner.name
  return `${metadata.namespace}/${name}`
}

/** Static pods and those of DaemonSets belong to their machine: they are lost with it and wanted nowhere else. */
const isOfItsNode = ({ metadata }: Pod): boolean =>
  metadata.ownerReferences?.some(({ kind }) => kind === 'Node' || kind === 'DaemonSet') ?? false

function servingPods(world: World): Map<string, number> {
  const running = new Set<string>()
  for (const machine of world.machines) {
    if (machine.up && !machine.frozen) for (const { uid } of runningPods(world, machine.id)) running.add(uid)
  }
  const found = new Map<string, number>()
  for (const pod of storedObjects<Pod>(world, 'pods')) {
    if (isOfItsNode(pod) || !running.has(pod.metadata.uid ?? '')) continue
    if (!pod.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True')) continue
    const name = ownerOf(pod)
    found.set(name, (found.get(name) ?? 0) + 1)
  }
  return found
}

export const nodesNotReady = (world: World): string[] =>
  storedObjects<Node>(world, 'nodes')
    .filter(({ status }) => !status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True'))
    .map(({ metadata }) => metadata.name)
