import type { Container, Pod } from '../types'
import { amountOf, plus, zero, type Amount } from './amount'

export type Amounts = ReadonlyMap<string, Amount>
type Part = 'requests' | 'limits'

const amountsIn = (container: Container, part: Part): Map<string, Amount> =>
  new Map(Object.entries(container.resources?.[part] ?? {}).map(([name, value]) => [name, amountOf(String(value))]))

function add(to: Map<string, Amount>, other: Amounts): void {
  for (const [name, amount] of other) to.set(name, plus(to.get(name) ?? zero, amount))
}

function raise(to: Map<string, Amount>, other: Amounts): void {
  for (const [name, amount] of other) {
    const known = to.get(name)
    if (!known || amount.milli > known.milli) to.set(name, amount)
  }
}

/**
 * What a pod asks for, or is limited to: the sum of its containers, or the most that its init containers need at one time, and
 * its overhead. Models component-helpers/resource PodRequests and PodLimits.
 */
export function podAmounts({ spec }: Pick<Pod, 'spec'>, part: Part): Map<string, Amount> {
  const sum = new Map<string, Amount>()
  for (const container of spec.containers ?? []) add(sum, amountsIn(container, part))
  const sidecars = new Map<string, Amount>()
  const most = new Map<string, Amount>()
  for (const container of spec.initContainers ?? []) {
    const own = amountsIn(container, part)
    if (container.restartPolicy === 'Always') {
      add(sum, own)
      add(sidecars, own)
      raise(most, sidecars)
      continue
    }
    const atOnce = new Map(own)
    add(atOnce, sidecars)
    raise(most, atOnce)
  }
  raise(sum, most)
  const { resources, overhead } = spec as { resources?: Container['resources']; overhead?: Record<string, string> }
  for (const [name, value] of Object.entries(resources?.[part] ?? {})) sum.set(name, amountOf(String(value)))
  if (overhead)
    for (const [name, value] of Object.entries(overhead))
      if (part === 'requests' || sum.has(name)) sum.set(name, plus(sum.get(name) ?? zero, amountOf(value)))
  return sum
}
