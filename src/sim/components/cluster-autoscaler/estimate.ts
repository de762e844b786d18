import type { Pod } from '../../api/types'
import type { GroupState } from '../cloud/messages'
import { podRequest } from '../kube-scheduler/framework/resources'
import { addTemplate, keyOf, place, podInfo, type Trial } from './simulate'

/** What a group could do for pods. Models expander.Option. */
export interface Option {
  readonly group: GroupState
  readonly count: number
  readonly pods: readonly Pod[]
  /** Share of CPU and memory that would lie idle, as the expander `least-waste` has it. */
  readonly waste: number
  /** Why its machines do not take a pod, by the pod's key. */
  readonly rejected: ReadonlyMap<string, string[]>
}

/** More machines than these are never estimated at once (--max-nodes-per-scaleup). */
const most = 1_000

/**
 * How many machines of a group the pods need: the largest first, each on the first new machine that takes it.
 * Models estimator/binpacking_estimator.go.
 */
export function estimate({ table, context }: Trial, group: GroupState, pods: readonly Pod[]): Option {
  const trial: Trial = { table: { byName: new Map(table.byName), images: new Map(table.images) }, context }
  const fresh = new Set<string>()
  const placed: Pod[] = []
  const rejected = new Map<string, string[]>()
  const used = new Set<string>()
  const grow = () => {
    const name = `template-${group.name}-${fresh.size}`
    addTemplate(trial, group, name)
    fresh.add(name)
    return name
  }
  for (const pod of [...pods].sort((a, b) => score(group, b) - score(group, a))) {
    const info = podInfo(pod)
    let found = place(trial, info, (name) => fresh.has(name))
    // One that does not take a pod while it is empty never will.
    if (!('node' in found) && fresh.size < most && used.size === fresh.size) {
      grow()
      found = place(trial, info, (name) => fresh.has(name))
    }
    if ('node' in found) {
      placed.push(pod)
      used.add(found.node)
    } else rejected.set(keyOf(pod), [...found.refusal.reasons])
  }
  return { group, count: used.size, pods: placed, waste: wasteOf(trial, [...used]), rejected }
}

const score = ({ cpu, memoryMib }: GroupState, { spec }: Pod): number => {
  const { milliCPU, memory } = podRequest(spec)
  return milliCPU / (cpu * 1_000) + memory / (memoryMib * 1_048_576)
}

/** Models expander/waste/waste.go. */
function wasteOf({ table }: Trial, names: readonly string[]): number {
  const sum = (of: (name: string) => number) => names.reduce((total, name) => total + of(name), 0)
  const idle = (part: 'milliCPU' | 'memory') => {
    const all = sum((name) => table.byName.get(name)!.allocatable[part])
    return all === 0 ? 0 : (all - sum((name) => table.byName.get(name)!.requested[part])) / all
  }
  return idle('milliCPU') + idle('memory')
}
