import { addQuantities, compareQuantities } from '../../quantity'
import { labelProblems } from '../names'
import { keysOf, list, map, part, text, type Part } from '../parts'
import type { Problems } from '../problems'
import {
  isDivisible,
  isHugePages,
  isOvercommitAllowed,
  validateAmount,
  validateContainerResourceName,
  validateResourceName
} from '../resources'

type NameCheck = (name: string, field: string, problems: Problems) => void

/** Models core/validation validateResourceRequirements. */
export function validateResources(
  given: unknown,
  at: string,
  claims: readonly string[],
  problems: Problems,
  check: NameCheck = validateContainerResourceName
): void {
  const resources = part(given)
  if (!resources) return
  const [limits, requests] = [map(resources.limits), map(resources.requests)]
  let [ordinary, huge] = [false, false]
  const look = (name: string, amount: string, field: string) => {
    check(name, field, problems)
    validateAmount(name, amount, field, problems)
    if (name === 'cpu' || name === 'memory') ordinary = true
  }
  const lookAtPages = (name: string, amount: string, field: string) => {
    if (!isHugePages(name)) return
    huge = true
    if (!isDivisible(name, amount))
      problems.invalid(field, amount, `${amount} is not positive integer multiple of ${name}`)
  }
  for (const name of keysOf(limits)) {
    look(name, limits[name]!, `${at}.limits[${name}]`)
    lookAtPages(name, limits[name]!, `${at}.limits[${name}]`)
  }
  for (const name of keysOf(requests)) {
    const amount = requests[name]!
    const limit = limits[name]
    look(name, amount, `${at}.requests[${name}]`)
    if (limit !== undefined) {
      const over = compareQuantities(amount, limit)
      if (over !== 0 && !isOvercommitAllowed(name))
        problems.invalid(`${at}.requests`, amount, `must be equal to ${name} limit of ${limit}`)
      else if (over > 0)
        problems.invalid(`${at}.requests`, amount, `must be less than or equal to ${name} limit of ${limit}`)
    } else if (!isOvercommitAllowed(name))
      problems.required(`${at}.limits`, 'Limit must be set for non overcommitable resources')
    lookAtPages(name, amount, `${at}.requests[${name}]`)
  }
  if (!ordinary && huge) problems.forbidden(at, 'HugePages require cpu or memory')
  validateClaimNames(list(resources.claims), `${at}.claims`, claims, problems)
}

function validateClaimNames(items: readonly Part[], at: string, claims: readonly string[], problems: Problems): void {
  const seen = new Set<string>()
  items.forEach((item, i) => {
    const here = `${at}[${i}]`
    const [name, request] = [text(item.name), text(item.request)]
    if (name === '') return problems.required(here)
    if (seen.has(name)) problems.duplicate(here, name)
    else {
      if (request !== '') problems.allInvalid(`${here}.request`, request, labelProblems(request))
      const key = request === '' ? name : `${name}/${request}`
      if (seen.has(key)) problems.duplicate(here, key)
      else if (request === '')
        for (const other of seen) if (other.startsWith(`${name}/`)) problems.duplicate(here, name)
      seen.add(key)
    }
    if (claims.includes(name)) return
    const known = claims.length === 0 ? ' which is empty' : `: ${claims.toSorted().join(', ')}`
    problems.notFound(here, name, `must be one of the names in pod.spec.resourceClaims${known}`)
  })
}

/** Models validatePodResources: what a pod asks for as a whole. */
export function validatePodResources(spec: Part, at: string, claims: readonly string[], problems: Problems): void {
  const resources = part(spec.resources)
  if (!resources) return
  if (Array.isArray(resources.claims))
    problems.forbidden(`${at}.claims`, 'claims cannot be set for Resources at pod-level')
  validateResources(resources, at, claims, problems, (name, field) => {
    if (!validateResourceName(name, field, problems)) return
    if (name !== 'cpu' && name !== 'memory' && !isHugePages(name))
      problems.notSupported(field, name, ['cpu', 'hugepages-', 'memory'])
  })
  const requests = map(resources.requests)
  const limits = map(resources.limits)
  for (const [name, sum] of sumOfRequests(spec).toSorted()) {
    const asked = requests[name] ?? '0'
    if (compareQuantities(sum, asked) > 0)
      problems.invalid(
        `${at}.requests[${name}]`,
        asked,
        `must be greater than or equal to aggregate container requests of ${sum}`
      )
  }
  list(spec.containers).forEach((container, i) => {
    const own = map(part(container.resources)?.limits)
    for (const name of keysOf(own)) {
      const most = limits[name]
      if (most !== undefined && compareQuantities(own[name]!, most) > 0)
        problems.invalid(
          `${at}.containers[${i}][${name}].limits`,
          own[name],
          `must be less than or equal to pod limits of ${most}`
        )
    }
  })
}

/** Models resourcehelper.AggregateContainerRequests. */
export function sumOfRequests(spec: Part): [string, string][] {
  const sums = new Map<string, string>()
  const requestsOf = (container: Part) => map(part(container.resources)?.requests)
  const add = (into: Map<string, string>, from: Readonly<Record<string, string>>) => {
    for (const [name, amount] of Object.entries(from)) {
      const before = into.get(name)
      into.set(name, before === undefined ? amount : addQuantities(before, amount))
    }
  }
  for (const container of list(spec.containers)) add(sums, requestsOf(container))
  const beside = new Map<string, string>()
  const most = new Map<string, string>()
  for (const container of list(spec.initContainers)) {
    const own = new Map(beside)
    add(own, requestsOf(container))
    const isSidecar = container.restartPolicy === 'Always'
    if (isSidecar) {
      add(sums, requestsOf(container))
      add(beside, requestsOf(container))
    }
    for (const [name, amount] of own) if (compareQuantities(amount, most.get(name) ?? '0') > 0) most.set(name, amount)
  }
  for (const [name, amount] of most) if (compareQuantities(amount, sums.get(name) ?? '0') > 0) sums.set(name, amount)
  return [...sums]
}

/** Models validateResizePolicy. */
export function validateResizePolicy(
  policies: readonly Part[],
  at: string,
  restartPolicy: string,
  problems: Problems
): void {
  const seen = new Set<string>()
  policies.forEach((policy, i) => {
    const [resource, restart] = [text(policy.resourceName), text(policy.restartPolicy)]
    if (seen.has(resource)) problems.duplicate(`${at}[${i}]`, resource)
    seen.add(resource)
    problems.oneOf(at, resource, ['cpu', 'memory'])
    problems.oneOf(at, restart, ['NotRequired', 'RestartContainer'])
    if (restartPolicy === 'Never' && restart !== 'NotRequired')
      problems.invalid(at, restart, "must be 'NotRequired' when `restartPolicy` is 'Never'")
  })
}
