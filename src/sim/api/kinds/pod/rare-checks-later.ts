import { late } from '../../../../base/late'
import type * as Rare from './rare-checks'

/** Checks of what no cluster's first pods have: their kinds of volumes, and Windows. */
export const rareChecks = late<typeof Rare>('checks of what few pods have')

export type RareSource = keyof typeof Rare.otherSources
