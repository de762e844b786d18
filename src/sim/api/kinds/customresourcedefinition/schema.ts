import { isTrue, keysOf, map, part, text, type Part } from '../parts'
import type { Problems } from '../problems'

/** Models apiextensions-apiserver/pkg/apiserver/schema ValidateStructural, as far as types and lists go. */
export function validateSchema(schema: Part, at: string, problems: Problems): void {
  const type = text(schema.type)
  if (type === '') problems.required(`${at}.type`, 'must not be empty at the root')
  else if (type !== 'object') problems.invalid(`${at}.type`, type, 'must be object at the root')
  validateLevel(schema, at, problems)
}

function validateLevel(schema: Part, at: string, problems: Problems): void {
  if (isTrue(schema.uniqueItems))
    problems.forbidden(
      `${at}.uniqueItems`,
      'uniqueItems cannot be set to true since the runtime complexity becomes quadratic'
    )
  if (schema['x-kubernetes-preserve-unknown-fields'] === false)
    problems.invalid(`${at}.x-kubernetes-preserve-unknown-fields`, false, 'must be true or undefined')
  if (text(schema.type) === 'array' && schema.items === undefined) problems.required(`${at}.items`, 'must be specified')
  if (Array.isArray(schema.items)) problems.forbidden(`${at}.items`, 'items must be a schema object and not an array')
  else validateChild(part(schema.items), `${at}.items`, 'array items', problems)
  const properties = map(schema.properties)
  for (const name of keysOf(properties))
    validateChild(part(properties[name]), `${at}.properties[${name}]`, 'object fields', problems)
  validateChild(part(schema.additionalProperties), `${at}.additionalProperties`, 'object fields', problems)
}

function validateChild(schema: Part | undefined, at: string, what: string, problems: Problems): void {
  if (!schema) return
  const isFree = isTrue(schema['x-kubernetes-int-or-string']) || isTrue(schema['x-kubernetes-preserve-unknown-fields'])
  if (text(schema.type) === '' && !isFree) problems.required(`${at}.type`, `must not be empty for specified ${what}`)
  validateLevel(schema, at, problems)
}
