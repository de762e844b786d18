import { since } from '../../duration'
import type { DaemonSet } from '../../types'
import { as, containersOf, labelText, selectorText, type Columns } from '../columns'

export const columns: Columns = {
  headers: ['NAME', 'DESIRED', 'CURRENT', 'READY', 'UP-TO-DATE', 'AVAILABLE', 'NODE SELECTOR', 'AGE'],
  wide: ['CONTAINERS', 'IMAGES', 'SELECTOR'],
  row: (object, now) => {
    const { metadata, spec, status } = as<DaemonSet>(object)
    return [
      metadata.name,
      String(status?.desiredNumberScheduled ?? 0),
      String(status?.currentNumberScheduled ?? 0),
      String(status?.numberReady ?? 0),
      String(status?.updatedNumberScheduled ?? 0),
      String(status?.numberAvailable ?? 0),
      labelText(spec.template.spec?.nodeSelector),
      since(metadata.creationTimestamp, now),
      ...containersOf(spec.template),
      selectorText(spec.selector)
    ]
  }
}
