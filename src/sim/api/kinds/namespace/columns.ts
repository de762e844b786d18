import { since } from '../../duration'
import type { Namespace } from '../../types'
import { as, type Columns } from '../columns'

export const columns: Columns = {
  headers: ['NAME', 'STATUS', 'AGE'],
  row: (object, now) => [
    object.metadata.name,
    as<Namespace>(object).status?.phase ?? '',
    since(object.metadata.creationTimestamp, now)
  ]
}
