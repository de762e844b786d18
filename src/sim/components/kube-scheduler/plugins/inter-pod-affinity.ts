import { isNodeNews, isPodNews } from '../framework/cluster-event'
import type { NodeInfo } from '../framework/node-info'
import { termMatches, type AffinityTerm, type PodInfo } from '../framework/pod-info'
import { maxNodeScore, unresolvable, unschedulable, type Plugin, type Snapshot } from '../framework/types'

/** Numbers per topology: label key, then value, of nodes. */
type TopologyCounts = Map<string, Map<string, number>>

interface FilterState {
  /** Existing pods whose required anti-affinity means the incoming pod. */
  existingAntiAffinity: TopologyCounts
  /** Existing pods that match all of the incoming pod's required affinity terms. */
  affinity: TopologyCounts
  antiAffinity: TopologyCounts
}

/** `hardPodAffinityWeight` of InterPodAffinityArgs. */
const hardPodAffinityWeight = 1

function count(counts: TopologyCounts, node: NodeInfo, key: string, amount: number): void {
  const value = node.labels[key]
  if (value === undefined) return
  let values = counts.get(key)
  if (!values) counts.set(key, (values = new Map()))
  values.set(value, (values.get(value) ?? 0) + amount)
}

const at = (counts: TopologyCounts, key: string, value: string): number => counts.get(key)?.get(value) ?? 0

const isEmpty = (counts: TopologyCounts): boolean =>
  [...counts.values()].every((values) => [...values.values()].every((each) => each === 0))

const matchesAll = (terms: readonly AffinityTerm[], pod: PodInfo, { listers }: Snapshot): boolean =>
  terms.length > 0 && terms.every((term) => termMatches(term, pod, listers.namespaces))

function countAnti(
  counts: TopologyCounts,
  terms: readonly AffinityTerm[],
  pod: PodInfo,
  node: NodeInfo,
  delta: number,
  { listers }: Snapshot
): void {
  for (const term of terms) if (termMatches(term, pod, listers.namespaces)) count(counts, node, term.topologyKey, delta)
}

function countAffinity(
  counts: TopologyCounts,
  terms: readonly AffinityTerm[],
  pod: PodInfo,
  node: NodeInfo,
  delta: number,
  snapshot: Snapshot
): void {
  if (matchesAll(terms, pod, snapshot)) for (const term of terms) count(counts, node, term.topologyKey, delta)
}

