import { since } from '../../duration'
import type { Deployment } from '../../types'
import { as, containersOf, selectorText, type Columns } from '../columns'

export const columns: Columns = {
  headers: ['NAME', 'READY', 'UP-TO-DATE', 'AVAILABLE', 'AGE'],
  wide: ['CONTAINERS', 'IMAGES', 'SELECTOR'],
  row: (object, now) => {
    const { metadata, spec, status } = as<Deployment>(object)
    return [
      metadata.name,
      `${status?.readyReplicas ?? 0}/${spec.replicas ?? 1}`,
      String(status?.updatedReplicas ?? 0),
      String(status?.availableReplicas ?? 0),
      since(metadata.creationTimestamp, now),
      ...containersOf(spec.template),
      selectorText(spec.selector)
    ]
  }
}
