import { fail, ok, type Result } from '../../../../base/result'
import type { KubeObject } from '../../../api/types'
import { isMap, sprint } from '../print/go'
import { find, parse, type ListNode } from '../print/jsonpath'
import { relaxed } from '../print/sort-by'

/** What is waited for. */
export type Condition =
  | { readonly kind: 'create' | 'delete' }
  | { readonly kind: 'condition'; readonly name: string; readonly value: string }
  | { readonly kind: 'path'; readonly path: ListNode; readonly value: string }

/** Reads the values of `--for`. Models wait.conditionFuncsFor. */
export function conditionsOf(texts: readonly string[]): Result<readonly Condition[]> {
  if (texts.length === 0) return fail('unrecognized condition: []')
  const conditions: Condition[] = []
  for (const text of texts) {
    const condition = conditionOf(text)
    if (!condition.ok) return condition
    conditions.push(condition.value)
  }
  return ok(conditions)
}

function conditionOf(text: string): Result<Condition> {
  const lower = text.toLowerCase()
  if (lower === 'delete' || lower === 'create') return ok({ kind: lower })
  if (text.startsWith('condition=')) {
    const rest = text.slice('condition='.length)
    const equals = rest.indexOf('=')
    return ok({
      kind: 'condition',
      name: equals < 0 ? rest : rest.slice(0, equals),
      value: equals < 0 ? 'true' : rest.slice(equals + 1)
    })
  }
  return text.startsWith('jsonpath=')
    ? pathOf(text.slice('jsonpath='.length))
    : fail(`unrecognized condition: ${JSON.stringify(text)}`)
}

function pathOf(input: string): Result<Condition> {
  const parts = splitOnce(input)
  if (parts.length > 2)
    return fail(
      "jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'"
    )
  const expression = relaxed(parts[0]!)
  if (!expression.ok) return expression
  const value = (parts[1] ?? '').replace(/^['"]+|['"]+$/g, '')
  if (parts.length === 2 && value === '')
    return fail("jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3")
  if (expression.value === '') return fail('jsonpath expression cannot be empty')
  const parsed = parse(expression.value)
  return parsed.ok ? ok({ kind: 'path', path: parsed.value, value }) : parsed
}

/** At each single equals sign. */
function splitOnce(input: string): string[] {
  const parts = ['']
  for (let i = 0; i < input.length; i++) {
    if (input[i] !== '=') parts[parts.length - 1] += input[i]!
    else if (input[i + 1] === '=') {
      parts[parts.length - 1] += '=='
      i++
    } else parts.push('')
  }
  return parts
}

/** Whether it is so; an error: it can never be told. */
export function holds(condition: Condition, object: KubeObject): Result<boolean> {
  if (condition.kind === 'condition') return ok(conditionHolds(object, condition.name, condition.value))
  if (condition.kind !== 'path') return ok(false)
  const found = find(condition.path, object, true)
  if (!found.ok) return found
  const [first = []] = found.value
  if (first.length === 0) return ok(false)
  if (found.value.length > 1) return fail('given jsonpath expression matches more than one list')
  if (first.length > 1) return fail('given jsonpath expression matches more than one value')
  if (condition.value === '') return ok(true)
  const [value] = first
  if (Array.isArray(value) || isMap(value))
    return fail('jsonpath leads to a nested object or list which is not supported')
  return ok(sprint(value).trim() === condition.value.trim())
}

interface Told {
  readonly type?: unknown
  readonly status?: unknown
  readonly observedGeneration?: unknown
}

function conditionHolds({ metadata, status }: KubeObject, name: string, value: string): boolean {
  const { conditions, observedGeneration } = (status ?? {}) as { conditions?: unknown; observedGeneration?: unknown }
  if (!Array.isArray(conditions)) return false
  const told = (conditions as readonly Told[]).find(
    ({ type, status: is }) => typeof type === 'string' && typeof is === 'string' && sameFold(type, name)
  )
  if (!told) return false
  const seen = told.observedGeneration ?? observedGeneration
  if (metadata.generation !== undefined && typeof seen === 'number' && seen < metadata.generation) return false
  return sameFold(told.status as string, value)
}

const sameFold = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()
