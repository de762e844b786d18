import { pathFrom } from './places'
import type { Proc } from './proc'
import type { Surroundings } from './programs'
import type { Part, Word } from './shell-code'
import { expandPart, globOf, listOf, type Substitute } from './words'

/** A word in the making: what it says, the same as a pattern, and whether an unquoted sign makes it one. */
interface Field {
  text: string
  pattern: string
  wild: boolean
  /** It stays though it is empty: something of it was quoted. */
  stays: boolean
}

const fresh = (): Field => ({ text: '', pattern: '', wild: false, stays: false })

/** Words before which a shell assigns, as it does in the beginning of a command: the value is one word. */
const declares: ReadonlySet<string> = new Set(['export', 'local', 'declare', 'readonly', 'typeset', 'alias'])

/**
 * A command's words after expansion (POSIX 2.6): what is unquoted is split at blanks and vanishes if it is empty, and a pattern that
 * fits files is those. In `[[ … ]]` and in an assignment each word stays one.
 */
export function expandAll(proc: Proc, words: readonly Word[], around: Surroundings, substitute: Substitute): string[] {
  const found: string[] = []
  let assigns = true
  for (const word of words) {
    assigns = (assigns || declares.has(found[0] ?? '')) && isAssignment(word)
    const whole = assigns || found[0] === '[['
    const fields = fieldsOf(proc, word, around, substitute, whole)
    for (const field of fields) {
      const names = field.wild && !whole ? filesOf(field.pattern, proc.cwd, around) : []
      const isPattern = found[0] === '[[' && /^[!=]?=$/.test(found[found.length - 1] ?? '')
      found.push(...(names.length > 0 ? names : [isPattern ? field.pattern : field.text]))
    }
  }
  return found
}

/** `x=…`: its value is one, blanks, newlines and all. */
function isAssignment([first]: Word): boolean {
  return first?.kind === 'text' && !first.quoted && /^[A-Za-z_][A-Za-z0-9_]*=/.test(first.text)
}

function fieldsOf(proc: Proc, word: Word, around: Surroundings, substitute: Substitute, whole: boolean): Field[] {
  const fields: Field[] = []
  let open: Field | null = whole ? { ...fresh(), stays: true } : null
  const close = () => {
    if (open && (open.stays || open.text !== '')) fields.push(open)
    open = null
  }
  const add = (text: string, quoted: boolean) => {
    open ??= fresh()
    open.text += text
    open.pattern += quoted ? text.replace(/[*?[\]\\]/g, (sign) => `\\${sign}`) : text
    open.wild ||= !quoted && /[*?[]/.test(text)
    open.stays ||= quoted
  }
  // `"$@"` of nothing is no word.
  const vanishes = word.some((part) => part.kind === 'param' && part.spreads && listOf(proc, part.name).length === 0)
  for (const part of word) {
    if (vanishes && part.kind === 'text' && part.text === '') continue
    if (part.kind === 'text') add(part.text, part.quoted)
    else if (part.kind === 'param' && part.spreads && !whole) {
      // Each element is a word; the first goes on with what stands before it.
      for (const [i, each] of listOf(proc, part.name).entries()) {
        if (i > 0) close()
        if (isQuoted(part)) add(each, true)
        else split(each, close, add)
      }
    } else {
      const text = expandPart(proc, part, around, substitute)
      if (whole || isQuoted(part)) add(text, true)
      else split(text, close, add)
    }
  }
  close()
  return fields
}

const isQuoted = (part: Part): boolean => 'quoted' in part && part.quoted === true

/** An unquoted text is as many words as there are between its blanks. */
function split(text: string, close: () => void, add: (text: string, quoted: boolean) => void): void {
  for (const [i, piece] of text.split(/[ \t\n]+/).entries()) {
    if (i > 0) close()
    if (piece !== '') add(piece, false)
  }
}

/** The files and directories that a pattern fits, in order; hidden ones only if it names the dot. */
function filesOf(pattern: string, cwd: string, { files, cwd: works }: Surroundings): string[] {
  const isAbsolute = pattern.startsWith('/') || works === undefined
  const full = isAbsolute ? pattern : pathFrom(cwd, pattern)
  const parts = full.split('/')
  const globs = parts.map((part) => ({ glob: globOf(part), hides: !part.startsWith('.') }))
  const fits = (names: readonly string[]) =>
    names.every((name, i) => globs[i]!.glob.test(name) && !(name.startsWith('.') && globs[i]!.hides))
  const found = new Set<string>()
  for (const file of files.keys()) {
    const names = file.split('/').slice(0, parts.length)
    if (names.length === parts.length && (names[names.length - 1] !== '' || full.endsWith('/')) && fits(names))
      found.add(names.join('/'))
  }
  const before = isAbsolute ? '' : pathFrom(cwd, '.').replace(/\/?$/, '/')
  return [...found].map((name) => (before === '' ? name : name.slice(before.length))).sort()
}
