import { date } from './date'
import { directories } from './directories'
import { diskPrograms } from './disk'
import { files } from './files'
import type { Program } from './program'
import { looking } from './looking'
import { gzipProgram, tar } from './tar'
import { text } from './text'
import { wrappers } from './wrappers'

export { oneLiner } from './one-liners'

/** What people and their scripts run: loaded later, by `later.ts`. */
export const programs: Readonly<Record<string, Program>> = {
  ...files,
  ...directories,
  ...diskPrograms,
  tar,
  gzip: gzipProgram,
  gunzip: gzipProgram,
  zcat: gzipProgram,
  ...text,
  ...looking,
  ...wrappers,
  date: (args, around) => date(args, around)
}
export { bannerOf } from './server-banners'
export { greetingOf } from './greetings'
export { machineView } from './machine-view'
export { systemFile } from './system-files'
export { isLacking, managed } from './systems'
export { toldOf } from './versions'
