import { compareQuantities, quantityMilliValue } from '../../quantity'
import { uuid } from '../../uuid'
import type { KindCode } from '../kind'
import { qualifiedNameProblems } from '../names'
import { each, keysOf, list, map, part, text, type Part } from '../parts'
import type { Problems } from '../problems'
import { isOvercommitAllowed, validateContainerResourceName, validateResourceName } from '../resources'

/** Models pkg/apis/core/v1/defaults.go SetDefaults_LimitRangeItem. */
function itemDefaults(item: Part): Part {
  if (item.type !== 'Container') return item
  const limits = { ...map(item.max), ...map(item.default) }
  const requests = { ...map(item.min), ...limits, ...map(item.defaultRequest) }
  return {
    ...item,
    ...(Object.keys(limits).length > 0 && { default: limits }),
    ...(Object.keys(requests).length > 0 && { defaultRequest: requests })
  }
}

const types = ['Container', 'Pod', 'PersistentVolumeClaim']

/** Models ValidateLimitRange. */
function validateItem(item: Part, at: string, seen: Set<string>, problems: Problems): void {
  const type = text(item.type)
  const wrong = qualifiedNameProblems(type)
  problems.allInvalid(`${at}.type`, type, wrong)
  if (wrong.length === 0 && !type.includes('/') && !types.includes(type))
    problems.invalid(`${at}.type`, type, 'must be a standard limit type or fully qualified')
  if (seen.has(type)) problems.duplicate(`${at}.type`, type)
  seen.add(type)
  const names = new Set<string>()
  const check = type === 'Pod' || type === 'Container' ? validateContainerResourceName : validateResourceName
  const look = (field: string): Readonly<Record<string, string>> => {
    for (const name of keysOf(item[field])) {
      check(name, `${at}.${field}[${name}]`, problems)
      names.add(name)
    }
    return map(item[field])
  }
  const [max, min] = [look('max'), look('min')]
  let [limits, requests]: Readonly<Record<string, string>>[] = [{}, {}]
  if (type === 'Pod') {
    for (const field of ['default', 'defaultRequest'])
      if (keysOf(item[field]).length > 0)
        problems.forbidden(`${at}.${field}`, "may not be specified when `type` is 'Pod'")
  } else [limits, requests] = [look('default'), look('defaultRequest')]
  if (type === 'PersistentVolumeClaim' && min.storage === undefined && max.storage === undefined)
    problems.required(`${at}.limits`, 'either minimum or maximum storage value is required, but neither was provided')
  const ratios = look('maxLimitRequestRatio')
  for (const name of [...names].sort())
    compareAll(
      name,
      at,
      { min: min[name], max: max[name], limit: limits![name], request: requests![name], ratio: ratios[name] },
      problems
    )
}

interface Amounts {
  readonly min: string | undefined
  readonly max: string | undefined
  readonly limit: string | undefined
  readonly request: string | undefined
  readonly ratio: string | undefined
}

function compareAll(name: string, at: string, { min, max, limit, request, ratio }: Amounts, problems: Problems): void {
  const over = (a: string | undefined, b: string | undefined) =>
    a !== undefined && b !== undefined && compareQuantities(a, b) > 0
  if (over(min, max)) problems.invalid(`${at}.min[${name}]`, min, `min value ${min} is greater than max value ${max}`)
  const asked = `${at}.defaultRequest[${name}]`
  if (over(min, request))
    problems.invalid(asked, request, `min value ${min} is greater than default request value ${request}`)
  if (over(request, max))
    problems.invalid(asked, request, `default request value ${request} is greater than max value ${max}`)
  if (over(request, limit))
    problems.invalid(asked, request, `default request value ${request} is greater than default limit value ${limit}`)
  if (over(min, limit))
    problems.invalid(`${at}.default[${name}]`, min, `min value ${min} is greater than default value ${limit}`)
  if (over(limit, max))
    problems.invalid(`${at}.default[${name}]`, max, `default value ${limit} is greater than max value ${max}`)
  const field = `${at}.maxLimitRequestRatio[${name}]`
  if (over('1', ratio)) problems.invalid(field, ratio, `ratio ${ratio} is less than 1`)
  if (ratio !== undefined && min !== undefined && max !== undefined) {
    const most = quantityMilliValue(max) / quantityMilliValue(min)
    if (quantityMilliValue(ratio) / 1_000 > most)
      problems.invalid(field, ratio, `ratio ${ratio} is greater than max/min = ${most.toFixed(6)}`)
  }
  if (
    !isOvercommitAllowed(name) &&
    limit !== undefined &&
    request !== undefined &&
    compareQuantities(limit, request) !== 0
  )
    problems.invalid(asked, request, `default value ${limit} must equal to defaultRequest value ${request} in ${name}`)
}

export const limitrange: KindCode = {
  // Models limitrangeStrategy.PrepareForCreate: what is not named gets a UUID.
  nameless: uuid,
  defaults: (object) => {
    const spec = part(object.spec) ?? {}
    return {
      ...object,
      spec: { ...spec, ...(spec.limits !== undefined && { limits: each(spec.limits, itemDefaults) }) }
    }
  },
  validate: (object, problems) => {
    const seen = new Set<string>()
    list(part(object.spec)?.limits).forEach((item, i) => validateItem(item, `spec.limits[${i}]`, seen, problems))
  }
}
