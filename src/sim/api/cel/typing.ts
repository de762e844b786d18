import type { ASTNode } from '@marcbachmann/cel-js'
import { membersOf, type Type } from '../schema'
import { displayed } from './display'

/** Types of names: `object` is of the kind that is checked; what is not named, or undefined, may be anything. */
export type Declared = Readonly<Record<string, Type | undefined>>

/** A type of CEL as far as it is known; undefined: dyn, which everything goes with. */
type CelType =
  | { readonly is: 'int' | 'uint' | 'double' | 'string' | 'bool' | 'bytes' | 'timestamp' }
  | { readonly is: 'list' | 'map'; readonly of: CelType }
  | { readonly is: 'object'; readonly type: Type }
  | undefined

interface Problem {
  readonly at: number
  readonly text: string
}
interface Check {
  readonly source: string
  readonly problems: Problem[]
}
type Names = ReadonlyMap<string, CelType>

/**
 * What cel-go's checker says of an expression whose names have types: fields that are not there, operators that have no overload for what they
 * stand between. Calls of functions may come to anything here, so that nothing right is blamed. Empty: nothing is wrong.
 * Models cel-go/checker.
 */
export function typeProblems(parse: (source: string) => ASTNode, source: string, declared: Declared): string {
  const check: Check = { source, problems: [] }
  typeOf(check, parse(source), new Map(Object.entries(declared).map(([name, type]) => [name, celType(type)])))
  return check.problems
    .sort((a, b) => a.at - b.at)
    .map(({ at, text }) => displayed(source, at, text))
    .join('\n')
}

const plain: Readonly<Record<string, CelType>> = {
  s: { is: 'string' },
  i: { is: 'int' },
  l: { is: 'int' },
  n: { is: 'double' },
  b: { is: 'bool' },
  y: { is: 'bytes' },
  t: { is: 'timestamp' },
  u: { is: 'timestamp' }
}

/** Models apiserver/pkg/cel/common/schemas.go SchemaDeclType. Quantities and ports are whatever is written. */
function celType(type: Type | undefined): CelType {
  if (type === undefined) return undefined
  if (type.form === 'primitive') return plain[type.of]
  if (type.form === 'list' || type.form === 'map') return { is: type.form, of: celType(type.of) }
  return { is: 'object', type }
}

const literals: Readonly<Record<string, CelType>> = {
  string: { is: 'string' },
  bigint: { is: 'int' },
  number: { is: 'double' },
  boolean: { is: 'bool' }
}
const numbers: ReadonlySet<string> = new Set(['int', 'uint', 'double'])
const bool: CelType = { is: 'bool' }
const loops: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'filter', 'map'])

function typeOf(check: Check, node: ASTNode, names: Names): CelType {
  const inner = (one: ASTNode): CelType => typeOf(check, one, names)
  switch (node.op) {
    case 'value':
      return literals[typeof node.args]
    case 'id':
      return names.get(node.args)
    case '.':
      return field(check, node.args[0], node.args[1], names)
    case '[]': {
      const [of] = node.args.map(inner)
      return of?.is === 'list' || of?.is === 'map' ? of.of : undefined
    }
    case '!_':
      inner(node.args)
      return bool
    case '?:': {
      const [, yes] = node.args.map(inner)
      return yes
    }
    case '||':
    case '&&':
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return operator(check, node.op, node.args[0], node.args[1], names)
    case 'rcall':
      return method(check, node.args[0], node.args[1], node.args[2], names)
    case 'call':
      node.args[1].forEach(inner)
      return node.args[0] === 'size' ? { is: 'int' } : node.args[0] === 'has' ? bool : undefined
    case 'list':
      return { is: 'list', of: node.args.map(inner)[0] }
    default:
      return undefined
  }
}

function field(check: Check, of: ASTNode, name: string, names: Names): CelType {
  const from = typeOf(check, of, names)
  if (from === undefined) return undefined
  if (from.is === 'map') return from.of
  const at = check.source.indexOf('.', of.range.end)
  if (from.is !== 'object') {
    const type = printed(from)
    if (type) check.problems.push({ at, text: `type '${type}' does not support field selection` })
    return undefined
  }
  const struct = membersOf(from.type)
  const found = struct?.fields.get(name)
  // Custom kinds keep what their schema does not tell.
  if (found || !struct || from.type.form === 'custom') return celType(found?.type)
  check.problems.push({ at, text: `undefined field '${name}'` })
  return undefined
}

/** What is done with each item knows of which type it is. */
function method(check: Check, name: string, of: ASTNode, args: readonly ASTNode[], names: Names): CelType {
  const on = typeOf(check, of, names)
  const [variable, ...rest] = args
  if (loops.has(name) && variable?.op === 'id' && rest.length > 0) {
    const item: CelType = on?.is === 'list' ? on.of : on?.is === 'map' ? { is: 'string' } : undefined
    const within = new Map(names).set(variable.args, item)
    const last = rest.map((one) => typeOf(check, one, within)).at(-1)
    return name === 'filter' ? on : name === 'map' ? { is: 'list', of: last } : bool
  }
  for (const one of args) typeOf(check, one, names)
  return name === 'size' ? { is: 'int' } : undefined
}

function operator(check: Check, op: string, left: ASTNode, right: ASTNode, names: Names): CelType {
  const types = [typeOf(check, left, names), typeOf(check, right, names)] as const
  const [a, b] = types.map(printed)
  const result = op in { '+': 0, '-': 0, '*': 0, '/': 0, '%': 0 } ? types[0] : bool
  if (a === undefined || b === undefined || goTogether(op, a, b)) return result
  const at = check.source.indexOf(op, left.range.end)
  check.problems.push({ at, text: `found no matching overload for '_${op}_' applied to '(${a}, ${b})'` })
  return result === bool ? bool : undefined
}

function goTogether(op: string, a: string, b: string): boolean {
  if (op === '&&' || op === '||') return a === 'bool' && b === 'bool'
  if (op === '==' || op === '!=') return a === b || isOpen(a) || isOpen(b)
  const both = numbers.has(a) && numbers.has(b)
  if (op.startsWith('<') || op.startsWith('>')) return both || (a === b && !/^(?:list|map)/.test(a))
  if (op === '+') return a === b && a !== 'bool' && !a.startsWith('map')
  // Durations come of times.
  if (a === 'timestamp') return true
  return both && a === b && (op !== '%' || a !== 'double')
}
const isOpen = (type: string): boolean => type.includes('dyn')

/** As cel-go writes a type; undefined where it is not known, or is a type of an object. */
function printed(type: CelType): string | undefined {
  if (type === undefined || type.is === 'object') return undefined
  if (type.is !== 'list' && type.is !== 'map') return type.is
  const of = printed(type.of) ?? 'dyn'
  return type.is === 'list' ? `list(${of})` : `map(string, ${of})`
}
