import { late } from '../../../base/late'
import type { answerTo } from './answer'
import type { readCorefile } from './corefile'

/** What reads a Corefile that somebody has changed: nobody has before a run begins. */
export const writtenCorefile = late<typeof readCorefile>('Corefiles that people have changed')

/** What answers a question: in a preset's first picture nobody asks one. */
export const answers = late<typeof answerTo>('answers of CoreDNS')
