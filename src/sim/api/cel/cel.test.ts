import { describe, expect, it } from 'vitest'
import { Problems } from '../kinds/problems'
import { checkRules } from '../structural/rules'
import { evaluate } from '.'

const value = (expression: string, variables: Record<string, unknown> = {}): unknown => {
  const outcome = evaluate(expression, variables)
  return outcome.ok ? outcome.value : outcome.error
}

describe('expressions', () => {
  it('are reckoned with JSON’s whole numbers as ints', () => {
    expect(value('self.a + 1 > 2 && size(self.list) == 2', { self: { a: 2, list: ['x', 'y'] } })).toBe(true)
    expect(value("self.list.map(x, x + '!')", { self: { list: ['x'] } })).toEqual(['x!'])
    expect(value('!has(self.b) || self.b < 3', { self: {} })).toBe(true)
  })

  it('say what they lack in cel-go’s words', () => {
    expect(value("object.data.nope == 'x'", { object: { data: {} } })).toBe('no such key: nope')
    expect(value('1 +')).toMatch(/^compilation failed: /)
  })

  it('make objects and patches of their types', () => {
    expect(value('Object{metadata: Object.metadata{labels: {"a": "b"}}}')).toEqual({ metadata: { labels: { a: 'b' } } })
    expect(value('[JSONPatch{op: "add", path: "/a", value: true ? "x: y" : "z"}]')).toEqual([
      { op: 'add', path: '/a', value: 'x: y' }
    ])
  })

  it('are rules of a schema: for a value, and for its change', () => {
    const schema = {
      type: 'object',
      'x-kubernetes-validations': [
        { rule: 'self.a <= self.b', message: 'too many', fieldPath: '.a', reason: 'FieldValueForbidden' },
        { rule: 'self.b >= oldSelf.b', message: 'no way back' }
      ]
    }
    const told = (changed: boolean) => {
      const problems = new Problems()
      checkRules({ a: 5, b: 3 }, { a: 1, b: 4 }, schema, 'spec', changed, problems)
      return problems.list.map(({ field, text }) => `${field}: ${text}`)
    }
    expect(told(false)).toEqual(['spec.a: Forbidden: too many'])
    expect(told(true)).toEqual(['spec: Invalid value: no way back'])
  })
})
