import { seconds, toSeconds, type Micros } from '../base/time'
import type { Pod, PodDisruptionBudget } from '../sim/api/types'
import { selects } from '../sim/api/labels'
import type { World } from '../sim/kernel/world'
import { storedObjects } from '../sim/view/truth'
import { step } from '../sim/kernel/step'
import type { Simulation } from '../sim/simulation'
import { follow } from './measure'
import { ownerOf, whyWaiting } from './workloads'

/** Nodes that are taken away at once, and how. */
export interface Removal {
  readonly nodes: readonly string[]
  /** `gone`: nothing may run there any more. `drain`: kubectl drains them, and minds disruption budgets. `none`: all stay. */
  readonly how: 'gone' | 'drain' | 'none'
}

/** What became of the pods of nodes that were taken away. */
export interface Displaced {
  /** Pods that had to go. */
  readonly moved: number
  /** Those for which there is no place, with the scheduler's own message. */
  readonly homeless: readonly { readonly pod: string; readonly owner: string; readonly why: string }[]
  /** Pods that kubectl could not evict when its patience was at an end, with what the API said, and the budgets that guard them. */
  readonly refused: readonly {
    readonly pod: string
    readonly owner: string
    readonly budgets: readonly string[]
    readonly why: string
  }[]
  /** How long it was followed, in seconds. */
  readonly until_s: number
}

/** Scheduled, pulled and ready again, and the scheduler's second look at what did not fit. */
const patience = seconds(40)
const drainPatience = 60
/** The taint that takes a node away: no pod tolerates it by its key. */
const taint = 'failover-lab/removed=yes:NoExecute'

/** Takes nodes away on a fork and looks where their pods go. A node's own pods (static ones, DaemonSets') go with it. */
export function* removeNodes(simulation: Simulation, at: Micros, { nodes, how }: Removal): Generator<void, Displaced> {
  const line =
    how === 'gone'
      ? `taint node ${nodes.join(' ')} ${taint}`
      : `drain ${nodes.join(' ')} --ignore-daemonsets --delete-emptydir-data --force --timeout=${drainPatience}s`
  const { world, facts } = follow(simulation, at, how === 'none' ? [] : [{ at, line }])
  const before = storedObjects<Pod>(world, 'pods')
  const there = before.filter((pod) => nodes.includes(pod.spec.nodeName ?? '') && !isOfItsNode(pod))
  const waited = new Set(before.filter(isWaiting).map(({ metadata }) => metadata.uid))
  const end = at + (how === 'none' ? 0 : how === 'gone' ? patience : seconds(drainPatience + 15))
  let left = 4_000
  let over = end
  let heard = 0
  while (world.nextAt <= over) {
    step(world)
    for (; heard < facts.length; heard++) {
      // A drain that has ended leaves pods that are still to be placed.
      if (how === 'drain' && facts[heard]!.fact === 'kubectl-exit') over = Math.min(end, world.now + seconds(12))
    }
    if (--left > 0) continue
    left = 4_000
    yield
  }
  const homeless = storedObjects<Pod>(world, 'pods')
    .filter((pod) => isWaiting(pod) && (how === 'none' || !waited.has(pod.metadata.uid)))
    .map((pod) => ({ pod: keyOf(pod), owner: ownerOf(pod), why: whyWaiting(pod) }))
  const said = facts.map((fact) => (fact.fact === 'kubectl-output' ? fact.detail.text : '')).join('')
  const stayed = new Set(storedObjects<Pod>(world, 'pods').map(({ metadata }) => metadata.uid))
  const refused =
    how !== 'drain'
      ? []
      : there
          .filter(({ metadata }) => stayed.has(metadata.uid))
          .map((pod) => ({
            pod: keyOf(pod),
            owner: ownerOf(pod),
            budgets: budgetsOf(world, pod),
            why: refusalOf(said, pod.metadata.name)
          }))
  return { moved: there.length, homeless, refused, until_s: toSeconds(over - at) }
}

const keyOf = ({ metadata }: Pod): string => `${metadata.namespace}/${metadata.name}`
const isWaiting = ({ metadata, spec }: Pod): boolean => !spec.nodeName && metadata.deletionTimestamp === undefined
const isOfItsNode = ({ metadata }: Pod): boolean =>
  metadata.ownerReferences?.some(({ kind }) => kind === 'Node' || kind === 'DaemonSet') ?? false

/** Disruption budgets that select a pod, as `namespace/name`. */
const budgetsOf = (world: World, { metadata: { namespace, labels = {} } }: Pod): string[] =>
  storedObjects<PodDisruptionBudget>(world, 'poddisruptionbudgets')
    .filter(({ metadata, spec }) => metadata.namespace === namespace && selects(spec?.selector, labels))
    .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)

/** What kubectl said last about a pod. */
function refusalOf(said: string, pod: string): string {
  const about = said.split('\n').filter((line) => line.includes(`"${pod}"`) || line.includes(`/${pod} `))
  const budget = about.filter((line) => line.includes('disruption budget')).at(-1)
  return (budget ?? about.at(-1) ?? 'it was still there at the end').trim()
}
