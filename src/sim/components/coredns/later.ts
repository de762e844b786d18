import { late } from '../../../base/late'
import type { readCorefile } from './corefile'

/** What reads a Corefile that somebody has changed: nobody has before a run begins. */
export const writtenCorefile = late<typeof readCorefile>('Corefiles that people have changed')
