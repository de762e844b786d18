/** An awk program: what is done before, for each line that a pattern chooses, and after. */
export interface AwkProgram {
  readonly begin: readonly Statement[]
  readonly rules: readonly Rule[]
  readonly end: readonly Statement[]
}

export interface Rule {
  /** None: every line; two: from a line that the first fits to one that the second fits. */
  readonly patterns: readonly Expression[]
  /** undefined: the line is printed. */
  readonly action?: readonly Statement[]
}

export type Expression =
  | { readonly is: 'number'; readonly value: number }
  | { readonly is: 'text'; readonly value: string }
  | { readonly is: 'regex'; readonly source: string }
  | { readonly is: 'field'; readonly of: Expression }
  | { readonly is: 'name'; readonly name: string }
  | { readonly is: 'element'; readonly name: string; readonly keys: readonly Expression[] }
  | { readonly is: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly is: 'not' | 'minus'; readonly of: Expression }
  | { readonly is: 'two'; readonly by: string; readonly left: Expression; readonly right: Expression }
  | { readonly is: 'choice'; readonly if: Expression; readonly then: Expression; readonly else: Expression }
  | { readonly is: 'assign'; readonly by: string; readonly to: Expression; readonly value: Expression }
  | { readonly is: 'step'; readonly by: 1 | -1; readonly before: boolean; readonly to: Expression }
  | { readonly is: 'in'; readonly key: Expression; readonly name: string }

export type Statement =
  | { readonly does: 'print' | 'printf'; readonly args: readonly Expression[] }
  | { readonly does: 'value'; readonly of: Expression }
  | { readonly does: 'if'; readonly if: Expression; readonly then: Block; readonly else: Block }
  | { readonly does: 'while'; readonly if: Expression; readonly body: Block; readonly step: Block }
  | { readonly does: 'each'; readonly name: string; readonly of: string; readonly body: Block }
  | { readonly does: 'delete'; readonly name: string; readonly keys: readonly Expression[] }
  | { readonly does: 'next' | 'exit' | 'break' | 'continue' }
type Block = readonly Statement[]

/** A text that is no program, in awk's words. */
export class AwkError extends Error {}

interface Token {
  readonly kind: 'number' | 'text' | 'regex' | 'name' | 'op' | 'end'
  readonly text: string
}

const operators = /^(?:\+\+|--|\+=|-=|\*=|\/=|%=|\^=|==|!=|<=|>=|&&|\|\||!~|[-+*/%^!<>=~?:,;(){}[\]$\n])/

/** Words and signs; `/` begins an expression where no value stands before it. */
function tokensOf(source: string): Token[] {
  const tokens: Token[] = []
  let rest = source
  const push = (kind: Token['kind'], text: string, length: number) => {
    tokens.push({ kind, text })
    rest = rest.slice(length)
  }
  while (rest !== '') {
    const space = /^(?:[ \t\r]+|#[^\n]*|\\\n)/.exec(rest)
    if (space) {
      rest = rest.slice(space[0].length)
      continue
    }
    const last = tokens.at(-1)
    const afterValue = last !== undefined && (last.kind !== 'op' || last.text === ')' || last.text === ']')
    const regex = afterValue ? null : /^\/((?:[^/\\\n]|\\.)*)\//.exec(rest)
    const text = /^"((?:[^"\\]|\\[^])*)"/.exec(rest)
    const number = /^(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/.exec(rest)
    const name = /^[A-Za-z_]\w*/.exec(rest)
    const operator = operators.exec(rest)
    if (regex) push('regex', regex[1]!.replaceAll('\\/', '/'), regex[0].length)
    else if (text) push('text', unescaped(text[1]!), text[0].length)
    else if (number) push('number', number[0], number[0].length)
    else if (name) push('name', name[0], name[0].length)
    else if (operator) push('op', operator[0], operator[0].length)
    else throw new AwkError(rest[0])
  }
  return [...tokens, { kind: 'end', text: '' }]
}

const unescaped = (text: string): string =>
  text.replace(
    /\\(.)/gs,
    (whole, letter: string) => ({ n: '\n', t: '\t', r: '\r', '\\': '\\', '"': '"', '/': '/' })[letter] ?? whole
  )

