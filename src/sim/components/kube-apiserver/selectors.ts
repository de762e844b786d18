import type { KubeObject } from '../../api/types'
import type { RequestOptions } from './messages'

type Test = (object: KubeObject) => boolean

const always: Test = () => true
const known = new Map<string, Test>()
/** By the options of a watch, which is asked at each change of its kind. */
const asked = new WeakMap<RequestOptions, { readonly namespace: string | undefined; readonly test: Test }>()

/** What a request's namespace, field selector and label selector let through. */
export function filterOf(namespace: string | undefined, options: RequestOptions | undefined): Test {
  if (options === undefined) return find(namespace, options)
  const before = asked.get(options)
  if (before !== undefined && before.namespace === namespace) return before.test
  const test = find(namespace, options)
  asked.set(options, { namespace, test })
  return test
}

function find(namespace: string | undefined, options: RequestOptions | undefined): Test {
  const fields = options?.fieldSelector ?? ''
  const labels = options?.labelSelector ?? ''
  if (!namespace && fields === '' && labels === '') return always
  const id = `${namespace ?? ''}|${fields}|${labels}`
  let test = known.get(id)
  if (!test) known.set(id, (test = build(namespace, fields, labels)))
  return test
}

function build(namespace: string | undefined, fields: string, labels: string): Test {
  const tests: Test[] = []
  if (namespace) tests.push((object) => object.metadata.namespace === namespace)
  for (const part of split(fields)) tests.push(fieldTest(part))
  for (const part of split(labels)) tests.push(labelTest(part))
  return (object) => tests.every((test) => test(object))
}

/** Splits at commas outside parentheses. */
const split = (text: string): string[] => text.split(/,(?![^(]*\))/).filter((part) => part.trim() !== '')

/** `spec.nodeName=worker-1`, `status.phase!=Running`. Models apimachinery/pkg/fields. */
function fieldTest(part: string): Test {
  const [, path = '', operator, value = ''] = /^(.+?)(!=|==|=)(.*)$/.exec(part) ?? []
  return (object) => (fieldOf(object, path) === value) === (operator !== '!=')
}

/** The text of an object's field, such as `spec.nodeName`; empty if it has none. */
export function fieldOf(object: KubeObject, path: string): string {
  let found: unknown = object
  for (const step of stepsOf(path)) found = (found as Record<string, unknown> | undefined)?.[step]
  return found === undefined || found === null ? '' : String(found)
}

const steps = new Map<string, readonly string[]>()
function stepsOf(path: string): readonly string[] {
  let known = steps.get(path)
  if (!known) steps.set(path, (known = path.split('.')))
  return known
}

/** Equality and set-based requirements. Models apimachinery/pkg/labels/selector.go. */
function labelTest(part: string): Test {
  const text = part.trim()
  const set = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(text)
  if (set) {
    const values = new Set(set[3]!.split(',').map((value) => value.trim()))
    return (object) => {
      const label = object.metadata.labels?.[set[1]!]
      return set[2] === 'in' ? label !== undefined && values.has(label) : label === undefined || !values.has(label)
    }
  }
  const equal = /^(.+?)\s*(!=|==|=)\s*(.*)$/.exec(text)
  if (equal) {
    const [, key = '', operator, value] = equal
    return (object) => (object.metadata.labels?.[key] === value) === (operator !== '!=')
  }
  const compared = /^(\S+?)\s*([<>])\s*(\S+)$/.exec(text)
  if (compared) {
    const [, key = '', operator, bound] = compared
    return ({ metadata: { labels } }) =>
      /^[+-]?\d+$/.test(labels?.[key] ?? '') &&
      Number(labels![key]) * sign[operator!]! > Number(bound) * sign[operator!]!
  }
  return text.startsWith('!')
    ? (object) => object.metadata.labels?.[text.slice(1).trim()] === undefined
    : (object) => object.metadata.labels?.[text] !== undefined
}

const sign: Readonly<Record<string, number>> = { '>': 1, '<': -1 }
