import { fail, ok, type Result } from '../../../../../base/result'

/** A template as parsed. Models k8s.io/client-go/util/jsonpath/node.go. */
export type Node =
  | { readonly kind: 'list'; readonly nodes: Node[] }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'field'; readonly name: string }
  | {
      readonly kind: 'array'
      readonly from?: number
      readonly to?: number
      readonly derived: boolean
      readonly step?: number
    }
  | { readonly kind: 'filter'; readonly left: Node; readonly right: Node; readonly operator: string }
  | { readonly kind: 'value'; readonly value: number | boolean }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'recursive' }
  | { readonly kind: 'union'; readonly nodes: readonly Node[] }
  | { readonly kind: 'identifier'; readonly name: string }
export type ListNode = Extract<Node, { kind: 'list' }>

/** Reads a template. Errors are upstream's. Models k8s.io/client-go/util/jsonpath/parser.go. */
export function parse(text: string): Result<ListNode> {
  try {
    return ok(new Parser(text).parse())
  } catch (error) {
    if (error instanceof Wrong) return fail(error.message)
    throw error
  }
}

class Wrong extends Error {}

const isTerminator = (char: string): boolean => char === '' || ' \t\r\n.,[]$@{}'.includes(char)
const isWordChar = (char: string): boolean => /^[_\p{L}\p{Nd}]$/u.test(char)

class Parser {
  private at = 0
  private start = 0
  private readonly root: ListNode = { kind: 'list', nodes: [] }
  private readonly chars: readonly string[]

  constructor(text: string) {
    this.chars = [...text]
  }

  parse(): ListNode {
    this.text()
    return this.root
  }

  private next(): string {
    return this.chars[this.at++] ?? ''
  }
  private sees(prefix: string): boolean {
    return this.chars.slice(this.at, this.at + prefix.length).join('') === prefix
  }
  private consume(): string {
    const text = this.chars.slice(this.start, this.at).join('')
    this.start = this.at
    return text
  }

  private text(): void {
    while (this.at < this.chars.length) {
      if (this.chars[this.at] === '{') {
        if (this.at > this.start) this.root.nodes.push({ kind: 'text', text: this.consume() })
        this.at++
        this.consume()
        const list: ListNode = { kind: 'list', nodes: [] }
        this.root.nodes.push(list)
        this.action(list)
        continue
      }
      this.at++
    }
    if (this.at > this.start) this.root.nodes.push({ kind: 'text', text: this.consume() })
  }

  /** What stands between braces. */
  private action(list: ListNode): void {
    for (;;) {
      if (this.sees('}')) {
        this.at++
        this.consume()
        return
      }
      if (this.sees('[?(')) this.filter(list)
      else if (this.sees('..')) this.recursive(list)
      else this.step(list)
    }
  }

  private step(list: ListNode): void {
    const char = this.next()
    if (char === '' || char === '\n' || char === '\r') throw new Wrong('unclosed action')
    if (char === ' ' || char === '@' || char === '$') this.consume()
    else if (char === '[') this.array(list)
    else if (char === '"' || char === "'") this.quoted(list, char)
    else if (char === '.') this.field(list)
    else if (char === '+' || char === '-' || /\p{Nd}/u.test(char)) {
      this.at--
      this.number(list)
    } else if (isWordChar(char)) {
      this.at--
      this.identifier(list)
    } else {
      const code = char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')
      throw new Wrong(`unrecognized character in action: U+${code} '${char}'`)
    }
  }

  private identifier(list: ListNode): void {
    while (!isTerminator(this.chars[this.at] ?? '')) this.at++
    const value = this.consume()
    if (value === 'true' || value === 'false') list.nodes.push({ kind: 'value', value: value === 'true' })
    else list.nodes.push({ kind: 'identifier', name: value })
  }

  private recursive(list: ListNode): void {
    if (list.nodes.at(-1)?.kind === 'recursive') throw new Wrong('invalid multiple recursive descent')
    this.at += 2
    this.consume()
    list.nodes.push({ kind: 'recursive' })
    if (isWordChar(this.chars[this.at] ?? '')) this.field(list)
  }

