import { commandOf, commands } from './commands'
import { parseFlags, splitLine } from './command-line'

/**
 * Whether a line, as typed without the leading `kubectl`, can change nothing: its command only reads, or is told to try only, or it
 * is no command at all and prints what is wrong.
 */
export function readsOnly(line: string): boolean {
  const words = splitLine(line)
  if (!words.ok) return true
  const found = commandOf(words.value[0] === 'kubectl' ? words.value.slice(1) : words.value)
  const command = found && commands[found.name]
  if (!found || !command || command.reads) return true
  const parsed = parseFlags(found.rest, command.flags, found.name)
  if (!parsed.ok || parsed.value.flags.help === true) return true
  const dryRun = parsed.value.flags['dry-run']
  return dryRun === true || (typeof dryRun === 'string' && dryRun !== 'none' && dryRun !== 'false')
}
