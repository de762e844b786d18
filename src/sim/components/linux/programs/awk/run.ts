import { power } from '../../../../../base/exact-math'
import { expressionOf } from '../files'
import { formatted } from '../format'
import { AwkError, type AwkProgram, type Expression, type Statement } from './parse'

type Value = string | number
/** What leaves a block early. */
type Left = 'next' | 'exit' | 'break' | 'continue' | undefined

/** More statements than a line needs: it would not end. */
const limit = 200_000

/** Runs a program over lines. @throws AwkError for what it does not know. */
export function runAwk(
  program: AwkProgram,
  lines: readonly string[],
  given: Readonly<Record<string, string>>
): { readonly stdout: string } {
  const awk = new Awk(given)
  let left = awk.block(program.begin)
  const needs = program.rules.length > 0 || program.end.length > 0
  const inRange = program.rules.map(() => false)
  for (const line of needs && left !== 'exit' ? lines : []) {
    awk.read(line)
    for (const [i, { patterns, action }] of program.rules.entries()) {
      const [first, last] = patterns
      if (last) {
        if (!inRange[i] && !awk.truth(first!)) continue
        inRange[i] = !awk.truth(last)
      } else if (first && !awk.truth(first)) continue
      left = awk.block(action ?? [{ does: 'print', args: [] }])
      if (left === 'next' || left === 'exit') break
    }
    if (left === 'exit') break
  }
  awk.block(program.end)
  return { stdout: awk.out }
}

class Awk {
  out = ''
  private readonly vars = new Map<string, Value>([
    ['FS', ' '],
    ['OFS', ' '],
    ['ORS', '\n'],
    ['NR', 0],
    ['NF', 0],
    ['SUBSEP', '\x1c']
  ])
  private readonly arrays = new Map<string, Map<string, Value>>()
  private line = ''
  private fields: string[] = []
  private done = 0

  constructor(given: Readonly<Record<string, string>>) {
    for (const [name, value] of Object.entries(given)) this.vars.set(name, value)
  }

  read(line: string): void {
    this.vars.set('NR', Number(this.vars.get('NR')) + 1)
    this.split(line)
  }
  private split(line: string): void {
    this.line = line
    this.fields = parts(line, text(this.vars.get('FS') ?? ' '))
    this.vars.set('NF', this.fields.length)
  }

  block(statements: readonly Statement[]): Left {
    for (const statement of statements) {
      if (++this.done > limit) throw new AwkError('a program that does not end')
      const left = this.statement(statement)
      if (left) return left
    }
    return undefined
  }

  private statement(statement: Statement): Left {
    switch (statement.does) {
      case 'print': {
        const { args } = statement
        const said = args.length === 0 ? this.line : args.map((arg) => this.text(arg)).join(this.own('OFS'))
        this.out += said + this.own('ORS')
        return undefined
      }
      case 'printf': {
        const [format = '', ...values] = statement.args.map((arg) => this.text(arg))
        this.out += formatted(format, values)
        return undefined
      }
      case 'value':
        this.value(statement.of)
        return undefined
      case 'if':
        return this.block(this.truth(statement.if) ? statement.then : statement.else)
      case 'while':
        while (this.truth(statement.if)) {
          const left = this.block(statement.body)
          if (left === 'break') break
          if (left === 'next' || left === 'exit') return left
          this.block(statement.step)
          if (++this.done > limit) throw new AwkError('a program that does not end')
        }
        return undefined
      case 'each':
        for (const key of [...this.array(statement.of).keys()]) {
          this.vars.set(statement.name, key)
          const left = this.block(statement.body)
          if (left === 'break') break
          if (left === 'next' || left === 'exit') return left
        }
        return undefined
      case 'delete':
        if (statement.keys.length === 0) this.array(statement.name).clear()
        else this.array(statement.name).delete(this.key(statement.keys))
        return undefined
      default:
        return statement.does
    }
  }

