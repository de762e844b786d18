import { decide } from './cobra/decide'
import { splitLine } from './command-line'
import { commandOf } from './start'

/**
 * Whether a line, as typed without the leading `kubectl`, can change nothing: its command only reads, or is told to try only, or it
 * is no command at all and prints what is wrong.
 */
export function readsOnly(line: string): boolean {
  const words = wordsOf(line)
  const decision = words && decide(words)
  if (!decision || decision.do !== 'run') return true
  const [, command] = commandOf(decision.command.path)
  if (!command || command.reads) return true
  const dryRun = decision.flags['dry-run']
  return typeof dryRun === 'string' && dryRun !== 'none' && dryRun !== 'false'
}

function wordsOf(line: string): string[] | undefined {
  const words = splitLine(line)
  if (!words.ok) return undefined
  return words.value[0] === 'kubectl' ? words.value.slice(1) : words.value
}
