import { late } from '../../../base/late'
import type * as Shell from './shell'

/** What reads and runs scripts: the containers that clusters begin with run programs without a shell. */
export const shell = late<typeof Shell>('the shell')
