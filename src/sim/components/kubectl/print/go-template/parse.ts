import { unquoted } from '../jsonpath/parse'

/** Why a template cannot be read or run. */
export class Wrong extends Error {}

export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly pipe: Pipe }
  | Block
  | { readonly kind: 'template'; readonly name: string; readonly pipe: Pipe | undefined }
  | { readonly kind: 'break' | 'continue' }

export interface Block {
  readonly kind: 'if' | 'with' | 'range'
  readonly pipe: Pipe
  readonly body: Node[]
  readonly otherwise: Node[]
}

/** `$a, $b := x | f y` */
export interface Pipe {
  readonly variables: readonly string[]
  readonly assigns: boolean
  readonly commands: readonly (readonly Operand[])[]
  /** As it was written, for errors. */
  readonly source: string
}

export type Operand =
  | { readonly kind: 'dot' | 'nil' }
  | { readonly kind: 'literal'; readonly value: string | number | boolean }
  | { readonly kind: 'field'; readonly path: readonly string[] }
  | { readonly kind: 'variable'; readonly name: string; readonly path: readonly string[] }
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'pipe'; readonly pipe: Pipe; readonly path: readonly string[] }

export interface Parsed {
  readonly root: readonly Node[]
  readonly named: ReadonlyMap<string, readonly Node[]>
}

interface Word {
  readonly text: string
  /** A blank stands before it. */
  readonly apart: boolean
}

const wordPattern =
  /(\s*)("(?:\\.|[^"\\\n])*"|`[^`]*`|'(?:\\.|[^'\\\n])*'|:=|=|\||\(|\)|,|\$[\p{L}\p{Nd}_]*|\.[\p{L}_][\p{L}\p{Nd}_]*|\.(?!\d)|[+-]?(?:0[xX][\da-fA-F_]+|\d[\d_]*\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|[\p{L}_][\p{L}\p{Nd}_]*|\S)/gu

/** Reads a template of text/template. `functions`: the names that it may call. */
export function parse(text: string, functions: ReadonlySet<string>): Parsed {
  return new Parser(text, functions).parse()
}

type Token = { readonly text: string; readonly line: number } & ({ readonly action: false } | { readonly action: true })

/** Text and actions, with the blanks cut that `{{-` and `-}}` take away. */
function tokensOf(source: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  let trim = false
  const lineAt = (place: number): number => source.slice(0, place).split('\n').length
  while (at < source.length) {
    const open = source.indexOf('{{', at)
    let text = source.slice(at, open < 0 ? source.length : open)
    if (trim) text = text.replace(/^\s+/, '')
    trim = false
    const left = open >= 0 && /^\{\{-\s/.test(source.slice(open, open + 4))
    if (left) text = text.replace(/\s+$/, '')
    if (text !== '') tokens.push({ action: false, text, line: lineAt(at) })
    if (open < 0) break
    const begin = open + (left ? 3 : 2)
    const comment = /^\s*\/\*[\s\S]*?\*\/(\s-)?\}\}/.exec(source.slice(begin))
    if (comment) {
      at = begin + comment[0].length
      trim = comment[1] !== undefined
      continue
    }
    const close = endOf(source, begin)
    if (close < 0) throw new Wrong(`template: output:${lineAt(open)}: unclosed action`)
    let inside = source.slice(begin, close)
    if (/\s-$/.test(inside)) {
      trim = true
      inside = inside.slice(0, -1)
    }
    tokens.push({ action: true, text: inside, line: lineAt(open) })
    at = close + 2
  }
  return tokens
}

/** The braces that end an action, not those in its texts. */
function endOf(source: string, from: number): number {
  let quote = ''
  for (let i = from; i < source.length; i++) {
    const char = source[i]!
    if (quote !== '') {
      if (char === '\\' && quote !== '`') i++
      else if (char === quote) quote = ''
    } else if (char === '"' || char === '`' || char === "'") quote = char
    else if (char === '}' && source[i + 1] === '}') return i
  }
  return -1
}

class Parser {
  private readonly tokens: Token[]
  private at = 0
  private line = 1
  private readonly named = new Map<string, readonly Node[]>()

  constructor(
    source: string,
    private readonly functions: ReadonlySet<string>
  ) {
    this.tokens = tokensOf(source)
  }

  parse(): Parsed {
    const { nodes, end } = this.list()
    if (end !== '') throw this.wrong(`unexpected {{${end.split(' ')[0]}}}`)
    return { root: nodes, named: this.named }
  }

  private wrong(text: string): Wrong {
    return new Wrong(`template: output:${this.line}: ${text}`)
  }

