import { since } from '../../duration'
import type { ReplicaSet } from '../../types'
import { as, containersOf, selectorText, type Columns } from '../columns'

export const columns: Columns = {
  headers: ['NAME', 'DESIRED', 'CURRENT', 'READY', 'AGE'],
  wide: ['CONTAINERS', 'IMAGES', 'SELECTOR'],
  row: (object, now) => {
    const { metadata, spec, status } = as<ReplicaSet>(object)
    return [
      metadata.name,
      String(spec.replicas ?? 1),
      String(status?.replicas ?? 0),
      String(status?.readyReplicas ?? 0),
      since(metadata.creationTimestamp, now),
      ...containersOf(spec.template),
      selectorText(spec.selector)
    ]
  }
}
