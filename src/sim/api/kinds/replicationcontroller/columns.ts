import { since } from '../../duration'
import type { ReplicationController } from '../../types'
import { as, containersOf, labelText, type Columns } from '../columns'

export const columns: Columns = {
  headers: ['NAME', 'DESIRED', 'CURRENT', 'READY', 'AGE'],
  wide: ['CONTAINERS', 'IMAGES', 'SELECTOR'],
  row: (object, now) => {
    const { metadata, spec, status } = as<ReplicationController>(object)
    return [
      metadata.name,
      String(spec.replicas ?? 1),
      String(status?.replicas ?? 0),
      String(status?.readyReplicas ?? 0),
      since(metadata.creationTimestamp, now),
      ...containersOf(spec.template),
      labelText(spec.selector)
    ]
  }
}
