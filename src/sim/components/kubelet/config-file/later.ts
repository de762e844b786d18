import { late } from '../../../../base/late'
import type { configured } from './settings'

/** What reads a configuration that somebody has written: nobody has before a run begins. */
export const writtenConfig = late<typeof configured>('configurations of kubelets that people have written')
