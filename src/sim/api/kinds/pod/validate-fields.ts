import { compareQuantities } from '../../quantity'
import { qualifiedNameProblems } from '../names'
import { part, text, type Part } from '../parts'
import type { Problems } from '../problems'

/** Fields of a pod that its containers may know. Models core/validation validEnvDownwardAPIFieldPathExpressions. */
export const variableFields = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs'
]
/** Those that can be files. */
export const fileFields = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid'
]
const known = new Set([
  ...variableFields,
  ...fileFields,
  'spec.restartPolicy',
  'spec.schedulerName',
  'spec.hostNetwork',
  'status.phase',
  'status.nominatedNodeName'
])

/** Models validateObjectFieldSelector. */
export function validateFieldRef(value: unknown, fields: readonly string[], at: string, problems: Problems): void {
  const { apiVersion, fieldPath } = part(value) ?? {}
  const path = text(fieldPath)
  if (text(apiVersion) === '') return problems.required(`${at}.apiVersion`)
  if (path === '') return problems.required(`${at}.fieldPath`)
  const [, base, subscript] = /^(.*)\['(.*)'\]$/.exec(path) ?? []
  if (apiVersion !== 'v1')
    return problems.invalid(
      `${at}.fieldPath`,
      path,
      `error converting fieldPath: unsupported pod version: ${text(apiVersion)}`
    )
  if (base !== undefined && subscript !== undefined) {
    if (base !== 'metadata.annotations' && base !== 'metadata.labels')
      return problems.invalid(
        `${at}.fieldPath`,
        path,
        `error converting fieldPath: field label does not support subscript`
      )
    const key = base === 'metadata.annotations' ? subscript.toLowerCase() : subscript
    return problems.allInvalid(at, key, qualifiedNameProblems(key))
  }
  if (!known.has(path))
    return problems.invalid(`${at}.fieldPath`, path, `error converting fieldPath: field label not supported: ${path}`)
  if (!fields.includes(path)) problems.notSupported(`${at}.fieldPath`, path, fields)
}

const amounts = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory'
]
const units = '1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei'

/** Models validateContainerResourceFieldSelector. */
export function validateResourceRef(value: unknown, isFile: boolean, at: string, problems: Problems): void {
  const given: Part = part(value) ?? {}
  const resource = text(given.resource)
  if (isFile && text(given.containerName) === '') problems.required(`${at}.containerName`)
  else if (resource === '') problems.required(`${at}.resource`)
  else if (!amounts.includes(resource) && !/^(requests|limits)\.hugepages-/.test(resource))
    problems.notSupported(`${at}.resource`, resource, amounts)
  const divisor = text(given.divisor)
  if (divisor === '' || compareQuantities(divisor, '0') === 0) return
  const [, kind = ''] = /^(?:limits|requests)\.(cpu|memory|ephemeral-storage|hugepages-)/.exec(resource) ?? []
  const [word, allowed] = divisors[kind] ?? ['', '']
  if (word !== '' && !allowed.split(', ').includes(divisor))
    problems.invalid(
      `${at}.divisor`,
      resource,
      `only divisor's values ${allowed.replace('1m, 1', '1m and 1')} are supported with the ${word} resource`
    )
}

const divisors: Readonly<Record<string, readonly [string, string]>> = {
  cpu: ['cpu', '1m, 1'],
  memory: ['memory', units],
  'ephemeral-storage': ['local ephemeral storage', units],
  'hugepages-': ['hugepages', units]
}
