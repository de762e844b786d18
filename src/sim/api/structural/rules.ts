import { evaluate } from '../cel'
import type { Problems } from '../kinds/problems'
import { fieldOf, isFields, type Schema } from './schema'

interface Rule {
  readonly rule: string
  readonly message?: string
  readonly messageExpression?: string
  readonly reason?: string
  readonly fieldPath?: string
  readonly optionalOldSelf?: boolean
}

const isTransition = ({ rule }: Rule): boolean => /\boldSelf\b/.test(rule)

/**
 * The rules of a schema (`x-kubernetes-validations`), on a value that fits it. Rules that compare with the value before are for
 * changes alone. Models apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go.
 */
export function checkRules(
  value: unknown,
  old: unknown,
  schema: Schema,
  path: string,
  changed: boolean,
  problems: Problems
): void {
  for (const one of (schema['x-kubernetes-validations'] ?? []) as readonly Rule[])
    if (isTransition(one) === changed && (!changed || old !== undefined)) check(value, old, one, path, problems)
  if (Array.isArray(value)) {
    const { items } = schema
    const before = Array.isArray(old) ? (old as unknown[]) : []
    if (items) value.forEach((item, i) => checkRules(item, before[i], items, `${path}[${i}]`, changed, problems))
  } else if (isFields(value))
    for (const [key, item] of Object.entries(value)) {
      const field = fieldOf(schema, key)
      const before = isFields(old) ? old[key] : undefined
      if (typeof field === 'object' && item !== undefined && item !== null)
        checkRules(item, before, field, path === '' ? key : `${path}.${key}`, changed, problems)
    }
}

function check(value: unknown, old: unknown, one: Rule, path: string, problems: Problems): void {
  const variables = { self: value, ...(old !== undefined && { oldSelf: old }) }
  const outcome = evaluate(one.rule, variables)
  const at = path === '' ? '<nil>' : path
  if (!outcome.ok) {
    const type = Array.isArray(value) ? 'array' : isFields(value) ? 'object' : typeof value
    return problems.add(
      'FieldValueInvalid',
      at,
      `Invalid value: ${JSON.stringify(type)}: ${outcome.error} evaluating rule: ${one.rule}`
    )
  }
  if (outcome.value === true) return
  const told = one.messageExpression === undefined ? undefined : evaluate(one.messageExpression, variables)
  const message =
    told?.ok && typeof told.value === 'string' && told.value.trim() !== ''
      ? told.value
      : (one.message ?? `failed rule: ${one.rule}`)
  const field = `${path}${one.fieldPath ?? ''}`.replace(/^\./, '') || '<nil>'
  switch (one.reason) {
    case 'FieldValueForbidden':
      return problems.forbidden(field, message)
    case 'FieldValueRequired':
      return problems.required(field, message)
    case 'FieldValueDuplicate':
      return problems.add('FieldValueDuplicate', field, `Duplicate value: ${message}`)
    default:
      return problems.add('FieldValueInvalid', field, `Invalid value: ${message}`)
  }
}
