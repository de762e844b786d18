/** A line that is being typed, and where the cursor stands in it. Plain data: keys make another one. */
export interface Line {
  readonly text: string
  readonly cursor: number
}

export const emptyLine: Line = { text: '', cursor: 0 }
export const lineOf = (text: string): Line => ({ text, cursor: text.length })

export const insert = ({ text, cursor }: Line, typed: string): Line => ({
  text: text.slice(0, cursor) + typed + text.slice(cursor),
  cursor: cursor + typed.length
})

const cut = ({ text }: Line, from: number, to: number): Line => ({
  text: text.slice(0, from) + text.slice(to),
  cursor: from
})

/** Where the word before the cursor begins. */
function wordBefore({ text, cursor }: Line): number {
  let at = cursor
  while (at > 0 && text[at - 1] === ' ') at--
  while (at > 0 && text[at - 1] !== ' ') at--
  return at
}

/** Where the word after the cursor ends. */
function wordAfter({ text, cursor }: Line): number {
  let at = cursor
  while (at < text.length && text[at] === ' ') at++
  while (at < text.length && text[at] !== ' ') at++
  return at
}

/** What keys do to a line, by the sequence that a terminal sends for them. Models readline's emacs mode. */
export const edits: Readonly<Record<string, (line: Line) => Line>> = {
  '\x7f': (line) => cut(line, Math.max(0, line.cursor - 1), line.cursor),
  '\b': (line) => cut(line, Math.max(0, line.cursor - 1), line.cursor),
  '\x1b[3~': (line) => ({ ...cut(line, line.cursor, line.cursor + 1), cursor: line.cursor }),
  '\x1b[D': ({ text, cursor }) => ({ text, cursor: Math.max(0, cursor - 1) }),
  '\x02': ({ text, cursor }) => ({ text, cursor: Math.max(0, cursor - 1) }),
  '\x1b[C': ({ text, cursor }) => ({ text, cursor: Math.min(text.length, cursor + 1) }),
  '\x06': ({ text, cursor }) => ({ text, cursor: Math.min(text.length, cursor + 1) }),
  '\x1b[H': ({ text }) => ({ text, cursor: 0 }),
  '\x01': ({ text }) => ({ text, cursor: 0 }),
  '\x1b[F': ({ text }) => lineOf(text),
  '\x05': ({ text }) => lineOf(text),
  '\x1b[1;5D': (line) => ({ ...line, cursor: wordBefore(line) }),
  '\x1bb': (line) => ({ ...line, cursor: wordBefore(line) }),
  '\x1b[1;5C': (line) => ({ ...line, cursor: wordAfter(line) }),
  '\x1bf': (line) => ({ ...line, cursor: wordAfter(line) }),
  '\x17': (line) => cut(line, wordBefore(line), line.cursor),
  '\x1b\x7f': (line) => cut(line, wordBefore(line), line.cursor),
  '\x1bd': (line) => ({ ...cut(line, line.cursor, wordAfter(line)), cursor: line.cursor }),
  '\x15': (line) => cut(line, 0, line.cursor),
  '\x0b': (line) => ({ ...cut(line, line.cursor, line.text.length), cursor: line.cursor })
}

/** What completion makes of a line: the part that all words have in common. */
export function completed({ text, cursor }: Line, from: number, words: readonly string[]): Line {
  const [first = ''] = words
  let common = first
  for (const word of words) while (!word.startsWith(common)) common = common.slice(0, -1)
  const head = text.slice(0, from) + common
  return common === '' ? { text, cursor } : { text: head + text.slice(cursor), cursor: head.length }
}
