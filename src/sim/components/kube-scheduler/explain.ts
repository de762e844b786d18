import type { Micros } from '../../../base/time'
import type { KubeScheduler } from './context'
import type { PodInfo } from './framework/pod-info'
import { maxNodeScore, type Snapshot } from './framework/types'
import { defaultPlugins } from './plugins'
import type { Decision, Diagnosis, Placement } from './schedule'

/** Why a pod went where it went, with the numbers. Plain and frozen. */
export interface Explanation {
  readonly pod: string
  readonly at: Micros
  /** One sentence. */
  readonly summary: string
  /** The node that was taken; empty if none was. */
  readonly node: string
  /** How many nodes no filter turned down. */
  readonly feasible: number
  /** The best of them, the best first. */
  readonly scores: readonly NodeScore[]
  /** Nodes turned down, and why. */
  readonly refused: Readonly<Record<string, string>>
}

export interface NodeScore {
  readonly node: string
  /** `total` scaled to the highest possible, in tenths: 5.5 of 10. */
  readonly outOfTen: number
  /** Sum of the plugins' weighted scores; 0 if there was no need to score. */
  readonly total: number
  /** Weighted score by plugin. */
  readonly plugins: Readonly<Record<string, number>>
}

/** What a node gets that every plugin finds perfect. VolumeBinding never scores. */
const perfectTotal = defaultPlugins.reduce(
  (sum, { name, score, weight = 1 }) => (score && name !== 'VolumeBinding' ? sum + weight * maxNodeScore : sum),
  0
)

/** How many explanations are remembered, with how many of the best nodes. */
const remembered = 50
const shown = 10

export function remember({ explanations }: KubeScheduler, explanation: Explanation): void {
  explanations.delete(explanation.pod)
  explanations.set(explanation.pod, explanation)
  if (explanations.size <= remembered) return
  for (const oldest of explanations.keys()) {
    explanations.delete(oldest)
    return
  }
}

type Explained = Placement | (Diagnosis & { readonly message: string }) | Extract<Decision, { kind: 'error' }>

/** @param node that was taken of those acceptable */
export function explain(pod: PodInfo, at: Micros, snapshot: Snapshot, decision: Explained, node = ''): Explanation {
  const scores = decision.kind === 'fits' ? scoresOf(decision) : []
  const statuses = decision.kind === 'error' ? [] : [...decision.statuses]
  const refused = Object.fromEntries(statuses.map(([name, { reasons }]) => [name, reasons.join(', ')]))
  const summary =
    decision.kind === 'fits'
      ? `${pod.key} goes to ${node}: ${why(scores, node, decision.acceptable.length, snapshot.nodes.length)}`
      : `${pod.key} fits nowhere: ${decision.message}`
  const feasible = decision.kind === 'fits' ? decision.feasible.length : 0
  return Object.freeze({ pod: pod.key, at, summary, node, feasible, scores, refused })
}

function scoresOf({ feasible, scores }: Placement): readonly NodeScore[] {
  const total = (i: number) => scores?.total[i] ?? 0
  return feasible
    .map((_, i) => i)
    .sort((a, b) => total(b) - total(a))
    .slice(0, shown)
    .map((i) => {
      const plugins: Record<string, number> = {}
      for (const [plugin, values] of scores?.plugins ?? []) if (plugin !== 'VolumeBinding') plugins[plugin] = values[i]!
      const outOfTen = Math.round((total(i) / perfectTotal) * 100) / 10
      return { node: feasible[i]!.name, outOfTen, total: total(i), plugins }
    })
}

function why(scores: readonly NodeScore[], node: string, equals: number, nodes: number): string {
  if (scores.length === 1) return `the only one of ${nodes} nodes that fits`
  const text = ({ node: name, outOfTen, total }: NodeScore) => `${name} ${outOfTen}/10 (${total} of ${perfectTotal})`
  // All nodes shown may be equal, and the one drawn not among them.
  const own = scores.find((score) => score.node === node) ?? { ...scores[0]!, node }
  const next = scores.find((score) => score.node !== node)!
  const tie = equals > 1 ? `, drawn among ${equals} equals` : ''
  return `${text(own)}, next ${text(next)}${tie}`
}
