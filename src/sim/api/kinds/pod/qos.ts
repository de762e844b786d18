import { addQuantities, compareQuantities } from '../../quantity'
import { list, map, part, type Part } from '../parts'

/** Models pkg/apis/core/v1/helper/qos/qos.go ComputePodQOS; an amount of zero counts as none. */
export function qosClass(spec: Part): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const own = part(spec.resources)
  const counted =
    own && Object.keys({ ...map(own.requests), ...map(own.limits) }).length > 0
      ? [own]
      : [...list(spec.containers), ...list(spec.initContainers)].map(({ resources }) => part(resources) ?? {})
  const requests = sum(counted.map((resources) => map(resources.requests)))
  const limits = sum(counted.map((resources) => map(resources.limits)))
  if (requests.size === 0 && limits.size === 0) return 'BestEffort'
  const bounded = counted.every(({ limits: own }) => supported.every((name) => isPositive(map(own)[name])))
  const guaranteed =
    bounded &&
    requests.size === limits.size &&
    [...requests].every(([name, amount]) => compareQuantities(amount, limits.get(name) ?? '0') === 0)
  return guaranteed ? 'Guaranteed' : 'Burstable'
}

const supported = ['cpu', 'memory'] as const
const isPositive = (amount: string | undefined): amount is string =>
  amount !== undefined && compareQuantities(amount, '0') > 0

function sum(lists: readonly Readonly<Record<string, string>>[]): Map<string, string> {
  const total = new Map<string, string>()
  for (const amounts of lists)
    for (const name of supported) {
      const amount = amounts[name]
      if (isPositive(amount)) total.set(name, addQuantities(total.get(name) ?? '0', amount))
    }
  return total
}
