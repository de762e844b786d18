import { fail, ok, type Result } from '../base/result'

/**
 * What a chapter may ask of a run, such as `milestone(lb-backend-down)`, `users(failed) = 0 and missing(etcd) < 2`, or, of one
 * instant, `works(writes) @ 5.3s = some`. A run's name and a dot before a call ask that run. What never happened is `never`, and is
 * neither less nor more than anything.
 */
export type Expression =
  | { readonly type: 'value'; readonly value: number | string }
  | Call
  | { readonly type: 'compare'; readonly how: Comparison; readonly a: Expression; readonly b: Expression }
  | { readonly type: 'and' | 'or' | 'plus' | 'minus'; readonly a: Expression; readonly b: Expression }
  | { readonly type: 'not'; readonly a: Expression }

export interface Call {
  readonly type: 'call'
  readonly name: CallName
  readonly of: string
  /** Seconds after the first fault, or null. */
  readonly at: number | null
  /** Another run than that of the place where it is asked; empty: that one. */
  readonly run: string
}

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>='
export type Value = number | string | boolean

/** What can be asked, and whether of an instant: `@` and seconds after the first fault (or the start, where nothing fails). */
export const callNames = {
  milestone: { at: 'no', about: 'seconds after the first fault until it happened first, or never' },
  recorded: { at: 'no', about: 'the median of what was recorded of it, or never' },
  document: { at: 'no', about: 'what the teaching document says, or never' },
  missing: { at: 'no', about: 'seconds of the run in which nobody leads, or nothing works, in a lane' },
  lane: { at: 'yes', about: 'how a lane is at an instant: ok, warn, bad, off, lead or none' },
  users: {
    at: 'may',
    about: 'requests of users: total, answered, failed, slow, or percent; with @ those sent from then on'
  },
  api: { at: 'may', about: 'requests of kubectl and other clients: total, answered, failed, slow, or percent' },
  flag: { at: 'no', about: 'the value of a setting of the run' },
  pods: { at: 'yes', about: 'how many pods a node has at an instant, or all, or running' },
  works: { at: 'yes', about: 'whether a thing works at an instant: all, some or none of its tries' },
  impact: { at: 'yes', about: 'a row of the impact table at an instant: ok, degraded or failed' }
} as const satisfies Readonly<Record<string, { readonly at: 'yes' | 'no' | 'may'; readonly about: string }>>
export type CallName = keyof typeof callNames
const isCall = (name: string): name is CallName => Object.hasOwn(callNames, name)

export const never = 'never'

/** Reads an expression; the error says what was expected where. */
export function parseExpression(text: string): Result<Expression> {
  try {
    return ok(new Reader(text).whole())
  } catch (error) {
    if (error instanceof SyntaxError) return fail(error.message)
    throw error
  }
}

class Reader {
  private readonly tokens: readonly string[]
  private i = 0

  constructor(private readonly text: string) {
    this.tokens = text.match(/"[^"]*"|[\w.][\w.'/:-]*|<=|>=|!=|\S/g) ?? []
  }

  whole(): Expression {
    const expression = this.either()
    return this.i < this.tokens.length ? this.wrong('and, or, or the end') : expression
  }

  private wrong(expected: string): never {
    const token = this.tokens[this.i]
    throw new SyntaxError(`'${this.text}': expected ${expected} ${token ? `in place of '${token}'` : 'at its end'}`)
  }

  private take(token: string): boolean {
    if (this.tokens[this.i] !== token) return false
    this.i++
    return true
  }

