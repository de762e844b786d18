import { since } from '../../duration'
import type { StatefulSet } from '../../types'
import { as, containersOf, type Columns } from '../columns'

export const columns: Columns = {
  headers: ['NAME', 'READY', 'AGE'],
  wide: ['CONTAINERS', 'IMAGES'],
  row: (object, now) => {
    const { metadata, spec, status } = as<StatefulSet>(object)
    return [
      metadata.name,
      `${status?.readyReplicas ?? 0}/${spec.replicas ?? 1}`,
      since(metadata.creationTimestamp, now),
      ...containersOf(spec.template)
    ]
  }
}
