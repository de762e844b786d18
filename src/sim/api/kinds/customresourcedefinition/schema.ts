import { compileProblem } from '../../cel/compile'
import { isTrue, keysOf, list, map, optionalText, part, text, type Part } from '../parts'
import type { Problems } from '../problems'

/** Models apiextensions-apiserver/pkg/apiserver/schema ValidateStructural, as far as types and lists go. */
export function validateSchema(schema: Part, at: string, problems: Problems): void {
  const type = text(schema.type)
  if (type === '') problems.required(`${at}.type`, 'must not be empty at the root')
  else if (type !== 'object') problems.invalid(`${at}.type`, type, 'must be object at the root')
  if (schema.default !== undefined && part(schema.default))
    for (const field of ['apiVersion', 'kind'])
      if (text(part(schema.default)?.[field]) === '') problems.required(`${at}.default.${field}`)
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
  validatePattern(schema.pattern, `${at}.pattern`, problems)
  validateRules(list(schema['x-kubernetes-validations']), `${at}.x-kubernetes-validations`, problems)
  validateCombinations(schema, at, problems, {
    anyOf: isIntOrString(schema.anyOf),
    allOf: isIntOrString(list(schema.allOf)[0]?.anyOf)
  })
  const items = part(schema.items)
  if (
    schema['x-kubernetes-list-type'] === 'set' &&
    text(items?.type) === 'object' &&
    items?.['x-kubernetes-map-type'] !== 'atomic'
  )
    problems.invalid(
      `${at}.items.x-kubernetes-map-type`,
      items?.['x-kubernetes-map-type'] ?? null,
      'must be atomic as item of a list with x-kubernetes-list-type=set'
    )
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

/** The two ways in which a number or a text may be written: these name types. Models isIntOrStringAnyOfPattern and isIntOrStringAllOfPattern. */
const isIntOrString = (given: unknown): boolean => JSON.stringify(given) === '[{"type":"integer"},{"type":"string"}]'

/** Models validateValueValidation; `skip`: what names types and may, its own `anyOf` and that of the first in `allOf`. */
function validateCombinations(
  schema: Part,
  at: string,
  problems: Problems,
  skip: { readonly anyOf?: boolean; readonly allOf?: boolean }
): void {
  if (!skip.anyOf) list(schema.anyOf).forEach((one, i) => validateBare(one, `${at}.anyOf[${i}]`, problems))
  list(schema.allOf).forEach((one, i) =>
    validateBare(one, `${at}.allOf[${i}]`, problems, skip.allOf === true && i === 0)
  )
  list(schema.oneOf).forEach((one, i) => validateBare(one, `${at}.oneOf[${i}]`, problems))
  if (part(schema.not)) validateBare(part(schema.not)!, `${at}.not`, problems)
}

/** What stands in a combination adds no structure. Models ValidateStructural's validateNestedValueValidation. */
function validateBare(schema: Part, at: string, problems: Problems, skipAnyOf = false): void {
  validateCombinations(schema, at, problems, { anyOf: skipAnyOf })
  for (const field of ['type', 'title', 'description', 'default', 'nullable'])
    if (schema[field] !== undefined && schema[field] !== '' && schema[field] !== false)
      problems.forbidden(`${at}.${field}`, 'must be empty to be structural')
  const properties = map(schema.properties)
  for (const name of keysOf(properties)) {
    const inner = part(properties[name])
    if (inner) validateBare(inner, `${at}.properties[${name}]`, problems)
  }
  const items = part(schema.items)
  if (items) validateBare(items, `${at}.items`, problems)
}

/** A pattern of Go; what JavaScript cannot read either, but for brackets that do not close, passes. */
function validatePattern(given: unknown, at: string, problems: Problems): void {
  const pattern = optionalText(given)
  if (pattern === undefined || pattern === '') return
  // What stands for one character is one: a class and an escape may be repeated as any other.
  const plain = pattern.replace(/\\./g, 'x').replace(/\[\^?\]?(?:\[:\w+:\]|[^\]])*\]/g, 'x')
  const open = plain.split('(').length - plain.split(')').length
  const wrong =
    open > 0
      ? `missing closing ): \`${pattern}\``
      : open < 0
        ? `unexpected ): \`${pattern}\``
        : plain.includes('[')
          ? `missing closing ]: \`${pattern.slice(pattern.lastIndexOf('['))}\``
          : /^[*+?]/.test(plain)
            ? `missing argument to repetition operator: \`${plain[0]}\``
            : undefined
  if (wrong !== undefined)
    problems.invalid(at, pattern, `must be a valid regular expression, but isn't: error parsing regexp: ${wrong}`)
}

/** Rules that nobody could ask. Models ValidateCustomResourceDefinitionOpenAPISchema with celschema.Compile, without the types of `self`. */
function validateRules(rules: readonly Part[], at: string, problems: Problems): void {
  rules.forEach((one, i) => {
    const field = `${at}[${i}].rule`
    const rule = text(one.rule)
    if (rule.trim() === '') return problems.required(field, 'rule is not specified')
    const wrong = compileProblem(rule, ['self', 'oldSelf'], 'bool')
    if (wrong === undefined) return
    const shown = {
      Rule: rule,
      Message: text(one.message),
      MessageExpression: text(one.messageExpression),
      Reason: one.reason ?? null,
      FieldPath: text(one.fieldPath),
      OptionalOldSelf: one.optionalOldSelf ?? null
    }
    problems.invalid(field, shown, wrong)
  })
}
