import { describe, expect, it } from 'vitest'
import { Problems } from '../kinds/problems'
import { checkRules } from '../structural/rules'
import { evaluate } from '.'
import { cel } from './package'

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

  it('have Kubernetes’ own functions', () => {
    const self = {
      rules: [{ path: { value: '/' } }],
      list: [1, 3, 2],
      url: 'https://example.com:8443/a',
      ip: '10.1.2.3',
      size: '1Gi',
      name: 'v1.5.2',
      six: 'fd00::1'
    }
    const held = [
      "matches(self.name, 'v1.[0-9]+') && self.name.matches('^v1')",
      "self.name.find('[0-9]+') == '1' && self.name.findAll('[0-9]') == ['1', '5', '2'] && self.name.replace('.', '-') == 'v1-5-2'",
      '!self.list.isSorted() && self.list.sum() == 6 && self.list.min() == 1 && self.list.max() == 3 && self.list.indexOf(3) == 1',
      "format.dns1123Label().validate('my-name') == optional.none() && format.dns1123Label().validate('My_Name').hasValue()",
      "format.named('uuid').value().validate('123e4567-e89b-12d3-a456-426614174000') == optional.none() && !format.named('x').hasValue()",
      "isSemver('1.2.3-a.1') && !isSemver('v1.2') && isSemver('v1.2', true) && semver('1.2.3').major() == 1",
      "semver('1.2.3-2').isLessThan(semver('1.2.3-10')) && semver('1.2.3').isGreaterThan(semver('1.2.3-rc.1')) && semver('1.0.0').compareTo(semver('1.0.0')) == 0",
      "isURL(self.url) && url(self.url).getScheme() == 'https' && url(self.url).getPort() == '8443' && !isURL('a b')",
      "isIP(self.ip) && ip(self.ip).family() == 4 && ip(self.six).family() == 6 && !isIP('10.1.2') && !isIP('01.1.1.1')",
      "cidr('10.1.0.0/16').containsIP(self.ip) && !cidr('10.2.0.0/16').containsIP(self.ip) && cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16')",
      "isCIDR('fd00::/8') && cidr('fd00::/8').prefixLength() == 8 && !isCIDR('10.0.0.0/33') && !isCIDR('10.0.0.0')",
      "quantity(self.size).isGreaterThan(quantity('1G')) && quantity('500m').compareTo(quantity('0.5')) == 0 && !isQuantity('x')",
      'has(self.rules[0].path) && !has(self.rules[0].port) && self.rules.exists_one(r, has(r.path.value))',
      "self.?nope.orValue('none') == 'none'"
    ]
    for (const rule of held) expect([rule, value(rule, { self })]).toEqual([rule, true])
    expect(value('self.nope()', { self })).toMatch(/no matching overload/)
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

describe('types of expressions', () => {
  const deployment = { form: 'struct', of: 'Deployment' } as const
  const problems = (expression: string): string => cel().typeProblems(expression, { object: deployment })

  it.each([
    'object.spec.replicas <= 5',
    'object.metadata.labels.app == "x" && object.metadata.labels["app"].startsWith("x")',
    'object.spec.template.spec.containers.all(c, c.image.contains("/") && !has(c.securityContext))',
    'object.spec.replicas > 1.5 || size(object.metadata.name) > 3 || anything.goes == 1',
    'object.spec.template.spec.containers.map(c, c.name) + ["x"] == ["x"]',
    'object.spec.strategy.rollingUpdate.maxSurge == 1'
  ])('%s is right', (expression) => expect(problems(expression)).toBe(''))

  it('says which field is not there and which operator has no overload, at their places, in their order', () => {
    expect(problems('object.spec.replicas == "x" ||\n  object.spec.nosuch > 1')).toBe(
      [
        "ERROR: <input>:1:22: found no matching overload for '_==_' applied to '(int, string)'",
        ' | object.spec.replicas == "x" ||',
        ' | .....................^',
        "ERROR: <input>:2:14: undefined field 'nosuch'",
        ' |   object.spec.nosuch > 1',
        ' | .............^'
      ].join('\n')
    )
  })

  it.each([
    ['object.spec.template.spec.containers.exists(c, c.ports.all(p, p.containerPort == "80"))', "'(int, string)'"],
    ['object.metadata.name + 1 == "x"', "'_+_' applied to '(string, int)'"],
    ['has(object.spec.nosuch)', "undefined field 'nosuch'"],
    ['object.metadata.name.first', "type 'string' does not support field selection"],
    ['object.metadata.labels == "x"', "'(map(string, string), string)'"]
  ])('%s: %s', (expression, text) => expect(problems(expression)).toContain(text))
})
