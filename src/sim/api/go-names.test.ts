import { expect, test } from 'vitest'
import { decode } from './decode'

const problem = (value: unknown, type: string): string => {
  const read = decode(value, type)
  return read.ok ? 'none' : read.error
}

test('a field of a wrong type is named with the structs that its owner embeds and the name of its own type', () => {
  const webhooks = [{ name: 'a.b.c', rules: [{ apiGroups: [1] }], sideEffects: 1 }]
  expect(problem({ webhooks }, 'ValidatingWebhookConfiguration')).toBe(
    'json: cannot unmarshal number into Go struct field RuleWithOperations.webhooks.rules.Rule.apiGroups of type string'
  )
  expect(problem({ webhooks: [{ sideEffects: 1 }] }, 'ValidatingWebhookConfiguration')).toBe(
    'json: cannot unmarshal number into Go struct field ValidatingWebhook.webhooks.sideEffects of type v1.SideEffectClass'
  )
  expect(problem({ spec: { rules: [{ http: 'x' }] } }, 'Ingress')).toBe(
    'json: cannot unmarshal string into Go struct field IngressRule.spec.rules.IngressRuleValue.http of type v1.HTTPIngressRuleValue'
  )
})