  private number(list: ListNode): void {
    if ('+-'.includes(this.chars[this.at]!)) this.at++
    while (/[.\p{Nd}]/u.test(this.chars[this.at] ?? '')) this.at++
    const value = this.consume()
    if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(value)) throw new Wrong(`cannot parse number ${value}`)
    list.nodes.push({ kind: 'value', value: Number(value) })
  }

  private array(list: ListNode): void {
    for (;;) {
      const char = this.next()
      if (char === '' || char === '\n') throw new Wrong('unterminated array')
      if (char === ']') break
    }
    let text = this.consume().slice(1, -1)
    if (text === '*') text = ':'
    const parts = text.split(',')
    if (parts.length > 1) {
      list.nodes.push({ kind: 'union', nodes: parts.map((part) => inAction(`[${part.replace(/^ +| +$/g, '')}]`)) })
      return
    }
    const key = /^'([^']*)'$/.exec(text)
    if (key) {
      list.nodes.push(...inAction(`.${key[1]}`).nodes)
      return
    }
    const found = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/.exec(text)
    if (!found) throw new Wrong(`invalid array index ${text}`)
    const [, first = '', second, third] = found
    const number = (part: string): number => {
      if (part === '-') throw new Wrong(`array index ${part} is not a number`)
      return Number(part)
    }
    const from = first === '' ? undefined : number(first)
    const to = second === undefined ? (from ?? 0) + 1 : second === ':' ? undefined : number(second.slice(1))
    const step = third === undefined || third === ':' ? undefined : number(third.slice(1))
    list.nodes.push({
      kind: 'array',
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      derived: second === undefined,
      ...(step !== undefined && { step })
    })
  }

  private filter(list: ListNode): void {
    this.at += 3
    this.consume()
    let [begun, ended, pair] = [false, false, '']
    for (;;) {
      const char = this.next()
      if (char === '' || char === '\n') throw new Wrong('unterminated filter')
      if (char === '"' || char === "'") {
        if (!begun) {
          begun = true
          pair = char
        } else if (this.chars[this.at - 2] !== '\\' && char === pair) ended = true
      } else if (char === ')' && begun === ended) break
    }
    if (this.next() !== ']') throw new Wrong('unclosed array expect ]')
    const text = this.consume().slice(0, -2)
    const found = /^([^!<>=]+)([!<>=]+)(.+?)$/.exec(text)
    if (!found)
      list.nodes.push({ kind: 'filter', left: inAction(text), right: { kind: 'list', nodes: [] }, operator: 'exists' })
    else list.nodes.push({ kind: 'filter', left: inAction(found[1]!), right: inAction(found[3]!), operator: found[2]! })
  }

  private quoted(list: ListNode, end: string): void {
    for (;;) {
      const char = this.next()
      if (char === '' || char === '\n') throw new Wrong('unterminated quoted string')
      if (char === end && this.chars[this.at - 2] !== '\\') break
    }
    const value = this.consume()
    const text = unquoted(value.slice(1, -1), end)
    if (text === undefined) throw new Wrong(`unquote string ${value} error invalid syntax`)
    list.nodes.push({ kind: 'text', text })
  }

  private field(list: ListNode): void {
    this.consume()
    for (;;) {
      const char = this.chars[this.at] ?? ''
      if (char === '\\') this.at += 2
      else if (isTerminator(char)) break
      else this.at++
    }
    const value = this.consume()
    list.nodes.push(value === '*' ? { kind: 'wildcard' } : { kind: 'field', name: value.replaceAll('\\', '') })
  }
}

/** The list that stands alone between braces. */
function inAction(text: string): ListNode {
  const [first] = new Parser(`{${text}}`).parse().nodes
  return first?.kind === 'list' ? first : { kind: 'list', nodes: [] }
}

const simple: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\'
}

/** Go's escapes; undefined: an unknown one. Models strconv.UnquoteChar. */
export function unquoted(text: string, quote: string): string | undefined {
  let wrong = false
  const plain = text.replace(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3})|(.)|$)/gsu,
    (_, byte?: string, four?: string, eight?: string, octal?: string, char?: string) => {
      const hex = byte ?? four ?? eight
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16))
      if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8))
      const known = char === undefined ? undefined : (simple[char] ?? (char === quote ? quote : undefined))
      if (known === undefined) wrong = true
      return known ?? ''
    }
  )
  return wrong ? undefined : plain
}
