import type { LabelSelector } from './types'

/** Models apimachinery/pkg/labels/selector.go: its lexer, its parser, and their words. */

type Token = { readonly kind: 'word' | 'mark' | 'end' | 'error'; readonly text: string }

const marks = ['!=', '==', '!', '=', '(', ')', ',', '>', '<']

function tokens(text: string): Token[] {
  const found: Token[] = []
  let at = 0
  while (at < text.length) {
    const c = text[at]!
    if (/\s/.test(c)) {
      at++
      continue
    }
    const mark = marks.find((one) => text.startsWith(one, at))
    if (mark !== undefined) {
      found.push({ kind: 'mark', text: mark })
      at += mark.length
      continue
    }
    let end = at
    while (end < text.length && !/[\s=!(),><]/.test(text[end]!)) end++
    found.push({ kind: 'word', text: text.slice(at, end) })
    at = end
  }
  found.push({ kind: 'end', text: '' })
  return found
}

export interface Requirement {
  readonly key: string
  readonly operator: 'in' | 'notin' | '=' | '==' | '!=' | 'exists' | '!' | 'gt' | 'lt'
  readonly values: readonly string[]
}

class SelectorError extends Error {}

/** The requirements of a label selector, or why it cannot be read. */
export function parseLabelSelector(text: string): readonly Requirement[] | string {
  try {
    return new Parser(tokens(text)).parse()
  } catch (error) {
    if (error instanceof SelectorError) return error.message
    throw error
  }
}

export function labelProblem(text: string): string | undefined {
  const parsed = parseLabelSelector(text)
  return typeof parsed === 'string' ? parsed : undefined
}

class Parser {
  private at = 0
  constructor(private readonly list: readonly Token[]) {}

  parse(): Requirement[] {
    const found: Requirement[] = []
    for (;;) {
      const next = this.peek()
      if (next.kind === 'end') return found
      if (next.kind !== 'word' && next.text !== '!')
        throw new SelectorError(`found '${next.text}', expected: !, identifier, or 'end of string'`)
      found.push(this.requirement())
      const after = this.take()
      if (after.kind === 'end') return found
      if (after.text !== ',' || after.kind !== 'mark')
        throw new SelectorError(`found '${after.text}', expected: ',' or 'end of string'`)
      const following = this.peek()
      if (following.kind !== 'word' && following.text !== '!')
        throw new SelectorError(`found '${following.text}', expected: identifier after ','`)
    }
  }

  private requirement(): Requirement {
    let operator: Requirement['operator'] | undefined
    let token = this.take()
    if (token.kind === 'mark' && token.text === '!') {
      operator = '!'
      token = this.take()
    }
    if (token.kind !== 'word')
      throw new SelectorError(`unable to parse requirement: found '${token.text}', expected: identifier`)
    const key = token.text
    const wrong = keyProblem(key)
    if (wrong !== undefined)
      throw new SelectorError(`unable to parse requirement: <nil>: Invalid value: ${JSON.stringify(key)}: ${wrong}`)
    const next = this.peek()
    if (next.kind === 'end' || next.text === ',') return { key, operator: operator ?? 'exists', values: [] }
    const word = this.take()
    switch (word.text) {
      case 'in':
      case 'notin':
        return this.checked({ key, operator: word.text, values: this.values() })
      case '=':
      case '==':
      case '!=':
        return this.checked({ key, operator: word.text, values: [this.exact()] })
      case '>':
      case '<':
        return this.checked({ key, operator: word.text === '>' ? 'gt' : 'lt', values: [this.exact()] })
      default:
        throw new SelectorError(
          `unable to parse requirement: found '${word.text}', expected: in, notin, =, ==, !=, gt, lt`
        )
    }
  }

