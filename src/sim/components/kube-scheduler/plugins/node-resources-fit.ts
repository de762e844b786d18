import type { Node } from '../../../api/types'
import type { Release } from '../../../releases'
import { maxNodeScore, unresolvable, unschedulable, type Plugin } from '../framework/types'
import { isNodeNews } from '../framework/cluster-event'
import type { NodeInfo } from '../framework/node-info'
import { resourcesFrom, type Resources } from '../framework/resources'

/** The pod's requests must fit; emptier nodes are better (LeastAllocated). Models plugins/noderesources/fit.go. */
export const nodeResourcesFit: Plugin = {
  name: 'NodeResourcesFit',
  wakes: ['AssignedPodDelete', 'AssignedPodScaleDown', 'UnscheduledPodScaleDown', 'NodeAdd', 'NodeAllocatableChange'],
  hint: (news, { request }) => {
    if (!isNodeNews(news)) return true
    const has = resourcesOf(news.node)
    // Whatever runs there: without a pod on it the node would have the room, and has more of what is wanted than before.
    return !exceeds(has, request) && (!news.before || hasMore(has, resourcesOf(news.before), request))
  },
  weight: 1,
  filter: (node, { request }, _state, { release }) => {
    const reasons = insufficient(node, request, release)
    if (reasons.length === 0) return undefined
    // Newer releases see that no eviction can make a node larger than it is.
    return release === '1.36' && exceeds(node.allocatable, request)
      ? unresolvable(...reasons)
      : unschedulable(...reasons)
  },
  score: (node, { nonZero, overheadQuirk }, _state, { release }) => {
    const milliCPU = nonZero.milliCPU + (release === '1.25' ? overheadQuirk : 0)
    return leastAllocated([
      [node.nonZeroRequested.milliCPU + milliCPU, node.allocatable.milliCPU],
      [node.nonZeroRequested.memory + nonZero.memory, node.allocatable.memory]
    ])
  }
}

/**
 * Models fit.go fitsRequest. 1.25 compares cpu, memory and ephemeral storage for every pod that asks for anything at
 * all, so an over-committed node refuses even a pod that asks for 0 of what is short.
 */
export function insufficient(node: NodeInfo, request: Resources, release: Release): readonly string[] {
  const { allocatable, requested } = node
  const reasons: string[] = []
  if (node.pods.length + 1 > allocatable.allowedPodNumber) reasons.push('Too many pods')
  const asksForMore = Object.keys(request.scalar).length > 0
  if (!asksForMore && request.milliCPU === 0 && request.memory === 0 && request.ephemeralStorage === 0) return reasons
  const check = (name: string, wants: number, free: number) => {
    if (wants > free && (wants > 0 || release === '1.25')) reasons.push(`Insufficient ${name}`)
  }
  check('cpu', request.milliCPU, allocatable.milliCPU - requested.milliCPU)
  check('memory', request.memory, allocatable.memory - requested.memory)
  check('ephemeral-storage', request.ephemeralStorage, allocatable.ephemeralStorage - requested.ephemeralStorage)
  for (const name in request.scalar)
    check(name, request.scalar[name]!, (allocatable.scalar[name] ?? 0) - (requested.scalar[name] ?? 0))
  return reasons
}

const resourcesOf = ({ status }: Node): Resources => resourcesFrom(status.allocatable ?? status.capacity)

/** Models fit.go haveAnyRequestedResourcesIncreased. */
const hasMore = (now: Resources, before: Resources, request: Resources): boolean =>
  now.allowedPodNumber > before.allowedPodNumber ||
  (request.milliCPU > 0 && now.milliCPU > before.milliCPU) ||
  (request.memory > 0 && now.memory > before.memory) ||
  (request.ephemeralStorage > 0 && now.ephemeralStorage > before.ephemeralStorage) ||
  Object.keys(request.scalar).some((name) => (now.scalar[name] ?? 0) > (before.scalar[name] ?? 0))

const exceeds = (allocatable: Resources, request: Resources): boolean =>
  request.milliCPU > allocatable.milliCPU ||
  request.memory > allocatable.memory ||
  request.ephemeralStorage > allocatable.ephemeralStorage ||
  Object.entries(request.scalar).some(([name, wants]) => wants > (allocatable.scalar[name] ?? 0))

/** Models least_allocated.go: the mean free share, in whole percent; a resource the node does not have is left out. */
function leastAllocated(pairs: readonly (readonly [requested: number, allocatable: number])[]): number {
  let sum = 0
  let weight = 0
  for (const [requested, allocatable] of pairs) {
    if (allocatable === 0) continue
    weight += 1
    if (requested <= allocatable) sum += Math.trunc(((allocatable - requested) * maxNodeScore) / allocatable)
  }
  return weight === 0 ? 0 : Math.trunc(sum / weight)
}
