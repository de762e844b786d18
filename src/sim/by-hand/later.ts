import { late } from '../../base/late'
import type * as Run from './run'

/** Names of the programs: who runs them is loaded later. */
export const byHandNames: ReadonlySet<string> = new Set(['cp', 'etcdutl', 'mv', 'rm', 'scp', 'sed', 'tee'])

/** What people do with the files of a machine: nobody does before a run begins. */
export const byHand = late<typeof Run>('programs that work on files')