export function parseAwk(source: string): AwkProgram {
  return new Parser(tokensOf(source)).program()
}

const comparisons = new Set(['<', '<=', '==', '!=', '>', '>='])
const assignments = new Set(['=', '+=', '-=', '*=', '/=', '%=', '^='])

class Parser {
  private at = 0

  constructor(private readonly tokens: readonly Token[]) {}

  program(): AwkProgram {
    const [begin, end, rules]: [Statement[], Statement[], Rule[]] = [[], [], []]
    for (this.gaps(); this.peek().kind !== 'end'; this.gaps()) {
      if (this.peek().kind === 'name' && this.peek().text === 'function') throw new AwkError('function')
      if (this.word('BEGIN')) begin.push(...this.block())
      else if (this.word('END')) end.push(...this.block())
      else {
        const patterns: Expression[] = []
        if (!this.sees('{')) {
          patterns.push(this.expression())
          if (this.op(',')) patterns.push(this.expression())
        }
        rules.push({ patterns, ...(this.sees('{') && { action: this.block() }) })
      }
    }
    return { begin, rules, end }
  }

  private peek(): Token {
    return this.tokens[this.at]!
  }
  private sees(text: string): boolean {
    return this.peek().kind === 'op' && this.peek().text === text
  }
  private op(text: string): boolean {
    if (!this.sees(text)) return false
    this.at++
    return true
  }
  private word(text: string): boolean {
    if (this.peek().kind !== 'name' || this.peek().text !== text) return false
    this.at++
    return true
  }
  private need(text: string): void {
    if (!this.op(text)) throw new AwkError(this.peek().text || 'end')
  }
  private lines(): void {
    while (this.op('\n'));
  }
  private gaps(): void {
    while (this.op('\n') || this.op(';'));
  }

  private block(): Block {
    this.need('{')
    const found: Statement[] = []
    for (this.gaps(); !this.op('}'); this.gaps()) found.push(...this.statement())
    return found
  }

  /** One statement, or a block of them. */
  private statement(): Block {
    this.lines()
    if (this.sees('{')) return this.block()
    if (this.op(';')) return []
    for (const does of ['next', 'exit', 'break', 'continue'] as const) {
      if (!this.word(does)) continue
      if (!this.sees(';') && !this.sees('}') && !this.sees('\n') && this.peek().kind !== 'end') this.expression()
      return [{ does }]
    }
    for (const does of ['print', 'printf'] as const) if (this.word(does)) return [{ does, args: this.printed() }]
    if (this.word('if')) {
      const condition = this.inParens()
      const then = this.statement()
      const before = this.at
      this.gaps()
      if (this.word('else')) return [{ does: 'if', if: condition, then, else: this.statement() }]
      this.at = before
      return [{ does: 'if', if: condition, then, else: [] }]
    }
    if (this.word('while')) {
      const condition = this.inParens()
      return [{ does: 'while', if: condition, body: this.statement(), step: [] }]
    }
    if (this.word('for')) return this.loop()
    if (this.word('delete')) {
      const name = this.name()
      return [{ does: 'delete', name, keys: this.op('[') ? this.list(']') : [] }]
    }
    return [{ does: 'value', of: this.expression() }]
  }

  private loop(): Block {
    this.need('(')
    const [first, word, of, end] = this.tokens.slice(this.at, this.at + 4)
    if (first?.kind === 'name' && word?.text === 'in' && of?.kind === 'name' && end?.text === ')') {
      this.at += 4
      return [{ does: 'each', name: first.text, of: of.text, body: this.statement() }]
    }
    const part = (close: string): Expression | undefined => {
      const found = this.sees(close) ? undefined : this.expression()
      this.need(close)
      return found
    }
    const [start, condition, step] = [part(';'), part(';'), part(')')]
    const value = (of: Expression | undefined): Block => (of ? [{ does: 'value', of }] : [])
    const body = this.statement()
    return [...value(start), { does: 'while', if: condition ?? { is: 'number', value: 1 }, body, step: value(step) }]
  }

  private printed(): Expression[] {
    const ends = () => [';', '}', '\n', '>'].some((text) => this.sees(text)) || this.peek().kind === 'end'
    if (ends()) return []
    const found = [this.expression()]
    while (this.op(',')) found.push(this.expression())
    if (!ends()) throw new AwkError(this.peek().text)
    if (this.sees('>')) throw new AwkError('>')
    return found
  }