  private own(name: string): string {
    return text(this.vars.get(name) ?? '')
  }
  private array(name: string): Map<string, Value> {
    const found = this.arrays.get(name) ?? new Map<string, Value>()
    this.arrays.set(name, found)
    return found
  }
  private key(keys: readonly Expression[]): string {
    return keys.map((key) => this.text(key)).join(this.own('SUBSEP'))
  }
  private text(of: Expression): string {
    return text(this.value(of))
  }
  private number(of: Expression): number {
    return number(this.value(of))
  }
  truth(of: Expression): boolean {
    if (of.is === 'regex') return this.fits(this.line, of)
    const value = this.value(of)
    return typeof value === 'number' ? value !== 0 : isInput(value) ? Number(value) !== 0 : value !== ''
  }
  private fits(subject: string, by: Expression): boolean {
    return regex(by.is === 'regex' ? by.source : this.text(by)).test(subject)
  }

  private value(of: Expression): Value {
    switch (of.is) {
      case 'number':
      case 'text':
        return of.value
      case 'regex':
        return this.fits(this.line, of) ? 1 : 0
      case 'field':
        return this.field(this.number(of.of))
      case 'name':
        return this.vars.get(of.name) ?? ''
      case 'element': {
        const array = this.array(of.name)
        const key = this.key(of.keys)
        // Looked at, it is there.
        if (!array.has(key)) array.set(key, '')
        return array.get(key)!
      }
      case 'call':
        return this.call(of.name, of.args)
      case 'not':
        return this.truth(of.of) ? 0 : 1
      case 'minus':
        return -this.number(of.of)
      case 'choice':
        return this.value(this.truth(of.if) ? of.then : of.else)
      case 'in':
        return this.array(of.name).has(this.text(of.key)) ? 1 : 0
      case 'assign': {
        const given = this.value(of.value)
        return this.set(of.to, of.by === '' ? given : reckoned(of.by, this.number(of.to), number(given)))
      }
      case 'step': {
        const before = this.number(of.to)
        this.set(of.to, before + of.by)
        return of.before ? before + of.by : before
      }
      case 'two':
        return this.two(of.by, of.left, of.right)
    }
  }

  private two(by: string, left: Expression, right: Expression): Value {
    switch (by) {
      case '||':
        return this.truth(left) || this.truth(right) ? 1 : 0
      case '&&':
        return this.truth(left) && this.truth(right) ? 1 : 0
      case '~':
        return this.fits(this.text(left), right) ? 1 : 0
      case '!~':
        return this.fits(this.text(left), right) ? 0 : 1
      case 'join':
        return this.text(left) + this.text(right)
      case '+':
      case '-':
      case '*':
      case '/':
      case '%':
      case '^':
        return reckoned(by, this.number(left), this.number(right))
      default:
        return compared(by, this.value(left), this.value(right)) ? 1 : 0
    }
  }

  private field(at: number): Value {
    return at === 0 ? this.line : (this.fields[at - 1] ?? '')
  }
  private set(to: Expression, value: Value): Value {
    if (to.is === 'name') {
      this.vars.set(to.name, value)
      if (to.name === 'NF') this.refill(number(value))
    } else if (to.is === 'element') this.array(to.name).set(this.key(to.keys), value)
    else if (to.is === 'field') {
      const at = this.number(to.of)
      if (at === 0) this.split(text(value))
      else {
        while (this.fields.length < at) this.fields.push('')
        this.fields[at - 1] = text(value)
        this.refill(this.fields.length)
      }
    }
    return value
  }
  private refill(count: number): void {
    this.fields = Array.from({ length: count }, (_, i) => this.fields[i] ?? '')
    this.vars.set('NF', count)
    this.line = this.fields.join(this.own('OFS'))
  }