  private values(): string[] {
    const open = this.take()
    if (open.text !== '(') throw new SelectorError(`unable to parse requirement: found '${open.text}' expected: '('`)
    const found = new Set<string>()
    const first = this.peek()
    if (first.text === ')') {
      this.take()
      return ['']
    }
    if (first.kind !== 'word' && first.text !== ',')
      throw new SelectorError(`unable to parse requirement: found '${first.text}', expected: ',', ')' or identifier`)
    let wanted = true
    for (;;) {
      const token = this.take()
      if (token.kind === 'word') {
        found.add(token.text)
        wanted = false
      } else if (token.text === ',') {
        if (wanted) found.add('')
        wanted = true
      } else if (token.text === ')') {
        if (wanted) found.add('')
        return [...found]
      } else throw new SelectorError(`unable to parse requirement: found '${token.text}', expected: ',', or ')'`)
    }
  }

  private exact(): string {
    const next = this.peek()
    if (next.kind === 'end' || next.text === ',') return ''
    const token = this.take()
    if (token.kind === 'word') return token.text
    throw new SelectorError(`unable to parse requirement: found '${token.text}', expected: identifier`)
  }

  private checked(requirement: Requirement): Requirement {
    const { operator, values } = requirement
    if (operator === 'gt' || operator === 'lt') {
      if (!/^[+-]?\d+$/.test(values[0] ?? ''))
        throw new SelectorError(
          `unable to parse requirement: values[0]: Invalid value: ${JSON.stringify(values[0] ?? '')}: for 'Gt', 'Lt' operators, the value must be an integer`
        )
      return requirement
    }
    values.forEach((value, i) => {
      const wrong = valueProblem(value)
      if (wrong === undefined) return
      throw new SelectorError(
        `unable to parse requirement: values[${i}][${requirement.key}]: Invalid value: ${JSON.stringify(value)}: ${wrong}`
      )
    })
    return requirement
  }

  private peek(): Token {
    return this.list[this.at]!
  }

  private take(): Token {
    return this.list[this.at === this.list.length - 1 ? this.at : this.at++]!
  }
}

const nameText =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
const prefixText =
  "prefix part a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"

function keyProblem(key: string): string | undefined {
  const slash = key.indexOf('/')
  const name = slash < 0 ? key : key.slice(slash + 1)
  if (slash >= 0 && !/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(key.slice(0, slash)))
    return prefixText
  if (name.length > 63) return 'name part must be no more than 63 bytes'
  return /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/.test(name) ? undefined : nameText
}

function valueProblem(value: string): string | undefined {
  if (value.length > 63) return 'must be no more than 63 bytes'
  if (/^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/.test(value)) return undefined
  return "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
}

/** Whether labels satisfy a requirement. Models Requirement.Matches. */
export function meets(
  labels: Readonly<Record<string, string>> | undefined,
  { key, operator, values }: Requirement
): boolean {
  const label = labels?.[key]
  switch (operator) {
    case 'in':
    case '=':
    case '==':
      return label !== undefined && values.includes(label)
    case 'notin':
    case '!=':
      return label === undefined || !values.includes(label)
    case 'exists':
      return label !== undefined
    case '!':
      return label === undefined
    case 'gt':
    case 'lt': {
      if (label === undefined || !/^[+-]?\d+$/.test(label)) return false
      return operator === 'gt' ? Number(label) > Number(values[0]) : Number(label) < Number(values[0])
    }
  }
}

/** A label selector as it stands in a query. Models labels.Selector String: sorted by key. */
export function selectorTextOf({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const requirements = Object.entries(matchLabels).map(([key, value]) => ({ key, text: `${key}=${value}` }))
  for (const { key, operator, values = [] } of matchExpressions) {
    const list = `(${[...values].sort().join(',')})`
    const text =
      operator === 'Exists'
        ? key
        : operator === 'DoesNotExist'
          ? `!${key}`
          : `${key} ${operator === 'In' ? 'in' : 'notin'} ${list}`
    requirements.push({ key, text })
  }
  return requirements
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ text }) => text)
    .join(',')
}
