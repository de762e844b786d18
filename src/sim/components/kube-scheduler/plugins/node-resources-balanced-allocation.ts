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
    const fractions: number[] = []
    const use = (wanted: number, has: number) => {
      if (has !== 0) fractions.push(Math.min(wanted / has, 1))
    }
    use(requested.milliCPU + request.milliCPU + (release === '1.25' ? overheadQuirk : 0), allocatable.milliCPU)
    use(requested.memory + request.memory, allocatable.memory)
    const deviation = fractions.length === 2 ? Math.abs((fractions[0]! - fractions[1]!) / 2) : 0
    return Math.trunc((1 - deviation) * maxNodeScore)
  }
}