  private word(what: string): string {
    const token = this.tokens[this.i]
    if (token === undefined || !/^["\w.]/.test(token)) return this.wrong(what)
    this.i++
    return token.replaceAll('"', '')
  }

  private either(): Expression {
    let a = this.both()
    while (this.take('or')) a = { type: 'or', a, b: this.both() }
    return a
  }

  private both(): Expression {
    let a = this.one()
    while (this.take('and')) a = { type: 'and', a, b: this.one() }
    return a
  }

  private one(): Expression {
    if (this.take('not')) return { type: 'not', a: this.one() }
    const a = this.sum()
    const how = (['=', '!=', '<', '<=', '>', '>='] as const).find((sign) => this.take(sign))
    return how ? { type: 'compare', how, a, b: this.sum() } : a
  }

  private sum(): Expression {
    let a = this.term()
    for (;;) {
      if (this.take('-')) a = { type: 'minus', a, b: this.term() }
      else if (this.take('+')) a = { type: 'plus', a, b: this.term() }
      else return a
    }
  }

  private term(): Expression {
    if (this.take('(')) {
      const inner = this.either()
      return this.take(')') ? inner : this.wrong(')')
    }
    const word = this.word('a name, a number or (')
    const number = secondsOf(word)
    if (number !== null) return { type: 'value', value: number }
    const { run, rest } = runOf(word)
    if (!this.take('(')) return shortOf(run, rest) ?? { type: 'value', value: word }
    return this.call(run, rest)
  }

  private call(run: string, name: string): Expression {
    const of = this.word(`what ${name} is asked of`)
    if (name === 'did' || name === 'between') {
      const short = runOf(of)
      const from = milestone(short.run || run, short.rest)
      if (name === 'did') {
        this.close()
        return { type: 'compare', how: '!=', a: from, b: { type: 'value', value: never } }
      }
      if (!this.take(',')) this.wrong(', and another milestone')
      const to = milestone(short.run || run, this.word('a milestone'))
      this.close()
      return { type: 'minus', a: to, b: from }
    }
    if (!isCall(name)) {
      this.i -= 3
      return this.wrong(`one of ${Object.keys(callNames).join(', ')}, did, between`)
    }
    this.close()
    const { at } = callNames[name]
    if (at === 'no' || !this.take('@')) {
      if (at === 'yes') this.wrong(`@ and an instant, as in ${name}(${of}) @ 5s`)
      return { type: 'call', name, of, run, at: null }
    }
    const sign = this.take('-') ? -1 : 1
    const seconds = secondsOf(this.word('an instant such as 5.3s'))
    return seconds === null
      ? this.wrong('an instant such as 5.3s')
      : { type: 'call', name, of, run, at: sign * seconds }
  }

  private close(): void {
    if (!this.take(')')) this.wrong(')')
  }
}

/** `quorum.users(…)` asks the run `quorum`. */
function runOf(word: string): { readonly run: string; readonly rest: string } {
  const dot = word.indexOf('.')
  return dot < 0 ? { run: '', rest: word } : { run: word.slice(0, dot), rest: word.slice(dot + 1) }
}

/** `quorum.etcd-leader-elected` is a milestone, `quorum.users.failed` a number of requests. */
function shortOf(run: string, rest: string): Expression | null {
  if (run === '') return null
  const [name = '', of] = rest.split('.')
  if (of === undefined) return milestone(run, name)
  return name === 'users' || name === 'api'
    ? { type: 'call', name, of: of === 'all' ? 'total' : of, run, at: null }
    : null
}

const milestone = (run: string, of: string): Expression => ({ type: 'call', name: 'milestone', of, run, at: null })

/** `5.3s`, `-5s`, `2m`, `5.3`: seconds; null if it is no number. */
export function secondsOf(text: string): number | null {
  const found = /^(-?\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text)
  return found ? Number(found[1]) * { ms: 0.001, s: 1, m: 60, h: 3_600 }[found[2] ?? 's']! : null
}

/** The calls in an expression. */
export function callsOf(expression: Expression): Call[] {
  switch (expression.type) {
    case 'value':
      return []
    case 'call':
      return [expression]
    case 'not':
      return callsOf(expression.a)
    default:
      return [...callsOf(expression.a), ...callsOf(expression.b)]
  }
}

/** What a call gives; `undefined`: not known yet. */
export type Answers = (call: Call) => Value | undefined

/** `undefined` as long as something that it takes is not known. */
export function evaluate(expression: Expression, answers: Answers): Value | undefined {
  switch (expression.type) {
    case 'value':
      return expression.value
    case 'call':
      return answers(expression)
    case 'not': {
      const a = evaluate(expression.a, answers)
      return a === undefined ? undefined : a !== true
    }
    case 'and':
    case 'or': {
      const decides = expression.type === 'or'
      const a = evaluate(expression.a, answers)
      const b = evaluate(expression.b, answers)
      if (a === decides || b === decides) return decides
      return a === undefined || b === undefined ? undefined : !decides
    }
    case 'plus':
    case 'minus': {
      const a = evaluate(expression.a, answers)
      const b = evaluate(expression.b, answers)
      if (a === undefined || b === undefined) return undefined
      if (typeof a !== 'number' || typeof b !== 'number') return never
      return expression.type === 'plus' ? a + b : a - b
    }
    case 'compare': {
      const a = evaluate(expression.a, answers)
      const b = evaluate(expression.b, answers)
      return a === undefined || b === undefined ? undefined : compare(expression.how, a, b)
    }
  }
}

function compare(how: Comparison, a: Value, b: Value): boolean {
  if (how === '=') return a === b
  if (how === '!=') return a !== b
  if (typeof a !== 'number' || typeof b !== 'number') return false
  return how === '<' ? a < b : how === '<=' ? a <= b : how === '>' ? a > b : a >= b
}
