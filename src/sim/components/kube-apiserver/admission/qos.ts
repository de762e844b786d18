import type { Pod } from '../../../api/types'

/** Models pkg/apis/core/v1/helper/qos/qos.go. */
export function qosClass(spec: Pod['spec']): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const containers = [...(spec.containers ?? []), ...(spec.initContainers ?? [])]
  const counted = (list: object | undefined) =>
    Object.entries(list ?? {}).filter(([name]) => name === 'cpu' || name === 'memory')
  if (containers.every((c) => counted(c.resources?.requests).length === 0 && counted(c.resources?.limits).length === 0))
    return 'BestEffort'
  const guaranteed = containers.every((c) => {
    const limits = Object.fromEntries(counted(c.resources?.limits)) as Record<string, unknown>
    const requests = Object.fromEntries(counted(c.resources?.requests)) as Record<string, unknown>
    return (
      'cpu' in limits &&
      'memory' in limits &&
      Object.entries(requests).every(([name, value]) => String(limits[name]) === String(value))
    )
  })
  return guaranteed ? 'Guaranteed' : 'Burstable'
}
