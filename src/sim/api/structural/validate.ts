import { equal } from '../equality'
import type { Problems } from '../kinds/problems'
import { fieldOf, isFields, isMeta, type Schema } from './schema'

const typeOf = (value: unknown): string => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}

const fits = (value: unknown, type: string): boolean => {
  const found = typeOf(value)
  return found === type || (type === 'number' && found === 'integer')
}

/** Formats that are checked; others are only words. Models kube-openapi strfmt. */
const formats: Readonly<Record<string, RegExp>> = {
  'date-time': /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/,
  date: /^\d{4}-\d\d-\d\d$/,
  email: /^[^@\s]+@[^@\s]+$/,
  ipv4: /^(?:\d{1,3}\.){3}\d{1,3}$/,
  uuid: /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i,
  byte: /^[A-Za-z0-9+/]*={0,2}$/,
  duration: /^-?(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h|d|w))+$|^0$/
}

const words = (value: unknown): string => (typeof value === 'string' ? JSON.stringify(value) : JSON.stringify(value))

/**
 * What is wrong with a value by its schema, in the words of kube-openapi's validators. Models
 * apiextensions-apiserver/pkg/apiserver/validation. Rules of CEL are in `rules.ts`.
 */
export function validateStructure(value: unknown, schema: Schema, path: string, problems: Problems, root = true): void {
  const found = typeOf(value)
  const at = path === '' ? '<nil>' : path
  if (value === null && schema.nullable === true) return
  const wanted =
    schema['x-kubernetes-int-or-string'] === true ? ['integer', 'string'] : schema.type ? [schema.type] : []
  if (wanted.length > 0 && !wanted.some((type) => fits(value, type))) {
    const text = `${path} in body must be of type ${wanted.join(',')}: ${JSON.stringify(found)}`
    problems.add('FieldValueTypeInvalid', at, `Invalid value: ${JSON.stringify(found)}: ${text}`)
    if (wanted[0] === 'integer' && found === 'number')
      problems.add(
        'FieldValueInvalid',
        '<nil>',
        `Invalid value: "": Checked value must be of type integer (default format) in ${path}`
      )
    return
  }
  if (schema.enum && !schema.enum.some((one) => equal(one, value)))
    problems.notSupported(at, value, schema.enum.map(String))
  if (typeof value === 'number') ofNumber(value, schema, path, problems)
  else if (typeof value === 'string') ofString(value, schema, path, problems)
  else if (Array.isArray(value)) ofList(value, schema, path, problems)
  else if (isFields(value)) ofFields(value, schema, path, problems, root)
  combined(value, schema, path, problems)
}

function ofNumber(value: number, schema: Schema, path: string, problems: Problems): void {
  const { minimum, maximum, multipleOf, exclusiveMinimum, exclusiveMaximum } = schema
  const say = (text: string) => problems.invalid(path, value, `${path} in body should be ${text}`)
  if (maximum !== undefined && (exclusiveMaximum ? value >= maximum : value > maximum))
    say(`less than ${exclusiveMaximum ? '' : 'or equal to '}${maximum}`)
  if (minimum !== undefined && (exclusiveMinimum ? value <= minimum : value < minimum))
    say(`greater than ${exclusiveMinimum ? '' : 'or equal to '}${minimum}`)
  if (multipleOf !== undefined && value % multipleOf !== 0) say(`a multiple of ${multipleOf}`)
}

function ofString(value: string, schema: Schema, path: string, problems: Problems): void {
  const { minLength, maxLength, pattern, format } = schema
  const length = [...value].length
  if (maxLength !== undefined && length > maxLength)
    problems.add('FieldValueTooLong', path, `Too long: may not be more than ${maxLength} bytes`)
  if (minLength !== undefined && length < minLength)
    problems.invalid(path, value, `${path} in body should be at least ${minLength} chars long`)
  if (pattern !== undefined && !matches(pattern, value))
    problems.invalid(path, value, `${path} in body should match '${pattern}'`)
  const known = format === undefined ? undefined : formats[format]
  const words = JSON.stringify(value)
  if (known && !known.test(value))
    problems.add(
      'FieldValueTypeInvalid',
      path,
      `Invalid value: ${words}: ${path} in body must be of type ${format}: ${words}`
    )
}

/** A pattern of Go that JavaScript does not know lets everything pass. */
function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(value)
  } catch {
    return true
  }
}

function ofList(list: readonly unknown[], schema: Schema, path: string, problems: Problems): void {
  const { minItems, maxItems, items } = schema
  if (maxItems !== undefined && list.length > maxItems)
    problems.add('FieldValueTooMany', path, `Too many: ${list.length}: must have at most ${maxItems} items`)
  if (minItems !== undefined && list.length < minItems)
    problems.invalid(path, list.length, `${path} in body should have at least ${minItems} items`)
  const type = schema['x-kubernetes-list-type']
  const keys = schema['x-kubernetes-list-map-keys'] ?? []
  const seen: unknown[] = []
  list.forEach((item, i) => {
    if (items) validateStructure(item, items, `${path}[${i}]`, problems, false)
    if (type !== 'set' && type !== 'map') return
    const key =
      type === 'set' || !isFields(item)
        ? item
        : Object.fromEntries(keys.flatMap((one) => (one in item ? [[one, item[one]]] : [])))
    if (seen.some((one) => equal(one, key)))
      problems.add('FieldValueDuplicate', `${path}[${i}]`, `Duplicate value: ${words(key)}`)
    seen.push(key)
  })
}

function ofFields(
  fields: Readonly<Record<string, unknown>>,
  schema: Schema,
  path: string,
  problems: Problems,
  root: boolean
): void {
  const { required = [], minProperties, maxProperties } = schema
  const under = (key: string) => (path === '' ? key : `${path}.${key}`)
  for (const key of required) if (fields[key] === undefined) problems.required(under(key))
  const count = Object.keys(fields).length
  if (maxProperties !== undefined && count > maxProperties)
    problems.add('FieldValueTooMany', path, `Too many: ${count}: must have at most ${maxProperties} items`)
  if (minProperties !== undefined && count < minProperties)
    problems.invalid(path, count, `${path} in body should have at least ${minProperties} properties`)
  for (const key of Object.keys(fields).sort()) {
    if ((root && isMeta(key)) || fields[key] === undefined) continue
    const field = fieldOf(schema, key)
    if (typeof field === 'object') validateStructure(fields[key], field, under(key), problems, false)
  }
}

const passes = (value: unknown, schema: Schema, path: string, problems: Problems): boolean => {
  const inner = problems.fresh()
  validateStructure(value, schema, path, inner, false)
  return inner.list.length === 0
}

function combined(value: unknown, schema: Schema, path: string, problems: Problems): void {
  const say = (text: string) => problems.add('FieldValueInvalid', path || '<nil>', `Invalid value: "": ${text}`)
  const name = JSON.stringify(path)
  for (const one of schema.allOf ?? []) validateStructure(value, one, path, problems, false)
  if (schema.anyOf && !schema.anyOf.some((one) => passes(value, one, path, problems)))
    say(`${name} must validate at least one schema (anyOf)`)
  if (schema.oneOf) {
    const good = schema.oneOf.filter((one) => passes(value, one, path, problems)).length
    if (good !== 1)
      say(
        `${name} must validate one and only one schema (oneOf). ${good === 0 ? 'Found none valid' : `Found ${good} valid alternatives`}`
      )
  }
  if (schema.not && passes(value, schema.not, path, problems)) say(`${name} must not validate the schema (not)`)
}
