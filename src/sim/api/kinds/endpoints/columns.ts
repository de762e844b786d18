import { since } from '../../duration'
import type { Endpoints } from '../../types'
import { as, none, type Columns } from '../columns'

/** At most three addresses, then how many more. Models formatEndpoints. */
export function endpointsText(subsets: Endpoints['subsets'], portName?: string): string {
  const all = (subsets ?? []).flatMap(({ addresses = [], ports }) => {
    if (!ports || ports.length === 0) return addresses.map(({ ip }) => ip)
    return ports
      .filter(({ name = '' }) => portName === undefined || name === portName)
      .flatMap(({ port }) => addresses.map(({ ip }) => `${ip}:${port}`))
  })
  if (all.length === 0) return none
  return all.slice(0, 3).join(',') + (all.length > 3 ? ` + ${all.length - 3} more...` : '')
}

export const columns: Columns = {
  headers: ['NAME', 'ENDPOINTS', 'AGE'],
  row: (object, now) => [
    object.metadata.name,
    endpointsText(as<Endpoints>(object).subsets),
    since(object.metadata.creationTimestamp, now)
  ]
}
