import { describe, expect, it } from 'vitest'
import { Problems } from '../problems'
import { validateSchema } from './schema'

const problemsOf = (spec: object): string[] => {
  const problems = new Problems()
  validateSchema({ type: 'object', properties: { spec } }, 'schema', problems)
  return problems.list.map(({ field }) => field.replace('schema.properties[spec].', ''))
}
const either = [{ type: 'integer' }, { type: 'string' }]
const count = (rest: object) => ({
  type: 'object',
  properties: { count: { 'x-kubernetes-int-or-string': true, ...rest } }
})

describe('a structural schema', () => {
  it('may say that a value is a number or a text, in two ways and at any depth', () => {
    expect(problemsOf(count({ anyOf: either, pattern: '^x$' }))).toEqual([])
    expect(problemsOf(count({ allOf: [{ anyOf: either }, { pattern: '^x$' }] }))).toEqual([])
    expect(
      problemsOf({ type: 'object', additionalProperties: { 'x-kubernetes-int-or-string': true, anyOf: either } })
    ).toEqual([])
    expect(problemsOf({ type: 'array', items: { 'x-kubernetes-int-or-string': true, anyOf: either } })).toEqual([])
  })

  it('names no types in any other combination', () => {
    const reversed = either.toReversed()
    expect(problemsOf(count({ anyOf: reversed }))).toEqual([
      'properties[count].anyOf[0].type',
      'properties[count].anyOf[1].type'
    ])
    expect(problemsOf(count({ oneOf: either }))).toHaveLength(2)
    expect(problemsOf(count({ allOf: [{ pattern: 'x' }, { anyOf: either }] }))).toEqual([
      'properties[count].allOf[1].anyOf[0].type',
      'properties[count].allOf[1].anyOf[1].type'
    ])
    expect(problemsOf(count({ not: { allOf: [{ type: 'string' }] } }))).toEqual(['properties[count].not.allOf[0].type'])
  })

  it('has patterns that Go can read: a class and an escape may be repeated, nothing may not', () => {
    for (const pattern of ['[a-zA-Z0-9-]+', '\\d+(h|m)', '[^]x]*', '[[:alpha:]]+', '^(a|b)?$'])
      expect(problemsOf({ type: 'string', pattern })).toEqual([])
    for (const pattern of ['+a', '[a', 'a)', '(a']) expect(problemsOf({ type: 'string', pattern })).toEqual(['pattern'])
  })
})
