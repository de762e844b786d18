import { fieldOf, isFields, isMeta, type Schema } from './schema'

/** A value without what its schema does not know; the paths of that are added to `unknown`. Models schema/pruning. */
export function prune(value: unknown, schema: Schema, unknown: string[], path = '', root = true): unknown {
  if (Array.isArray(value)) {
    const { items } = schema
    return items ? value.map((item, i) => prune(item, items, unknown, `${path}[${i}]`, false)) : value
  }
  if (!isFields(value)) return value
  const whole = root || schema['x-kubernetes-embedded-resource'] === true
  const kept: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(value)) {
    const at = path === '' ? key : `${path}.${key}`
    const field = whole && isMeta(key) ? true : fieldOf(schema, key)
    if (field === undefined) unknown.push(at)
    else kept[key] = field === true ? item : prune(item, field, unknown, at, false)
  }
  return kept
}

/** A value with its schema's defaults; a null that may not be is as if it were not there. Models schema/defaulting. */
export function withDefaults(value: unknown, schema: Schema, root = true): unknown {
  if (Array.isArray(value)) {
    const { items } = schema
    return items ? value.map((item) => withDefaults(item, items, false)) : value
  }
  if (!isFields(value)) return value
  const filled: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(value)) {
    const field = root && isMeta(key) ? true : fieldOf(schema, key)
    if (item === null && typeof field === 'object' && field.nullable !== true) continue
    filled[key] = typeof field === 'object' ? withDefaults(item, field, false) : item
  }
  for (const [key, field] of Object.entries(schema.properties ?? {}))
    if (field.default !== undefined && filled[key] === undefined && !(root && isMeta(key)))
      filled[key] = withDefaults(structuredCopy(field.default), field, false)
  return filled
}

const structuredCopy = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown
