import { late } from '../../base/late'
import type { cellOf } from './table-cells'

/** The cells that are made by a rule of their own: for who lists objects as tables. */
export const tableCells = late<{ readonly cellOf: typeof cellOf }>('cells of tables')
