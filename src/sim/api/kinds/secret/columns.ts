import { since } from '../../duration'
import type { Secret } from '../../types'
import { as, type Columns } from '../columns'

export const columns: Columns = {
  headers: ['NAME', 'TYPE', 'DATA', 'AGE'],
  row: (object, now) => {
    const { type = '', data = {} } = as<Secret>(object)
    return [object.metadata.name, type, String(Object.keys(data).length), since(object.metadata.creationTimestamp, now)]
  }
}
