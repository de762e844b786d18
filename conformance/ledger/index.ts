import { behaviours } from './behaviours'
import type { LedgerRow } from './row'

export type { LedgerRow } from './row'

/** Runs everything that was recorded, and says how far it comes out. Takes minutes with many seeds. */
export const ledger = (seeds: number): LedgerRow[] => behaviours.flatMap((grade) => grade(seeds))