/** Inter-pod affinity and anti-affinity, required and preferred, both ways. Models plugins/interpodaffinity. */
export const interPodAffinity: Plugin<FilterState, TopologyCounts> = {
  name: 'InterPodAffinity',
  wakes: [
    'AssignedPodAdd',
    'AssignedPodUpdate',
    'AssignedPodDelete',
    'UnscheduledPodLabelChange',
    'NodeAdd',
    'NodeLabelChange'
  ],
  hint: (news, pod, namespaces) => {
    const { requiredAffinity, requiredAntiAffinity } = pod
    if (isNodeNews(news)) {
      const { node, before } = news
      return [...requiredAffinity, ...requiredAntiAffinity].some(({ topologyKey }) => {
        const value = node.metadata.labels?.[topologyKey]
        return value !== undefined && (!before || before.metadata.labels?.[topologyKey] !== value)
      })
    }
    if (!isPodNews(news) || news.pod?.key === pod.key) return true
    const { pod: now, before } = news
    const meant = (terms: readonly AffinityTerm[], other: PodInfo | undefined) =>
      other !== undefined && terms.length > 0 && terms.every((term) => termMatches(term, other, namespaces))
    if (meant(requiredAffinity, now) && !meant(requiredAffinity, before)) return true
    if (now && before) return meant(requiredAntiAffinity, before) && !meant(requiredAntiAffinity, now)
    // One that is gone made room for those it repelled and those that shunned it.
    return (
      !now &&
      (meant(requiredAntiAffinity, before) ||
        Boolean(before?.requiredAntiAffinity.some((term) => termMatches(term, pod, namespaces))))
    )
  },
  weight: 2,

  preFilter: (pod, snapshot) => {
    const state: FilterState = { existingAntiAffinity: new Map(), affinity: new Map(), antiAffinity: new Map() }
    const looksAround = pod.requiredAffinity.length > 0 || pod.requiredAntiAffinity.length > 0
    for (const node of snapshot.nodes) {
      for (const existing of node.podsWithRequiredAntiAffinity)
        countAnti(state.existingAntiAffinity, existing.requiredAntiAffinity, pod, node, 1, snapshot)
      if (!looksAround) continue
      for (const existing of node.pods) {
        countAffinity(state.affinity, pod.requiredAffinity, existing, node, 1, snapshot)
        countAnti(state.antiAffinity, pod.requiredAntiAffinity, existing, node, 1, snapshot)
      }
    }
    return { state }
  },

  filter: (node, pod, state, snapshot) => {
    if (!satisfiesAffinity(node, pod, state, snapshot)) return unresolvable("node(s) didn't match pod affinity rules")
    const repelled = pod.requiredAntiAffinity.some(({ topologyKey }) => {
      const value = node.labels[topologyKey]
      return value !== undefined && at(state.antiAffinity, topologyKey, value) > 0
    })
    if (repelled) return unschedulable("node(s) didn't match pod anti-affinity rules")
    for (const [key, values] of state.existingAntiAffinity) {
      const value = node.labels[key]
      if (value !== undefined && (values.get(value) ?? 0) > 0)
        return unschedulable("node(s) didn't satisfy existing pods anti-affinity rules")
    }
    return undefined
  },

  cloneState: ({ existingAntiAffinity, affinity, antiAffinity }) => ({
    existingAntiAffinity: cloneCounts(existingAntiAffinity),
    affinity: cloneCounts(affinity),
    antiAffinity: cloneCounts(antiAffinity)
  }),

  changeState: (state, changed, node, delta, pod, snapshot) => {
    countAnti(state.existingAntiAffinity, changed.requiredAntiAffinity, pod, node, delta, snapshot)
    countAffinity(state.affinity, pod.requiredAffinity, changed, node, delta, snapshot)
    countAnti(state.antiAffinity, pod.requiredAntiAffinity, changed, node, delta, snapshot)
  },

  preScore: (pod, _feasible, snapshot) => {
    const { namespaces } = snapshot.listers
    const scores: TopologyCounts = new Map()
    const prefers = pod.preferredAffinity.length > 0 || pod.preferredAntiAffinity.length > 0
    const credit = (
      terms: readonly AffinityTerm[],
      meant: PodInfo,
      node: NodeInfo,
      weightOf: (t: AffinityTerm) => number
    ) => {
      for (const term of terms)
        if (termMatches(term, meant, namespaces)) count(scores, node, term.topologyKey, weightOf(term))
    }
    for (const node of snapshot.nodes)
      // Unless this pod has wishes of its own, only pods with affinity can have something to say about it.
      for (const existing of prefers ? node.pods : node.podsWithAffinity) {
        credit(pod.preferredAffinity, existing, node, ({ weight }) => weight)
        credit(pod.preferredAntiAffinity, existing, node, ({ weight }) => -weight)
        credit(existing.requiredAffinity, pod, node, () => hardPodAffinityWeight)
        credit(existing.preferredAffinity, pod, node, ({ weight }) => weight)
        credit(existing.preferredAntiAffinity, pod, node, ({ weight }) => -weight)
      }
    return scores
  },

  score: ({ labels }, _pod, scores) => {
    let sum = 0
    for (const [key, values] of scores) {
      const value = labels[key]
      if (value !== undefined) sum += values.get(value) ?? 0
    }
    return sum
  },

  normalize: (scores) => {
    const min = Math.min(...scores)
    const spread = Math.max(...scores) - min
    return scores.map((score) => (spread > 0 ? Math.trunc(maxNodeScore * ((score - min) / spread)) : 0))
  }
}

const cloneCounts = (counts: TopologyCounts): TopologyCounts =>
  new Map([...counts].map(([key, values]) => [key, new Map(values)]))

/** The first pod of a series that wants to be with its own kind may go anywhere that has the topology labels. */
function satisfiesAffinity(node: NodeInfo, pod: PodInfo, state: FilterState, snapshot: Snapshot): boolean {
  let podsExist = true
  for (const { topologyKey } of pod.requiredAffinity) {
    const value = node.labels[topologyKey]
    if (value === undefined) return false
    if (at(state.affinity, topologyKey, value) <= 0) podsExist = false
  }
  return podsExist || (isEmpty(state.affinity) && matchesAll(pod.requiredAffinity, pod, snapshot))
}
