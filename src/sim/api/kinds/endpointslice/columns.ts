import { since } from '../../duration'
import type { EndpointSlice } from '../../types'
import { as, type Columns } from '../columns'

const shortened = (items: readonly string[], unset: string): string =>
  items.length === 0 ? unset : items.slice(0, 3).join(',') + (items.length > 3 ? ` + ${items.length - 3} more...` : '')

export const columns: Columns = {
  headers: ['NAME', 'ADDRESSTYPE', 'PORTS', 'ENDPOINTS', 'AGE'],
  row: (object, now) => {
    const { metadata, addressType, ports, endpoints: found } = as<EndpointSlice>(object)
    return [
      metadata.name,
      addressType,
      shortened(
        (ports ?? []).map(({ port }) => String(port ?? '')),
        '<unset>'
      ),
      shortened(
        (found ?? []).flatMap(({ addresses }) => addresses),
        '<unset>'
      ),
      since(metadata.creationTimestamp, now)
    ]
  }
}
