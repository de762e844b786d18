import { since } from '../../duration'
import { type Columns } from '../columns'

export const columns: Columns = {
  headers: ['NAME', 'SECRETS', 'AGE'],
  row: (object, now) => {
    const { secrets: found = [] } = object as { secrets?: unknown[] }
    return [object.metadata.name, String(found.length), since(object.metadata.creationTimestamp, now)]
  }
}
