import { labelProblems, qualifiedNameProblems, subdomainProblems } from '../names'
import { list, number, optionalText, part, text, type Part } from '../parts'
import { validateDriverName } from '../pod/validate-volumes'
import type { Problems } from '../problems'

const modes = ['All', 'ExactCount']

/** Models pkg/apis/resource/validation validateDeviceClaim. */
export function validateClaim(spec: unknown, at: string, problems: Problems): void {
  const devices = part(part(spec)?.devices) ?? {}
  const requests = list(devices.requests)
  if (requests.length > 32) problems.tooMany(`${at}.devices.requests`, requests.length, 32)
  const names = new Set<string>()
  requests.forEach((request, i) => {
    const here = `${at}.devices.requests[${i}]`
    validateRequest(request, here, problems)
    const name = text(request.name)
    if (names.has(name)) problems.duplicate(here, name)
    names.add(name)
  })
  list(devices.constraints).forEach((constraint, i) => {
    if (
      optionalText(constraint.matchAttribute) === undefined &&
      optionalText(constraint.distinctAttribute) === undefined
    )
      problems.required(`${at}.devices.constraints[${i}].matchAttribute`)
  })
  list(devices.config).forEach((config, i) => {
    const opaque = part(config.opaque)
    const here = `${at}.devices.config[${i}]`
    if (!opaque) return problems.required(here, 'exactly one field must be set')
    validateDriverName(text(opaque.driver), `${here}.opaque.driver`, problems)
    if (opaque.parameters === undefined) problems.required(`${here}.opaque.parameters`)
  })
}

const one = 'exactly one of `exactly` or `firstAvailable` is required'

/** Models validateDeviceRequest. */
function validateRequest(request: Part, at: string, problems: Problems): void {
  problems.allInvalid(`${at}.name`, text(request.name), labelProblems(text(request.name)))
  const [exactly, first] = [part(request.exactly), list(request.firstAvailable)]
  if (!exactly && first.length === 0) problems.required(at, one)
  else if (exactly && first.length > 0) problems.invalid(at, null, `${one}, but multiple fields are set`)
  else if (exactly) validateDevice(exactly, `${at}.exactly`, problems)
  const names = new Set<string>()
  if (exactly) return
  if (first.length > 8) problems.tooMany(`${at}.firstAvailable`, first.length, 8)
  first.forEach((device, i) => {
    const here = `${at}.firstAvailable[${i}]`
    const name = text(device.name)
    problems.allInvalid(`${here}.name`, name, labelProblems(name))
    validateDevice(device, here, problems)
    if (names.has(name)) problems.duplicate(here, name)
    names.add(name)
  })
}

/** Models validateExactDeviceRequest. */
function validateDevice(device: Part, at: string, problems: Problems): void {
  const name = text(device.deviceClassName)
  if (name === '') problems.required(`${at}.deviceClassName`)
  else problems.allInvalid(`${at}.deviceClassName`, name, subdomainProblems(name))
  validateDeviceSelectors(list(device.selectors), `${at}.selectors`, problems)
  const [mode, count] = [text(device.allocationMode), number(device.count)]
  if (mode === 'All' && count !== 0)
    problems.invalid(`${at}.count`, count, "must not be specified when allocationMode is 'All'")
  else if (mode === 'ExactCount' && count <= 0) problems.invalid(`${at}.count`, count, 'must be greater than zero')
  else if (!modes.includes(mode)) problems.notSupported(`${at}.allocationMode`, mode, modes)
  list(device.tolerations).forEach((toleration, i) => {
    const here = `${at}.tolerations[${i}]`
    const [key, operator] = [text(toleration.key), text(toleration.operator)]
    if (key !== '') problems.allInvalid(`${here}.key`, key, qualifiedNameProblems(key))
    if (operator === 'Exists') {
      if (text(toleration.value) !== '')
        problems.invalid(`${here}.value`, text(toleration.value), 'must be empty for operator `Exists`')
    } else if (operator === 'Equal') {
      if (key === '') problems.required(`${here}.operator`, 'must be `Exists` when the key is empty')
    } else if (operator === '') problems.required(`${here}.operator`)
    else problems.notSupported(`${here}.operator`, operator, ['Equal', 'Exists'])
  })
}

/** Models validateSelector. */
export function validateDeviceSelectors(selectors: readonly Part[], at: string, problems: Problems): void {
  if (selectors.length > 32) problems.tooMany(at, selectors.length, 32)
  selectors.forEach((selector, i) => {
    const cel = part(selector.cel)
    if (!cel) return problems.required(`${at}[${i}].cel`)
    if (text(cel.expression) === '') problems.required(`${at}[${i}].cel.expression`)
  })
}
