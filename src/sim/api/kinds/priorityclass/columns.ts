import { since } from '../../duration'
import type { PriorityClass } from '../../types'
import { as, type Columns } from '../columns'

export const columns: Columns = {
  headers: ['NAME', 'VALUE', 'GLOBAL-DEFAULT', 'AGE'],
  row: (object, now) => {
    const { value, globalDefault = false, metadata } = as<PriorityClass>(object)
    return [metadata.name, String(value), String(globalDefault), since(metadata.creationTimestamp, now)]
  }
}
