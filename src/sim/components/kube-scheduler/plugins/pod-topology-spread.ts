import { naturalLog } from '../../../../base/exact-math'
import { selects } from '../../../api/labels'
import { isNodeNews, isPodNews } from '../framework/cluster-event'
import type { NodeInfo } from '../framework/node-info'
import type { PodInfo } from '../framework/pod-info'
import { maxNodeScore, unresolvable, unschedulable, type Plugin } from '../framework/types'
import {
  constraintsOf,
  countMatching,
  hasAllKeys,
  hasOwnConstraints,
  hostnameLabel,
  isEligible,
  ownConstraints,
  type SpreadConstraint
} from './topology-spread-constraint'

/** Per constraint: how many matching pods each domain (value of the topology label) holds. */
interface FilterState {
  readonly constraints: readonly SpreadConstraint[]
  readonly domains: readonly Map<string, number>[]
}

interface ScoreState {
  readonly constraints: readonly SpreadConstraint[]
  /** Nodes without all topology labels: not scored. */
  readonly ignored: ReadonlySet<string>
  /** Per constraint other than hostname: matching pods in each domain that has a feasible node. */
  readonly domains: readonly Map<string, number>[]
  readonly weights: readonly number[]
}

const mismatch = "node(s) didn't match pod topology spread constraints"

/** Spreads pods evenly over domains, by rule or by preference. Models plugins/podtopologyspread. */
export const podTopologySpread: Plugin<FilterState, ScoreState> = {
  name: 'PodTopologySpread',
  wakes: [
    'AssignedPodAdd',
    'AssignedPodUpdate',
    'AssignedPodDelete',
    'UnscheduledPodLabelChange',
    'NodeAdd',
    'NodeLabelChange'
  ],
  hint: (news, pod) => {
    const constraints = ownConstraints(pod)
    if (isNodeNews(news)) {
      const { labels } = news.node.metadata
      return constraints.every(({ topologyKey }) => labels?.[topologyKey] !== undefined)
    }
    if (!isPodNews(news) || news.pod?.key === pod.key) return true
    const { pod: now, before } = news
    if ((now ?? before)?.namespace !== pod.namespace) return false
    const counts = (other: PodInfo | undefined, { selector }: SpreadConstraint) =>
      other !== undefined && selects(selector, other.labels)
    return constraints.some((constraint) => counts(now, constraint) !== counts(before, constraint))
  },
  weight: 2,

  preFilter: (pod, snapshot) => {
    const constraints = constraintsOf(pod, 'DoNotSchedule', snapshot)
    const domains = constraints.map(() => new Map<string, number>())
    if (constraints.length > 0)
      for (const node of snapshot.nodes) {
        if (!hasAllKeys(node, constraints)) continue
        constraints.forEach((constraint, i) => {
          if (!isEligible(node, pod, constraint)) return
          addTo(domains[i]!, node, constraint, countMatching(node, constraint.selector, pod.namespace))
        })
      }
    return { state: { constraints, domains } }
  },

  filter: (node, pod, { constraints, domains }) => {
    for (const [i, { topologyKey, selector, minDomains, maxSkew }] of constraints.entries()) {
      const value = node.labels[topologyKey]
      if (value === undefined) return unresolvable(`${mismatch} (missing required label)`)
      const counts = domains[i]!
      // With no eligible domain at all there is nothing to compare with; the real one logs an error and goes on.
      if (counts.size === 0) continue
      const minimum = counts.size < minDomains ? 0 : Math.min(...counts.values())
      const itself = selects(selector, pod.labels) ? 1 : 0
      if ((counts.get(value) ?? 0) + itself - minimum > maxSkew) return unschedulable(mismatch)
    }
    return undefined
  },

  cloneState: ({ constraints, domains }) => ({ constraints, domains: domains.map((counts) => new Map(counts)) }),

  changeState: ({ constraints, domains }, changed, node, delta, pod) => {
    if (changed.namespace !== pod.namespace || !hasAllKeys(node, constraints)) return
    constraints.forEach((constraint, i) => {
      if (!selects(constraint.selector, changed.labels) || !isEligible(node, pod, constraint)) return
      addTo(domains[i]!, node, constraint, delta)
    })
  },

  preScore: (pod, feasible, snapshot) => {
    const constraints = constraintsOf(pod, 'ScheduleAnyway', snapshot)
    // Under default spreading a node without a zone label can still be spread over by hostname.
    const requiresAllKeys = hasOwnConstraints(pod)
    const ignored = new Set<string>()
    const domains = constraints.map(() => new Map<string, number>())
    if (constraints.length === 0) return { constraints, ignored, domains, weights: [] }
    for (const node of feasible) {
      if (requiresAllKeys && !hasAllKeys(node, constraints)) ignored.add(node.name)
      else
        constraints.forEach((constraint, i) => {
          // A missing label counts as the empty value here, as a Go map gives it.
          if (constraint.topologyKey !== hostnameLabel) domains[i]!.set(node.labels[constraint.topologyKey] ?? '', 0)
        })
    }
    const weights = constraints.map(({ topologyKey }, i) =>
      naturalLog((topologyKey === hostnameLabel ? feasible.length - ignored.size : domains[i]!.size) + 2)
    )
    for (const node of snapshot.nodes) {
      if (requiresAllKeys && !hasAllKeys(node, constraints)) continue
      constraints.forEach((constraint, i) => {
        const value = node.labels[constraint.topologyKey] ?? ''
        const known = domains[i]!.get(value)
        if (known === undefined || !isEligible(node, pod, constraint)) return
        domains[i]!.set(value, known + countMatching(node, constraint.selector, pod.namespace))
      })
    }
    return { constraints, ignored, domains, weights }
  },

  score: (node, pod, { constraints, ignored, domains, weights }) => {
    if (ignored.has(node.name)) return 0
    let score = 0
    for (const [i, { topologyKey, selector, maxSkew }] of constraints.entries()) {
      const value = node.labels[topologyKey]
      if (value === undefined) continue
      const matching =
        topologyKey === hostnameLabel ? countMatching(node, selector, pod.namespace) : (domains[i]!.get(value) ?? 0)
      score += matching * weights[i]! + (maxSkew - 1)
    }
    return Math.round(score)
  },

  normalize: (scores, feasible, { constraints, ignored }, { release }) => {
    // 1.25 scores even without constraints, the same for all nodes; newer releases skip the plugin then.
    if (release === '1.36' && constraints.length === 0) return scores.map(() => 0)
    const counted = scores.filter((_, i) => !ignored.has(feasible[i]!.name))
    const max = Math.max(0, ...counted)
    const min = Math.min(...counted)
    return scores.map((score, i) => {
      if (ignored.has(feasible[i]!.name)) return 0
      return max === 0 ? maxNodeScore : Math.trunc((maxNodeScore * (max + min - score)) / max)
    })
  }
}

function addTo(domains: Map<string, number>, node: NodeInfo, { topologyKey }: SpreadConstraint, amount: number): void {
  const value = node.labels[topologyKey]!
  domains.set(value, (domains.get(value) ?? 0) + amount)
}
