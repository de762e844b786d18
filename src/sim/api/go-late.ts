import { late } from '../../base/late'
import type { goDiff } from './go-diff'
import type { goStruct } from './go-struct'

/** How errors show objects: for who is refused. */
export const goForms = late<{ readonly goDiff: typeof goDiff; readonly goStruct: typeof goStruct }>(
  "Go's forms of objects in errors"
)
