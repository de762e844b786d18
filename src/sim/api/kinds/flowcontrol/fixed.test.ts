import { describe, expect, it } from 'vitest'
import { flowcontrolObjects } from '../../../components/kube-apiserver/bootstrap/flowcontrol'
import { Problems } from '../problems'
import type { Part } from '../parts'
import { flowschema, prioritylevelconfiguration } from '.'

const code = { flowschemas: flowschema, prioritylevelconfigurations: prioritylevelconfiguration }
const made = flowcontrolObjects('2026-01-01T00:00:00Z')

function problemsOf(resource: string, name: string, change: Part = {}): readonly string[] {
  const { object } = made.find((one) => one.resource === resource && one.name === name)!
  const problems = new Problems()
  const spec = { ...(object.spec as Part), ...change }
  code[resource as keyof typeof code].validate!({ ...object, metadata: { name }, spec }, problems)
  return problems.list.map(({ field, text }) => `${field}: ${text.replace(/\{.*\}/, '…')}`)
}

describe('flow schemas and priority levels of every cluster', () => {
  it('are valid as the server makes them', () => {
    for (const { resource, name } of made) expect([name, problemsOf(resource, name)]).toEqual([name, []])
  })

  it.each([
    ['flowschemas', 'exempt', { matchingPrecedence: 2 }, "spec of 'exempt' must equal the fixed value"],
    ['flowschemas', 'catch-all', { rules: [] }, "spec of 'catch-all' must equal the fixed value"],
    [
      'prioritylevelconfigurations',
      'catch-all',
      { limited: { nominalConcurrencyShares: 6, limitResponse: { type: 'Reject' }, lendablePercent: 0 } },
      "spec of 'catch-all' must equal the fixed value"
    ]
  ])('%s %s may not be changed', (resource, name, change, text) => {
    expect(problemsOf(resource, name, change)).toEqual([`spec: Invalid value: …: ${text}`])
  })

  it('leave a part of exempt to whoever knows better', () => {
    const exempt = { nominalConcurrencyShares: 5, lendablePercent: 50 }
    expect(problemsOf('prioritylevelconfigurations', 'exempt', { exempt })).toEqual([])
    expect(problemsOf('flowschemas', 'probes', { matchingPrecedence: 7 })).toEqual([])
  })
})
