import { maxNodeScore, type Plugin } from '../framework/types'

/**
 * Prefers nodes where cpu and memory would be used in like proportion. Counts true requests.
 * Models plugins/noderesources/balanced_allocation.go.
 */
export const nodeResourcesBalancedAllocation: Plugin = {
  name: 'NodeResourcesBalancedAllocation',
  weight: 1,
  score: ({ requested, allocatable }, { request, overheadQuirk }, _state, { release }) => {
    // Newer releases skip best-effort pods, which cannot change the balance.
    if (release === '1.36' && request.milliCPU === 0 && request.memory === 0) return 0
    const balance = (cpu: number, memory: number): number =>
      Math.trunc((1 - deviation(share(cpu, allocatable.milliCPU), share(memory, allocatable.memory))) * maxNodeScore)
    const quirk = release === '1.25' ? overheadQuirk : 0
    const withPod = balance(requested.milliCPU + request.milliCPU + quirk, requested.memory + request.memory)
    if (release === '1.25') return withPod
    // Since 1.36 what counts is how much the pod changes the balance.
    const before = balance(requested.milliCPU, requested.memory)
    return Math.floor((maxNodeScore + maxNodeScore / 2 + withPod - before) / 2)
  }
}

/** How much of it would be used; nothing of what the node does not have. */
const share = (wanted: number, has: number): number | undefined => (has === 0 ? undefined : Math.min(wanted / has, 1))

/** The standard deviation of two. */
const deviation = (cpu: number | undefined, memory: number | undefined): number =>
  cpu === undefined || memory === undefined ? 0 : Math.abs((cpu - memory) / 2)
