import { late } from '../../../../base/late'
import type { readConfig } from './read'

/** What reads a configuration of HAProxy that somebody has written: nobody has before a run begins. */
export const writtenConfig = late<typeof readConfig>('configurations of HAProxy that people have written')
