import type { KindCode } from '../kind'
import { labelProblems, oldLabelProblems, validateQualifiedName } from '../names'
import { each, list, number, optionalNumber, optionalText, part, text, texts, type Part } from '../parts'
import type { Problems } from '../problems'
import { validateSelector } from '../selector'
import { validateConditions } from './conditions'

const hooksOf = (object: object): readonly Part[] => list(({ ...object } as Part).webhooks)

/** Models pkg/apis/admissionregistration/v1/defaults.go. */
function hookDefaults(hook: Part, mutates: boolean): Part {
  const config = part(hook.clientConfig) ?? {}
  const service = part(config.service)
  return {
    ...hook,
    ...(service && {
      clientConfig: { ...config, service: service.port === undefined ? { ...service, port: 443 } : service }
    }),
    ...(hook.failurePolicy === undefined && { failurePolicy: 'Fail' }),
    ...(hook.matchPolicy === undefined && { matchPolicy: 'Equivalent' }),
    ...(hook.namespaceSelector === undefined && { namespaceSelector: {} }),
    ...(hook.objectSelector === undefined && { objectSelector: {} }),
    ...(hook.timeoutSeconds === undefined && { timeoutSeconds: 10 }),
    ...(mutates && hook.reinvocationPolicy === undefined && { reinvocationPolicy: 'Never' }),
    ...(hook.rules !== undefined && { rules: each(hook.rules, ruleDefaults) })
  }
}

export const ruleDefaults = (rule: Part): Part => (rule.scope === undefined ? { ...rule, scope: '*' } : rule)

/** Models pkg/apis/admissionregistration/validation validateValidatingWebhook and validateMutatingWebhook. */
function validateHook(hook: Part, at: string, mutates: boolean, problems: Problems): void {
  validateQualifiedName(`${at}.name`, text(hook.name), problems)
  const rules = list(hook.rules)
  rules.forEach((rule, i) => validateRule(rule, `${at}.rules[${i}]`, problems))
  const choice = (field: string, supported: readonly string[]) => {
    const value = optionalText(hook[field])
    if (value !== undefined && !supported.includes(value)) problems.notSupported(`${at}.${field}`, value, supported)
  }
  choice('failurePolicy', ['Fail', 'Ignore'])
  choice('matchPolicy', ['Equivalent', 'Exact'])
  const effects = optionalText(hook.sideEffects)
  if (effects === undefined) problems.required(`${at}.sideEffects`, 'must specify one of None, NoneOnDryRun')
  else choice('sideEffects', ['None', 'NoneOnDryRun'])
  const timeout = optionalNumber(hook.timeoutSeconds)
  if (timeout !== undefined && (timeout > 30 || timeout < 1))
    problems.invalid(`${at}.timeoutSeconds`, timeout, 'the timeout value must be between 1 and 30 seconds')
  validateSelector(hook.namespaceSelector, `${at}.namespaceSelector`, problems)
  validateSelector(hook.objectSelector, `${at}.objectSelector`, problems)
  if (mutates) choice('reinvocationPolicy', ['IfNeeded', 'Never'])
  validateClientConfig(part(hook.clientConfig) ?? {}, `${at}.clientConfig`, problems)
  validateConditions(list(hook.matchConditions), `${at}.matchConditions`, problems)
}

const versionsKnown = ['v1', 'v1beta1']

function validateVersions(hook: Part, at: string, problems: Problems): void {
  const versions = texts(hook.admissionReviewVersions)
  const field = `${at}.admissionReviewVersions`
  if (versions.length === 0) return problems.required(field, 'must specify one of v1, v1beta1')
  versions.forEach((version, i) => {
    if (versions.indexOf(version) < i) problems.invalid(`${field}[${i}]`, version, 'duplicate version')
    problems.allInvalid(`${field}[${i}]`, version, oldLabelProblems(version))
  })
  if (!versions.some((version) => versionsKnown.includes(version)))
    problems.invalid(field, versions, 'must include at least one of v1, v1beta1')
}

/** Models webhook.ValidateWebhookURL and ValidateWebhookService. */
export function validateClientConfig(config: Part, at: string, problems: Problems): void {
  const url = optionalText(config.url)
  const service = part(config.service)
  if ((url === undefined) === (service === undefined))
    problems.required(at, 'exactly one of url or service is required')
  else if (url !== undefined) validateURL(url, `${at}.url`, problems)
  else if (service) validateService(service, `${at}.service`, problems)
}

