import { fail, ok, type Result } from '../../../../../base/result'
import { isMap, keysOf, sprint, toJson } from '../go'
import type { ListNode, Node } from './parse'

/** Results of each part of a template. */
export type Found = readonly (readonly unknown[])[]

class Wrong extends Error {}

/** Evaluates a template on plain data. Models k8s.io/client-go/util/jsonpath/jsonpath.go FindResults. */
export function find(root: ListNode, data: unknown, allowMissing: boolean): Result<Found> {
  try {
    return ok(new Evaluation(allowMissing).find(root.nodes, data))
  } catch (error) {
    if (error instanceof Wrong) return fail(error.message)
    throw error
  }
}

/** The results as text, or with `json` each part as a JSON list. Models PrintResults. */
export function printed(found: Found, json = false): string {
  return found
    .map((results) =>
      json
        ? `${toJson(results, '    ')}\n`
        : results
            .map((value) =>
              typeof value === 'object' && value !== null ? toJson(value) : value === null ? 'null' : sprint(value)
            )
            .join(' ')
    )
    .join('')
}

const typeOf = (value: unknown): string =>
  isMap(value)
    ? 'map[string]interface {}'
    : typeof value === 'string'
      ? 'string'
      : typeof value === 'boolean'
        ? 'bool'
        : Number.isInteger(value)
          ? 'int64'
          : 'float64'

class Evaluation {
  private beginRange = 0
  private inRange = 0
  private endRange = 0
  private lastEnd: Node | undefined

  constructor(private readonly allowMissing: boolean) {}

  find(nodes: readonly Node[], data: unknown): (readonly unknown[])[] {
    const all: (readonly unknown[])[] = []
    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[i]!
      const results = this.walk([data], node)
      if (this.endRange > 0 && this.endRange <= this.inRange) {
        this.endRange--
        this.lastEnd = node
        break
      }
      if (this.beginRange > 0) {
        this.beginRange--
        this.inRange++
        const rest = nodes.slice(i + 1)
        if (results.length > 0) for (const value of results) all.push(...this.find(rest, value))
        else this.find(rest, undefined)
        this.inRange--
        for (let k = i + 1; k < nodes.length; k++) {
          if (nodes[k] === this.lastEnd) {
            i = k
            break
          }
        }
        continue
      }
      all.push(results)
    }
    return all
  }

  private walk(values: readonly unknown[], node: Node): readonly unknown[] {
    switch (node.kind) {
      case 'list':
        return node.nodes.reduce((found, one) => this.walk(found, one), values)
      case 'text':
        return [node.text]
      case 'value':
        return values.map(() => node.value)
      case 'field':
        return this.field(values, node.name)
      case 'array':
        return values.flatMap((value) => slice(value, node))
      case 'filter':
        return values.flatMap((value) => this.filter(value, node))
      case 'wildcard':
        return values.flatMap(contents)
      case 'recursive':
        return descend(values)
      case 'union':
        return node.nodes.flatMap((one) => this.walk(values, one))
      case 'identifier':
        return this.identifier(values, node.name)
    }
  }

  private identifier(values: readonly unknown[], name: string): readonly unknown[] {
    if (name === 'range') {
      this.beginRange++
      return values
    }
    if (name !== 'end') throw new Wrong(`unrecognized identifier ${name}`)
    if (this.inRange === 0) throw new Wrong('not in range, nothing to end')
    this.endRange++
    return []
  }

  private field(values: readonly unknown[], name: string): readonly unknown[] {
    if (values.length === 0) return []
    const found = values.flatMap((value) =>
      isMap(value) && Object.hasOwn(value, name) && value[name] !== undefined ? [value[name]] : []
    )
    if (found.length === 0 && !this.allowMissing) throw new Wrong(`${name} is not found`)
    return found
  }

  private filter(value: unknown, { left, right, operator }: Extract<Node, { kind: 'filter' }>): readonly unknown[] {
    if (!Array.isArray(value)) throw new Wrong(`${sprint(value)} is not array or slice and cannot be filtered`)
    return value.filter((item: unknown) => {
      if (operator === 'exists') {
        // A missing field is no error here.
        return new Evaluation(true).walk([item], left).length > 0
      }
      const lefts = this.walk([item], left)
      if (lefts.length === 0) return false
      if (lefts.length > 1) throw new Wrong('can only compare one element at a time')
      const rights = this.walk([item], right)
      if (rights.length === 0) return false
      if (rights.length > 1) throw new Wrong('can only compare one element at a time')
      return compare(lefts[0], rights[0], operator)
    })
  }
}

function slice(
  value: unknown,
  { from = 0, to, derived, step = 1 }: Extract<Node, { kind: 'array' }>
): readonly unknown[] {
  if (value === null || value === undefined) return []
  if (!Array.isArray(value)) throw new Wrong(`${typeOf(value)} is not array or slice`)
  const { length } = value
  const begin = from < 0 ? from + length : from
  let end = to ?? length
  if (end < 0 || (end === 0 && derived)) end += length
  if (end === begin) return []
  const outside = (index: number) => new Wrong(`array index out of bounds: index ${index}, length ${length}`)
  if (begin >= length || begin < 0) throw outside(begin)
  if (end > length || end < 0) throw outside(end - 1)
  if (begin > end) throw new Wrong(`starting index ${begin} is greater than ending index ${end}`)
  if (step <= 0) throw new Wrong('step must be > 0')
  return value.slice(begin, end).filter((_, i) => i % step === 0)
}

/** All that is directly in a value; of a map in order of key (upstream in no order). */
function contents(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  if (isMap(value)) return keysOf(value).map((key) => value[key])
  return typeof value === 'string' ? [...value].map((char) => char.codePointAt(0)!) : []
}

function descend(values: readonly unknown[]): readonly unknown[] {
  return values.flatMap((value) => {
    if (typeof value === 'string') return value === '' ? [] : [value]
    const inner = contents(value)
    return inner.length === 0 ? [] : [value, ...descend(inner)]
  })
}

/** Models client-go/third_party/forked/golang/template/funcs.go: texts with texts, numbers of one kind with each other. */
function compare(left: unknown, right: unknown, operator: string): boolean {
  const kinds = [left, right].map((value) =>
    typeof value === 'number' ? (Number.isInteger(value) ? 'int' : 'float') : typeof value
  )
  if (kinds.some((kind) => kind === 'object' || kind === 'undefined')) throw new Wrong('invalid type for comparison')
  if (kinds[0] !== kinds[1]) throw new Wrong('incompatible types for comparison')
  const [a, b] = [left as string | number | boolean, right as string | number | boolean]
  switch (operator) {
    case '==':
      return a === b
    case '!=':
      return a !== b
  }
  if (typeof a === 'boolean') throw new Wrong('invalid type for comparison')
  switch (operator) {
    case '<':
      return a < b
    case '<=':
      return a <= b
    case '>':
      return a > b
    case '>=':
      return a >= b
    default:
      throw new Wrong(`unrecognized filter operator ${operator}`)
  }
}