  private call(name: string, args: readonly Expression[]): Value {
    const [a, b, c] = args
    switch (name) {
      case 'length':
        if (a?.is === 'name' && this.arrays.has(a.name)) return this.array(a.name).size
        return (a ? this.text(a) : this.line).length
      case 'substr': {
        const from = Math.round(this.number(b!)) - 1
        const end = c ? from + Math.round(this.number(c)) : Infinity
        return this.text(a!).slice(Math.max(0, from), Math.max(0, end))
      }
      case 'index':
        return this.text(a!).indexOf(this.text(b!)) + 1
      case 'tolower':
        return this.text(a!).toLowerCase()
      case 'toupper':
        return this.text(a!).toUpperCase()
      case 'int':
        return Math.trunc(this.number(a!))
      case 'sprintf': {
        const [format = '', ...values] = args.map((arg) => this.text(arg))
        return formatted(format, values)
      }
      case 'split': {
        if (b?.is !== 'name') throw new AwkError('split')
        const separator = c ? (c.is === 'regex' ? c.source : this.text(c)) : this.own('FS')
        const found = parts(this.text(a!), separator)
        const array = this.array(b.name)
        array.clear()
        found.forEach((part, i) => array.set(String(i + 1), part))
        return found.length
      }
      case 'match': {
        const found = regex(b!.is === 'regex' ? b!.source : this.text(b!)).exec(this.text(a!))
        this.vars.set('RSTART', found ? found.index + 1 : 0)
        this.vars.set('RLENGTH', found ? found[0].length : -1)
        return found ? found.index + 1 : 0
      }
      case 'sub':
      case 'gsub': {
        const target: Expression = c ?? { is: 'field', of: { is: 'number', value: 0 } }
        const by = this.text(b!)
        const source = a!.is === 'regex' ? a!.source : this.text(a!)
        let count = 0
        const changed = this.text(target).replace(regex(source, name === 'gsub' ? 'g' : ''), (found) => {
          count++
          return by.replace(/\\?&/g, (mark) => (mark === '&' ? found : '&'))
        })
        if (count > 0) this.set(target, changed)
        return count
      }
      default:
        throw new AwkError(`${name}()`)
    }
  }
}

/** What was read and looks like a number is compared as one. */
const isInput = (value: string): boolean => /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/.test(value)

const number = (value: Value): number =>
  typeof value === 'number' ? value : Number(/^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/.exec(value)?.[0] ?? 0)
const text = (value: Value): string =>
  typeof value === 'string' ? value : Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)))

function reckoned(by: string, a: number, b: number): number {
  switch (by) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      if (b === 0) throw new AwkError('division by zero')
      return a / b
    case '%':
      return a % b
    default:
      if (!Number.isInteger(b) || Math.abs(b) > 1_000) throw new AwkError(`^ ${b}`)
      return b < 0 ? 1 / power(a, -b) : power(a, b)
  }
}

function compared(by: string, a: Value, b: Value): boolean {
  const isNumber = (value: Value) => typeof value === 'number' || isInput(value)
  const [x, y] = isNumber(a) && isNumber(b) ? [number(a), number(b)] : [text(a), text(b)]
  const order = x < y ? -1 : x > y ? 1 : 0
  return (
    { '<': order < 0, '<=': order <= 0, '==': order === 0, '!=': order !== 0, '>': order > 0, '>=': order >= 0 }[by] ===
    true
  )
}

/** Blanks part words; any other single sign stands for itself, more are an expression. */
function parts(line: string, separator: string): string[] {
  if (separator === ' ') return line.trim() === '' ? [] : line.trim().split(/\s+/)
  if (line === '') return []
  if (separator.length === 1 && separator !== '|') return line.split(separator === '\t' ? '\t' : separator)
  return separator === '|' ? line.split('|') : line.split(regex(separator))
}

function regex(source: string, flags = ''): RegExp {
  const found = expressionOf(source, flags)
  if (!found) throw new AwkError(`/${source}/`)
  return found
}
