import { structOf, type Field, type Type } from '../schema'
import type { KubeObject } from '../types'
import type { Problems } from './problems'

/**
 * What the schema alone says is wrong: values that are none of those a field may have. For kinds without a validation of
 * their own.
 */
export function validateBySchema(object: KubeObject, typeName: string, problems: Problems): void {
  for (const field of structOf(typeName).fields.values())
    if (field.name !== 'metadata' && field.name !== 'status')
      look(object[field.name as keyof KubeObject], field.type, field, field.name, problems)
}

function look(value: unknown, type: Type, field: Field, at: string, problems: Problems): void {
  if (value === undefined || value === null) return
  if (type.form === 'list' && Array.isArray(value))
    value.forEach((item, i) => look(item, type.of, field, `${at}[${i}]`, problems))
  else if (type.form === 'map')
    for (const [key, item] of Object.entries(value)) look(item, type.of, field, `${at}[${key}]`, problems)
  else if (type.form === 'struct')
    for (const inner of structOf(type.of).fields.values())
      look((value as Record<string, unknown>)[inner.name], inner.type, inner, `${at}.${inner.name}`, problems)
  else if (field.values.length > 0 && typeof value === 'string' && value !== '' && !field.values.includes(value))
    problems.notSupported(at, value, field.values)
}
