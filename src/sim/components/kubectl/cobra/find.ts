import { goQuote } from './quote'
import { root, type CommandRow } from './table'

export interface Found {
  readonly command: CommandRow
  /** The words that are left: flags and arguments. */
  readonly words: readonly string[]
  /** kubectl has no such command: what it says. */
  readonly unknown?: string
}

/** Which command a line means. Models cobra's Command.Find. */
export function findCommand(line: readonly string[]): Found {
  let command = root
  let words = line
  for (;;) {
    const [first] = argumentsOf(command, words)
    const next = first === undefined ? undefined : child(command, first)
    if (first === undefined || !next) {
      const unknown = command === root && first !== undefined
      return {
        command,
        words,
        ...(unknown ? { unknown: `unknown command ${goQuote(first)} for "kubectl"${suggested(first)}` } : {})
      }
    }
    words = without(command, words, first)
    command = next
  }
}

const child = ({ children }: CommandRow, word: string): CommandRow | undefined =>
  children.find(({ name, aliases }) => name === word || aliases.includes(word))

/** Whether the next word is the value of this flag. What cobra does not know takes one. */
function takesNext({ flags, shorts }: CommandRow, word: string): boolean {
  if (word.includes('=')) return false
  if (word.startsWith('--')) return (flags.get(word.slice(2).replaceAll('_', '-'))?.bare ?? '') === ''
  return word.startsWith('-') && word.length === 2 && (shorts.get(word[1]!)?.bare ?? '') === ''
}

/** Models cobra's stripFlags. */
function argumentsOf(command: CommandRow, words: readonly string[]): string[] {
  const found: string[] = []
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    if (word === '--') break
    if (takesNext(command, word)) {
      if (words.length - i - 1 <= 1) break
      i++
    } else if (word !== '' && !word.startsWith('-')) found.push(word)
  }
  return found
}

/** Models cobra's argsMinusFirstX. */
function without(command: CommandRow, words: readonly string[], taken: string): string[] {
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    if (word === '--') break
    if (takesNext(command, word)) i++
    else if (!word.startsWith('-') && word === taken) return [...words.slice(0, i), ...words.slice(i + 1)]
  }
  return [...words]
}

/** What was perhaps meant: within two edits, or beginning alike, or what people call it. Models cobra's SuggestionsFor. */
function suggested(typed: string): string {
  const lower = typed.toLowerCase()
  const near = root.children.flatMap(({ path, name, suggestFor }) =>
    // Without sub-commands `alpha` is not there for cobra.
    path === 'alpha'
      ? []
      : [
          ...(distance(lower, name) <= 2 || name.startsWith(lower) ? [name] : []),
          ...suggestFor.filter((word) => word === lower).map(() => name)
        ]
  )
  return near.length === 0 ? '' : `\n\nDid you mean this?\n${near.map((name) => `\t${name}\n`).join('')}`
}

/** Levenshtein's edit distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1))
    }
    row = next
  }
  return row[b.length]!
}
