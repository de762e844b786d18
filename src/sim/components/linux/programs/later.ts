import { late } from '../../../../base/late'
import type { Program } from './program'

/** Programs that print and that change lines of text: what clusters begin with runs none of them. */
export const textPrograms = late<Readonly<Record<string, Program>>>('programs that work on texts')

/** Their names. */
export const textNames =
  'echo printf seq grep egrep fgrep head tail wc sort uniq column tac rev nl base64 jq cut tr sed awk diff expr basename dirname'.split(
    ' '
  )
