import { expect, test } from 'vitest'
import { Problems } from '../problems'
import { resourcequota } from '.'

const told = (spec: object): readonly string[] => {
  const problems = new Problems()
  resourcequota.validate!({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q' }, spec }, problems)
  return problems.list.map(({ field, text }) => `${field}: ${text}`)
}

test('a scope chooses pods, or claims: it limits nothing else of the built-in resources', () => {
  const wrong = 'spec.scopes: Invalid value: ["BestEffort"]: unsupported scope applied to resource'
  expect(told({ hard: { pods: '1', cpu: '2', services: '1' }, scopes: ['BestEffort'] })).toEqual([wrong, wrong])
  expect(told({ hard: { pods: '1', 'count/jobs.batch': '2' }, scopes: ['BestEffort'] })).toEqual([])
  expect(told({ hard: { pods: '1', 'limits.cpu': '2' }, scopes: ['NotTerminating'] })).toEqual([])
  const matchExpressions = [{ scopeName: 'PriorityClass', operator: 'Exists' }]
  expect(told({ hard: { 'requests.storage': '1Gi' }, scopeSelector: { matchExpressions } })).toEqual([
    'spec.scopeSelector.matchExpressions.scopeName: Invalid value: "PriorityClass": unsupported scope applied to resource'
  ])
})