  private name(): string {
    const { kind, text } = this.peek()
    if (kind !== 'name') throw new AwkError(text)
    this.at++
    return text
  }
  private inParens(): Expression {
    this.need('(')
    const found = this.expression()
    this.need(')')
    return found
  }
  private list(close: string): Expression[] {
    const found: Expression[] = []
    if (this.op(close)) return found
    do found.push(this.expression())
    while (this.op(','))
    this.need(close)
    return found
  }

  private expression(): Expression {
    const left = this.choice()
    const { kind, text } = this.peek()
    if (kind !== 'op' || !assignments.has(text) || !['name', 'field', 'element'].includes(left.is)) return left
    this.at++
    return { is: 'assign', by: text.slice(0, -1), to: left, value: this.expression() }
  }
  private choice(): Expression {
    const condition = this.binary(0)
    if (!this.op('?')) return condition
    const then = this.choice()
    this.need(':')
    return { is: 'choice', if: condition, then, else: this.choice() }
  }

  /** Signs that bind looser come first. */
  private readonly levels: readonly ((token: Token) => string | undefined)[] = [
    ({ text }) => (text === '||' ? text : undefined),
    ({ text }) => (text === '&&' ? text : undefined),
    ({ text }) => (text === 'in' ? text : undefined),
    ({ text }) => (text === '~' || text === '!~' ? text : undefined),
    ({ text }) => (comparisons.has(text) ? text : undefined),
    (token) => (this.beginsValue(token) ? 'join' : undefined),
    ({ text }) => (text === '+' || text === '-' ? text : undefined),
    ({ text }) => (['*', '/', '%'].includes(text) ? text : undefined)
  ]
  private beginsValue({ kind, text }: Token): boolean {
    return kind === 'op' ? ['$', '(', '!'].includes(text) : kind !== 'end' && text !== 'in'
  }

  private binary(level: number): Expression {
    if (level === this.levels.length) return this.unary()
    let left = this.binary(level + 1)
    for (;;) {
      const token = this.peek()
      const by = token.kind === 'op' || token.text === 'in' || level === 5 ? this.levels[level]!(token) : undefined
      if (by === undefined) return left
      if (by !== 'join') this.at++
      if (by === 'in') left = { is: 'in', key: left, name: this.name() }
      else left = { is: 'two', by, left, right: this.binary(level + 1) }
    }
  }

  private unary(): Expression {
    if (this.op('!')) return { is: 'not', of: this.unary() }
    if (this.op('-')) return { is: 'minus', of: this.unary() }
    if (this.op('+')) return this.unary()
    for (const [sign, by] of [
      ['++', 1],
      ['--', -1]
    ] as const)
      if (this.op(sign)) return { is: 'step', by, before: true, to: this.unary() }
    const base = this.stepped(this.primary())
    return this.op('^') ? { is: 'two', by: '^', left: base, right: this.unary() } : base
  }
  private stepped(of: Expression): Expression {
    if (this.op('++')) return { is: 'step', by: 1, before: false, to: of }
    if (this.op('--')) return { is: 'step', by: -1, before: false, to: of }
    return of
  }

  private primary(): Expression {
    const { kind, text } = this.peek()
    this.at++
    if (kind === 'number') return { is: 'number', value: Number(text) }
    if (kind === 'text') return { is: 'text', value: text }
    if (kind === 'regex') return { is: 'regex', source: text }
    if (kind === 'op' && text === '$') {
      const by = this.op('++') ? 1 : this.op('--') ? -1 : 0
      const of = this.primary()
      return { is: 'field', of: by === 0 ? of : { is: 'step', by, before: true, to: of } }
    }
    if (kind === 'op' && text === '(') {
      const inside = this.expression()
      this.need(')')
      return inside
    }
    if (kind !== 'name') throw new AwkError(text || 'end')
    if (this.op('(')) return { is: 'call', name: text, args: this.list(')') }
    if (this.op('[')) return { is: 'element', name: text, keys: this.list(']') }
    return text === 'length' ? { is: 'call', name: text, args: [] } : { is: 'name', name: text }
  }
}
