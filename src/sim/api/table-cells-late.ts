import { late } from '../../base/late'
import type { meaningOf } from './explain/columns'
import type { cellOf } from './table-cells'

/** What Tables are made of but for plain cells: cells by a rule of their own, and what columns mean. For who lists objects as tables. */
export const tableCells = late<{ readonly cellOf: typeof cellOf; readonly meaningOf: typeof meaningOf }>(
  'cells of tables'
)
