import { since } from '../../duration'
import type { ConfigMap } from '../../types'
import { as, type Columns } from '../columns'

export const columns: Columns = {
  headers: ['NAME', 'DATA', 'AGE'],
  row: (object, now) => {
    const { data = {}, binaryData = {} } = as<ConfigMap>(object)
    const count = Object.keys(data).length + Object.keys(binaryData).length
    return [object.metadata.name, String(count), since(object.metadata.creationTimestamp, now)]
  }
}
