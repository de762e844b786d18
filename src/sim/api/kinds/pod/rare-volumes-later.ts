import { late } from '../../../../base/late'
import type * as Rare from './rare-volumes'

/** Checks of volumes that no cluster's first pods have. */
export const rareVolumes = late<typeof Rare>('volumes that few pods have')

export type RareSource = keyof typeof Rare.otherSources
