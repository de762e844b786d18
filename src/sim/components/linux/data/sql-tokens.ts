/** A word of SQL: a name or keyword (as written), a number, a text in quotes, a sign. */
export interface Token {
  readonly kind: 'name' | 'number' | 'text' | 'sign'
  readonly text: string
}

const shapes =
  /\s+|--[^\n]*|\/\*[^]*?\*\/|'(?:[^'\\]|''|\\[^])*'|"(?:[^"\\]|""|\\[^])*"|`[^`]*`|\d+(?:\.\d+)?|@@?[\w.]+|[A-Za-z_][\w$]*|<=|>=|<>|!=|\|\||::|[^]/g

/** Statements of a script, without what stands between them. */
export function statements(script: string): Token[][] {
  const found: Token[][] = [[]]
  for (const [piece] of script.matchAll(shapes)) {
    if (/^(?:\s|--|\/\*)/.test(piece)) continue
    const last = found[found.length - 1]!
    if (piece === ';') found.push([])
    else if (piece.startsWith("'")) last.push({ kind: 'text', text: unquoted(piece) })
    else if (/^["`]/.test(piece)) last.push({ kind: 'name', text: piece.slice(1, -1) })
    else if (/^\d/.test(piece)) last.push({ kind: 'number', text: piece })
    else last.push({ kind: /^[@A-Za-z_]/.test(piece) ? 'name' : 'sign', text: piece })
  }
  return found.filter((tokens) => tokens.length > 0)
}

const unquoted = (piece: string): string =>
  piece.slice(1, -1).replace(/''|\\([^])/g, (sign, letter?: string) => letter ?? sign[0]!)

/** Reads tokens from left to right. */
export class Reader {
  at = 0
  constructor(private readonly tokens: readonly Token[]) {}

  get next(): Token | undefined {
    return this.tokens[this.at]
  }
  get isOver(): boolean {
    return this.at >= this.tokens.length
  }
  /** Takes these words, whatever their case, if they come next. */
  take(...words: readonly string[]): boolean {
    const fits = words.every((word, i) => {
      const token = this.tokens[this.at + i]
      return token !== undefined && token.kind !== 'text' && token.text.toLowerCase() === word
    })
    if (fits) this.at += words.length
    return fits
  }
  /** A name, without the database before its dot. */
  name(): string {
    const first = this.tokens[this.at++]?.text ?? ''
    if (!this.take('.')) return first
    return this.tokens[this.at++]?.text ?? ''
  }
  /** The tokens between brackets, cut at the commas that are within no others. */
  list(): Token[][] {
    const found: Token[][] = []
    if (!this.take('(')) return found
    let part: Token[] = []
    for (let depth = 0; !this.isOver;) {
      const token = this.tokens[this.at++]!
      const sign = token.kind === 'sign' ? token.text : ''
      if (sign === '(') depth++
      if (sign === ')' && depth-- === 0) break
      if (sign === ',' && depth === 0) {
        found.push(part)
        part = []
      } else part.push(token)
    }
    if (part.length > 0) found.push(part)
    return found
  }
  /** Tokens up to one of these words. */
  until(...words: readonly string[]): Token[] {
    const start = this.at
    while (this.next && !(this.next.kind !== 'text' && words.includes(this.next.text.toLowerCase()))) this.at++
    return this.tokens.slice(start, this.at)
  }
}
