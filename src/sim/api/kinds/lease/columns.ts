import { since } from '../../duration'
import type { Lease } from '../../types'
import { as, type Columns } from '../columns'

export const columns: Columns = {
  headers: ['NAME', 'HOLDER', 'AGE'],
  row: (object, now) => [
    object.metadata.name,
    as<Lease>(object).spec.holderIdentity ?? '',
    since(object.metadata.creationTimestamp, now)
  ]
}
