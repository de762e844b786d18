import { canonicalQuantity } from '../../../../api/quantity'
import { failure } from '../../script/failure'
import { int, isSet, text } from '../../session'
import { metadataOf, type Generator } from './generator'
import { labelSelectorOf } from './selector'

const numberOrPercent = (given: string): string | number => (/^\d+$/.test(given) ? Number(given) : given)

export const poddisruptionbudget: Generator = {
  name: 'poddisruptionbudget',
  resource: 'poddisruptionbudgets',
  namespaced: true,
  failed: 'failed to create poddisruptionbudgets: ',
  make: (shell, name) => {
    const [selector, least, most] = ['selector', 'min-available', 'max-unavailable'].map((flag) =>
      text(shell.flags, flag)
    ) as [string, string, string]
    if (selector === '') throw failure('a selector must be specified')
    if (least === '' && most === '') throw failure('one of min-available or max-unavailable must be specified')
    if (least !== '' && most !== '') throw failure('min-available and max-unavailable cannot be both specified')
    if (least !== '' && !/^\d+%?$/.test(least)) throw failure('invalid format specified for min-available')
    if (most !== '' && !/^\d+%?$/.test(most)) throw failure('invalid format specified for max-unavailable')
    return {
      kind: 'PodDisruptionBudget',
      apiVersion: 'policy/v1',
      metadata: metadataOf(shell, name),
      spec: {
        ...(least !== '' && { minAvailable: numberOrPercent(least) }),
        selector: labelSelectorOf(selector),
        ...(most !== '' && { maxUnavailable: numberOrPercent(most) })
      },
      status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 }
    }
  }
}

export const priorityclass: Generator = {
  name: 'priorityclass',
  resource: 'priorityclasses',
  namespaced: false,
  failed: 'failed to create priorityclass: ',
  make: ({ flags }, name) => ({
    kind: 'PriorityClass',
    apiVersion: 'scheduling.k8s.io/v1',
    metadata: { name },
    value: int(flags, 'value') ?? 0,
    ...(isSet(flags, 'global-default') && { globalDefault: true }),
    ...(text(flags, 'description') !== '' && { description: text(flags, 'description') }),
    preemptionPolicy:
      flags['preemption-policy'] === undefined ? 'PreemptLowerPriority' : text(flags, 'preemption-policy')
  })
}

/** Models create_quota.go populateResourceListV1. */
function hardOf(given: string): Record<string, string> {
  const hard: Record<string, string> = {}
  for (const pair of given.split(',')) {
    const [name, amount, ...more] = pair.split('=')
    if (amount === undefined || more.length > 0)
      throw failure(`Invalid argument syntax ${pair}, expected <resource>=<value>`)
    const canonical = canonicalQuantity(amount)
    if (canonical === undefined)
      throw failure("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")
    hard[name!] = canonical
  }
  return Object.fromEntries(Object.entries(hard).sort(([a], [b]) => (a < b ? -1 : 1)))
}

export const quota: Generator = {
  name: 'quota',
  resource: 'resourcequotas',
  namespaced: true,
  failed: 'failed to create quota: ',
  make: (shell, name) => {
    const [hard, given] = [text(shell.flags, 'hard'), text(shell.flags, 'scopes')]
    const limits = hard === '' ? undefined : hardOf(hard)
    const scopes = given === '' ? [] : given.split(',')
    if (scopes.includes('')) throw failure('invalid resource quota scope ""')
    return {
      kind: 'ResourceQuota',
      apiVersion: 'v1',
      metadata: metadataOf(shell, name),
      spec: { ...(limits && { hard: limits }), ...(scopes.length > 0 && { scopes }) },
      status: {}
    }
  }
}
