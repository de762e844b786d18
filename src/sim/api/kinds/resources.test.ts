import { describe, expect, it } from 'vitest'
import { Problems } from './problems'
import { validateAmount, validateContainerResourceName, validateQuotaResourceName } from './resources'

const told = (check: (problems: Problems) => void): string[] => {
  const problems = new Problems()
  check(problems)
  return problems.list.map(({ text }) => text)
}

describe('resources', () => {
  it.each(['cpu', 'memory', 'ephemeral-storage', 'hugepages-2Mi', 'example.com/gpu'])('%s is for containers', (name) =>
    expect(told((problems) => validateContainerResourceName(name, 'f', problems))).toEqual([])
  )

  it('tells of one that is not', () =>
    expect(told((problems) => validateContainerResourceName('pods', 'f', problems))).toEqual([
      'Invalid value: "pods": must be a standard resource for containers'
    ]))

  it.each(['requests.cpu', 'count/pods', 'services.nodeports', 'gold.storageclass.storage.k8s.io/requests.storage'])(
    '%s is for quotas',
    (name) => expect(told((problems) => validateQuotaResourceName(name, 'f', problems))).toEqual([])
  )

  it.each([
    ['cpu', '500m', []],
    ['cpu', '-1', ['Invalid value: "-1": must be greater than or equal to 0']],
    ['example.com/gpu', '1500m', ['Invalid value: "1500m": must be an integer']]
  ])('%s: %s', (name, amount, expected) =>
    expect(told((problems) => validateAmount(name, amount, 'f', problems))).toEqual(expected)
  )
})
