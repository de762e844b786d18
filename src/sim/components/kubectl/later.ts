import { late } from '../../../base/late'
import type { pageText } from './cobra/prose'
import type { commands } from './commands'
import type { formatted } from './print/output'
import type { run } from './start'

/** All of kubectl but what brings a cluster its first objects. */
export const kubectl = late<{
  readonly commands: typeof commands
  readonly run: typeof run
  readonly pageText: typeof pageText
  readonly formatted: typeof formatted
}>('kubectl')
