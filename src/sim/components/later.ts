import { late } from '../../base/late'
import type * as Rare from './rare'

/** What runs in pods that no cluster begins with, and what asks from outside: statecharts and views. */
export const rareComponents = late<typeof Rare>('components that few clusters have')