function validateURL(url: string, field: string, problems: Problems): void {
  const form = '; desired format: https://host[/path]'
  if (/^:/.test(url))
    return problems.required(
      field,
      `url must be a valid URL: parse ${JSON.stringify(url)}: missing protocol scheme${form}`
    )
  const [, scheme = '', authority = '', rest = ''] =
    /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?:\/\/([^/?#]*))?(.*)$/.exec(url) ?? []
  if (scheme !== 'https') problems.invalid(field, scheme, `'https' is the only allowed URL scheme${form}`)
  const at = authority.lastIndexOf('@')
  if (authority.slice(at + 1) === '') problems.invalid(field, authority.slice(at + 1), `host must be specified${form}`)
  if (at >= 0) problems.invalid(field, authority.slice(0, at), 'user information is not permitted in the URL')
  const [, query, fragment] = /^[^?#]*(?:\?([^#]*))?(?:#(.*))?$/.exec(rest) ?? []
  if (fragment) problems.invalid(field, fragment, 'fragments are not permitted in the URL')
  if (query) problems.invalid(field, query, 'query parameters are not permitted in the URL')
}

function validateService(service: Part, at: string, problems: Problems): void {
  if (text(service.name) === '') problems.required(`${at}.name`)
  // Upstream calls it by the wrong name.
  if (text(service.namespace) === '') problems.required(`${at}.name`)
  const port = number(service.port)
  if (port < 1 || port > 65_535)
    problems.invalid(`${at}.port`, port, 'port is not valid: must be between 1 and 65535, inclusive')
  const path = optionalText(service.path)
  if (path === undefined || path === '/' || path === '') return
  if (path === '//') return problems.invalid(`${at}.path`, path, 'segment[0] may not be empty')
  if (!path.startsWith('/')) problems.invalid(`${at}.path`, path, "must start with a '/'")
  const trimmed = path.endsWith('/') ? path.slice(0, -1) : path
  // Whatever stands first is taken for the slash.
  trimmed
    .slice(1)
    .split('/')
    .forEach((step, i) => {
      if (step === '') return problems.invalid(`${at}.path`, path, `segment[${i}] may not be empty`)
      for (const wrong of labelOrSubdomain(step)) problems.invalid(`${at}.path`, path, `segment[${i}]: ${wrong}`)
    })
}
const labelOrSubdomain = (step: string): string[] =>
  labelProblems(step).filter((problem) => problem !== 'must not contain dots')

const operations = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE']

/** Models validateRuleWithOperations. */
export function validateRule(rule: Part, at: string, problems: Problems): void {
  const asked = texts(rule.operations)
  if (asked.length === 0) problems.required(`${at}.operations`)
  if (asked.length > 1 && asked.includes('*'))
    problems.invalid(`${at}.operations`, asked, "if '*' is present, must not specify other operations")
  asked.forEach((operation, i) => {
    if (!operations.includes(operation)) problems.notSupported(`${at}.operations[${i}]`, operation, operations)
  })
  validateRuleBody(rule, at, true, problems)
}

/** Models validateRule. */
function validateRuleBody(rule: Part, at: string, allowsSubresources: boolean, problems: Problems): void {
  for (const [field, what] of [
    ['apiGroups', 'API groups'],
    ['apiVersions', 'API versions']
  ] as const) {
    const values = texts(rule[field])
    if (values.length === 0) problems.required(`${at}.${field}`)
    if (values.length > 1 && values.includes('*'))
      problems.invalid(`${at}.${field}`, values, `if '*' is present, must not specify other ${what}`)
    if (field === 'apiVersions')
      values.forEach((value, i) => {
        if (value === '') problems.required(`${at}.${field}[${i}]`)
      })
  }
  const resources = texts(rule.resources)
  if (resources.length === 0) problems.required(`${at}.resources`)
  else if (allowsSubresources) validateResources(resources, `${at}.resources`, problems)
  const scope = optionalText(rule.scope)
  if (scope !== undefined && !['*', 'Cluster', 'Namespaced'].includes(scope))
    problems.notSupported(`${at}.scope`, scope, ['*', 'Cluster', 'Namespaced'])
}

/** Models validateResources. */
function validateResources(resources: readonly string[], at: string, problems: Problems): void {
  const whole = new Set<string>()
  const every = new Set<string>()
  resources.forEach((one, i) => {
    const here = `${at}[${i}]`
    if (one === '') return problems.required(here)
    if (one === '*/*') every.add('*/*')
    const [resource = '', sub] = one.split('/')
    if (sub === undefined) return
    if (whole.has(resource)) problems.invalid(here, one, `if '${resource}/*' is present, must not specify ${one}`)
    if (every.has(sub)) problems.invalid(here, one, `if '*/${sub}' is present, must not specify ${one}`)
    if (sub === '*') whole.add(resource)
    if (resource === '*') every.add(sub)
  })
  if (resources.length > 1 && resources.includes('*/*'))
    problems.invalid(at, resources, "if '*/*' is present, must not specify other resources")
  if (resources.includes('*') && resources.some((one) => one !== '*' && !one.includes('/')))
    problems.invalid(at, resources, "if '*' is present, must not specify other resources without subresources")
}

const configuration = (mutates: boolean): KindCode => ({
  defaults: (object) => {
    const hooks = each(hooksOf(object), (hook) => hookDefaults(hook, mutates))
    return hooksOf(object).length > 0 ? { ...object, webhooks: hooks } : object
  },
  validate: (object, problems) => {
    const names = new Set<string>()
    hooksOf(object).forEach((hook, i) => validateHook(hook, `webhooks[${i}]`, mutates, problems))
    hooksOf(object).forEach((hook, i) => {
      validateVersions(hook, `webhooks[${i}]`, problems)
      const name = text(hook.name)
      if (name === '') return
      if (names.has(name)) problems.duplicate(`webhooks[${i}].name`, name)
      names.add(name)
    })
  }
})
export const validatingwebhookconfiguration = configuration(false)
export const mutatingwebhookconfiguration = configuration(true)
