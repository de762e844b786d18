import { date } from './date'
import { files } from './files'
import type { Program } from './program'
import { text } from './text'
import { wrappers } from './wrappers'

export { oneLiner } from './one-liners'

/** What people and their scripts run: loaded later, by `later.ts`. */
export const programs: Readonly<Record<string, Program>> = {
  ...files,
  ...text,
  ...wrappers,
  date: (args, around) => date(args, around)
}