  /** Nodes up to `end` or `else …`, which is given. */
  private list(): { nodes: Node[]; end: string } {
    const nodes: Node[] = []
    while (this.at < this.tokens.length) {
      const token = this.tokens[this.at++]!
      this.line = token.line
      if (!token.action) {
        nodes.push({ kind: 'text', text: token.text })
        continue
      }
      const inside = token.text.trim()
      const word = /^[\p{L}_]+(?=\s|$|\()/u.exec(inside)?.[0] ?? ''
      const rest = inside.slice(word.length).trim()
      if (word === 'end' || word === 'else') return { nodes, end: inside }
      nodes.push(...this.node(word, rest, inside))
    }
    return { nodes, end: '' }
  }

  private node(word: string, rest: string, inside: string): Node[] {
    switch (word) {
      case 'if':
      case 'with':
      case 'range':
        return [this.block(word, rest)]
      case 'break':
      case 'continue':
        return [{ kind: word }]
      case 'template':
      case 'define':
      case 'block':
        return this.define(word, rest)
      default:
        if (inside === '') throw this.wrong('missing value for command')
        return [{ kind: 'action', pipe: this.pipe(inside) }]
    }
  }

  private block(kind: 'if' | 'with' | 'range', rest: string): Node {
    if (rest === '') throw this.wrong(`missing value for ${kind}`)
    const pipe = this.pipe(rest)
    const { nodes: body, end } = this.list()
    if (end === '') throw this.wrong('unexpected EOF')
    if (end === 'end') return { kind, pipe, body, otherwise: [] }
    const chained = /^else\s+(if|with)\s+([\s\S]+)$/.exec(end)
    if (chained) return { kind, pipe, body, otherwise: [this.block(chained[1] as 'if' | 'with', chained[2]!)] }
    const { nodes: otherwise, end: last } = this.list()
    if (last !== 'end') throw this.wrong('unexpected EOF')
    return { kind, pipe, body, otherwise }
  }

  private define(kind: 'template' | 'define' | 'block', rest: string): Node[] {
    const found = /^("(?:\\.|[^"\\])*"|`[^`]*`)\s*([\s\S]*)$/.exec(rest)
    if (!found) throw this.wrong(`unexpected ${JSON.stringify(rest)} in ${kind} clause`)
    const name = literal(found[1]!)
    const pipe = found[2] === '' ? undefined : this.pipe(found[2]!)
    if (kind !== 'template') {
      const { nodes, end } = this.list()
      if (end !== 'end') throw this.wrong('unexpected EOF')
      this.named.set(name, nodes)
    }
    return kind === 'define' ? [] : [{ kind: 'template', name, pipe }]
  }

  private pipe(source: string): Pipe {
    const words = [...source.matchAll(wordPattern)].map(([, before, text]): Word => ({
      text: text!,
      apart: before !== ''
    }))
    const reader = { words, at: 0 }
    const pipe = this.readPipe(reader, source)
    if (reader.at < words.length) throw this.wrong(`unexpected ${describe(words[reader.at]!.text)} in operand`)
    return pipe
  }

  private readPipe(reader: { words: readonly Word[]; at: number }, source: string): Pipe {
    const { words } = reader
    const variables: string[] = []
    let assigns = false
    const peek = (offset = 0): string => words[reader.at + offset]?.text ?? ''
    if (peek().startsWith('$')) {
      const two = peek(1) === ',' && peek(2).startsWith('$') && peek(3) === ':='
      if (two) {
        variables.push(peek(), peek(2))
        reader.at += 4
      } else if (peek(1) === ':=' || peek(1) === '=') {
        variables.push(peek())
        assigns = peek(1) === '='
        reader.at += 2
      }
    }
    const commands: Operand[][] = [[]]
    for (; reader.at < words.length;) {
      const { text } = words[reader.at]!
      if (text === ')') break
      if (text === '|') {
        if (commands.at(-1)!.length === 0) throw this.wrong('missing value for command')
        commands.push([])
        reader.at++
        continue
      }
      commands.at(-1)!.push(this.operand(reader, source))
    }
    if (commands.at(-1)!.length === 0) throw this.wrong('missing value for command')
    return { variables, assigns, commands, source: source.trim() }
  }

  private operand(reader: { words: readonly Word[]; at: number }, source: string): Operand {
    const { words } = reader
    const { text } = words[reader.at++]!
    const path = (): string[] => {
      const found: string[] = []
      while (reader.at < words.length && !words[reader.at]!.apart && /^\.[\p{L}_]/u.test(words[reader.at]!.text))
        found.push(words[reader.at++]!.text.slice(1))
      return found
    }
    if (text === '(') {
      const pipe = this.readPipe(reader, source)
      if (words[reader.at]?.text !== ')') throw this.wrong('unclosed left paren')
      reader.at++
      return { kind: 'pipe', pipe, path: path() }
    }
    if (text === '.') return { kind: 'dot' }
    if (text.startsWith('.') && text.length > 1 && !/^\.\d/.test(text))
      return { kind: 'field', path: [text.slice(1), ...path()] }
    if (text.startsWith('$')) return { kind: 'variable', name: text, path: path() }
    if (/^["`]/.test(text)) return { kind: 'literal', value: literal(text) }
    if (text.startsWith("'")) return { kind: 'literal', value: unquoted(text.slice(1, -1), "'")?.codePointAt(0) ?? 0 }
    if (/^[+-]?[.\d]/.test(text)) return { kind: 'literal', value: Number(text.replaceAll('_', '')) }
    if (text === 'true' || text === 'false') return { kind: 'literal', value: text === 'true' }
    if (text === 'nil') return { kind: 'nil' }
    if (/^[\p{L}_]/u.test(text)) {
      if (!this.functions.has(text)) throw this.wrong(`function ${JSON.stringify(text)} not defined`)
      return { kind: 'function', name: text }
    }
    throw this.wrong(`unexpected ${describe(text)} in operand`)
  }
}

const describe = (text: string): string => (text.length === 1 ? JSON.stringify(text) : `<${text}>`)
const literal = (text: string): string =>
  text.startsWith('`') ? text.slice(1, -1) : (unquoted(text.slice(1, -1), '"') ?? '')
