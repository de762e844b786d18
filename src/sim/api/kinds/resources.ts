import { compareQuantities, isWhole } from '../quantity'
import { qualifiedNameProblems } from './names'
import type { Problems } from './problems'

const standardContainer = new Set(['cpu', 'memory', 'ephemeral-storage'])
const standard = new Set([
  ...standardContainer,
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'storage',
  'requests.storage',
  'services.nodeports',
  'services.loadbalancers'
])
const integers = new Set([
  'pods',
  'services',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers'
])
const quota = new Set([...standard].filter((name) => name !== 'storage'))

/** Models pkg/apis/core/helper: names of resources and what they are. */
export const isHugePages = (name: string): boolean => name.startsWith('hugepages-')
const isQuotaHugePages = (name: string): boolean =>
  name.startsWith('hugepages-') || name.startsWith('requests.hugepages-')
const isStandard = (name: string): boolean => standard.has(name) || isQuotaHugePages(name)
export const isNative = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/')
export const isStandardQuota = (name: string): boolean => quota.has(name) || isQuotaHugePages(name)

/** A device plugin's resource: it has a domain, which is not Kubernetes' own. */
export function isExtended(name: string): boolean {
  if (isNative(name) || name.startsWith('requests.')) return false
  return qualifiedNameProblems(`requests.${name}`).length === 0
}

/** More of it may be promised than there is. */
export const isOvercommitAllowed = (name: string): boolean => isNative(name) && !isHugePages(name)

/** Models core/validation validateResourceName. */
export function validateResourceName(name: string, field: string, problems: Problems): boolean {
  const wrong = qualifiedNameProblems(name)
  problems.allInvalid(field, name, wrong)
  if (wrong.length > 0) return false
  if (name.includes('/') || isStandard(name)) return true
  problems.invalid(field, name, 'must be a standard resource type or fully qualified')
  return false
}

/** Models validateContainerResourceName. */
export function validateContainerResourceName(name: string, field: string, problems: Problems): void {
  validateResourceName(name, field, problems)
  if (!name.includes('/')) {
    if (!standardContainer.has(name) && !isHugePages(name))
      problems.invalid(field, name, 'must be a standard resource for containers')
  } else if (!isNative(name) && !isExtended(name))
    problems.invalid(field, name, "doesn't follow extended resource name standard")
}

/** Models ValidateResourceQuotaResourceName. */
export function validateQuotaResourceName(name: string, field: string, problems: Problems): void {
  validateResourceName(name, field, problems)
  if (!name.includes('/') && !isStandardQuota(name))
    problems.invalid(field, name, 'must be a standard resource for quota')
}

/** Models ValidateResourceQuantityValue. */
export function validateAmount(name: string, amount: string, field: string, problems: Problems): void {
  if (compareQuantities(amount, '0') < 0) problems.invalid(field, amount, 'must be greater than or equal to 0')
  if ((integers.has(name) || isExtended(name)) && !isWhole(amount))
    problems.invalid(field, amount, 'must be an integer')
}

/** Models ValidatePositiveQuantityValue. */
export function validatePositive(amount: string, field: string, problems: Problems): boolean {
  if (compareQuantities(amount, '0') > 0) return true
  problems.invalid(field, amount, 'must be greater than zero')
  return false
}

/** A huge page's amount is a multiple of its size. */
export const isDivisible = (name: string, amount: string): boolean => {
  const size = name.slice('hugepages-'.length)
  const bytes = Number(toBytes(size))
  return bytes > 0 && Number(toBytes(amount)) % bytes === 0
}

function toBytes(amount: string): bigint {
  const [, digits = '0', unit = ''] = /^(\d+)(Ki|Mi|Gi|Ti|Pi|Ei|k|M|G|T|P|E)?$/.exec(amount) ?? []
  const power = 'KMGTPE'.indexOf(unit[0]?.toUpperCase() ?? '') + 1
  const step = unit.endsWith('i') ? 1024n : 1000n
  return Array.from({ length: power }, () => step).reduce((product, factor) => product * factor, BigInt(digits))
}
