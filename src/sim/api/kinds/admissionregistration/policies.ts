import type { KubeObject } from '../../types'
import type { KindCode } from '../kind'
import { oldLabelProblems, subdomainProblems } from '../names'
import { each, list, optionalText, part, text, texts, type Part } from '../parts'
import type { Problems } from '../problems'
import { validateSelector } from '../selector'
import { ofRequests, validateConditions, validateExpression } from './conditions'
import { ruleDefaults, validateRule } from './webhooks'

/** Models pkg/apis/admissionregistration/v1/defaults.go SetDefaults_MatchResources. */
function matchDefaults(value: unknown): Part {
  const match = part(value) ?? {}
  return {
    ...match,
    ...(match.matchPolicy === undefined && { matchPolicy: 'Equivalent' }),
    ...(match.namespaceSelector === undefined && { namespaceSelector: {} }),
    ...(match.objectSelector === undefined && { objectSelector: {} }),
    ...(match.resourceRules !== undefined && { resourceRules: each(match.resourceRules, ruleDefaults) }),
    ...(match.excludeResourceRules !== undefined && {
      excludeResourceRules: each(match.excludeResourceRules, ruleDefaults)
    })
  }
}

/** Models validateMatchResources. */
function validateMatch(value: unknown, at: string, problems: Problems): void {
  const match = part(value)
  if (!match) return
  const policy = optionalText(match.matchPolicy)
  if (policy === undefined) problems.required(`${at}.matchPolicy`)
  else if (policy !== 'Equivalent' && policy !== 'Exact')
    problems.notSupported(`${at}.matchPolicy`, policy, ['Equivalent', 'Exact'])
  if (match.namespaceSelector === undefined) problems.required(`${at}.namespaceSelector`)
  else validateSelector(match.namespaceSelector, `${at}.namespaceSelector`, problems)
  if (match.objectSelector === undefined) problems.required(`${at}.objectSelector`)
  else validateSelector(match.objectSelector, `${at}.objectSelector`, problems)
  for (const field of ['resourceRules', 'excludeResourceRules'])
    list(match[field]).forEach((rule, i) => validateRule(rule, `${at}.${field}[${i}]`, problems))
}

const specOf = (object: { readonly spec?: unknown }): Part => part(object.spec) ?? {}

/** What both sorts of policies have in common. */
function validatePolicy(spec: Part, problems: Problems): void {
  const failure = optionalText(spec.failurePolicy)
  if (failure !== undefined && failure !== 'Fail' && failure !== 'Ignore')
    problems.notSupported('spec.failurePolicy', failure, ['Fail', 'Ignore'])
  const kind = part(spec.paramKind)
  if (kind) {
    if (text(kind.apiVersion) === '') problems.required('spec.paramKind.apiVersion')
    else if (text(kind.apiVersion).split('/').length > 2)
      problems.invalid(
        'spec.paramKind.apiVersion',
        text(kind.apiVersion),
        `unexpected GroupVersion string: ${text(kind.apiVersion)}`
      )
    const name = text(kind.kind)
    if (name === '') problems.required('spec.paramKind.kind')
    else
      for (const wrong of oldLabelProblems(name.toLowerCase()))
        problems.invalid('spec.paramKind.kind', name, `may have mixed case, but should otherwise match: ${wrong}`)
  }
  const match = part(spec.matchConstraints)
  if (!match) problems.required('spec.matchConstraints')
  else {
    validateMatch(match, 'spec.matchConstraints', problems)
    if (list(match.resourceRules).length === 0) problems.required('spec.matchConstraints.resourceRules')
  }
  validateConditions(list(spec.matchConditions), 'spec.matchConditions', problems, variablesOf(spec, false))
}

/** What the expressions of a policy may speak of; its own variables are not there for its match conditions. */
const variablesOf = (spec: Part, own = true): readonly string[] => [
  ...ofRequests,
  'namespaceObject',
  ...(part(spec.paramKind) ? ['params'] : []),
  ...(own ? ['variables'] : [])
]

function validateVariables(spec: Part, problems: Problems): void {
  list(spec.variables).forEach((variable, i) => {
    const here = `spec.variables[${i}]`
    const name = text(variable.name)
    if (name === '') problems.required(`${here}.name`)
    else {
      if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
        problems.invalid(`${here}.name`, name, 'must be a valid CEL identifier')
    }
    if (text(variable.expression).trim() === '') problems.required(`${here}.expression`, 'expression is not specified')
  })
}

function policyDefaults(object: KubeObject): KubeObject {
  const spec = specOf(object)
  return {
    ...object,
    spec: {
      ...spec,
      ...(spec.failurePolicy === undefined && { failurePolicy: 'Fail' }),
      ...(part(spec.matchConstraints) && { matchConstraints: matchDefaults(spec.matchConstraints) })
    }
  }
}

const reasons = ['Forbidden', 'Invalid', 'RequestEntityTooLarge']

/**
 * A bare field of what is asked about may be anything, so that it will not do where a bool or a text is wanted. Models validateCELCondition with cel.CompileCELExpression.
 */
function validateType(value: unknown, spec: Part, wanted: 'bool' | 'string', at: string, problems: Problems): void {
  const expression = text(value).trim()
  const before = problems.list.length
  validateExpression(text(value), variablesOf(spec), wanted, at, problems)
  if (problems.list.length > before) return
  if (/^(?:object|oldObject|params)(?:\.[A-Za-z_]\w*|\[[^\][]+\])*$/.test(expression))
    problems.invalid(at, text(value), `must evaluate to ${wanted} but got dyn`)
}

/** Models ValidateValidatingAdmissionPolicy, whose expressions are compiled as far as `cel/compile.ts` can. */
export const validatingadmissionpolicy: KindCode = {
  defaults: policyDefaults,
  validate: (object, problems) => {
    const spec = specOf(object)
    validatePolicy(spec, problems)
    validateVariables(spec, problems)
    const [validations, audits] = [list(spec.validations), list(spec.auditAnnotations)]
    if (validations.length === 0 && audits.length === 0) {
      problems.required('spec.validations', 'validations or auditAnnotations must contain at least one item')
      problems.required('spec.auditAnnotations', 'validations or auditAnnotations must contain at least one item')
    }
    validations.forEach((validation, i) => {
      const here = `spec.validations[${i}]`
      if (text(validation.expression).trim() === '')
        problems.required(`${here}.expression`, 'expression is not specified')
      else validateType(validation.expression, spec, 'bool', `${here}.expression`, problems)
      const message = text(validation.message)
      if (message !== '' && message.trim() === '')
        problems.invalid(`${here}.message`, message, 'message must be non-empty if specified')
      if (/[\n\r]/.test(message)) problems.invalid(`${here}.message`, message, 'must not contain line breaks')
      if (validation.messageExpression !== undefined)
        validateType(validation.messageExpression, spec, 'string', `${here}.messageExpression`, problems)
      const reason = optionalText(validation.reason)
      if (reason !== undefined && !reasons.includes(reason)) problems.notSupported(`${here}.reason`, reason, reasons)
    })
    const keys = new Set<string>()
    if (audits.length > 20) problems.tooMany('spec.auditAnnotations', audits.length, 20)
    audits.forEach((audit, i) => {
      const here = `spec.auditAnnotations[${i}]`
      const key = text(audit.key)
      if (key === '') problems.required(`${here}.key`)
      else if (keys.has(key)) problems.duplicate(`${here}.key`, key)
      keys.add(key)
      if (text(audit.valueExpression).trim() === '') problems.required(`${here}.valueExpression`)
    })
  }
}

const changing = ['*', 'CONNECT', 'CREATE', 'UPDATE']

/** Models ValidateMutatingAdmissionPolicy, whose expressions are compiled as far as `cel/compile.ts` can. */
export const mutatingadmissionpolicy: KindCode = {
  defaults: policyDefaults,
  validate: (object, problems) => {
    const spec = specOf(object)
    validatePolicy(spec, problems)
    validateVariables(spec, problems)
    // Nothing is changed of what is deleted.
    for (const rule of list(part(spec.matchConstraints)?.resourceRules))
      for (const operation of texts(rule.operations))
        if (!changing.includes(operation))
          problems.notSupported('spec.matchConstraints.resourceRules.operations', operation, changing)
    const mutations = list(spec.mutations)
    if (mutations.length === 0) problems.required('spec.mutations', 'mutations must contain at least one item')
    mutations.forEach((mutation, i) => {
      const here = `spec.mutations[${i}]`
      const type = text(mutation.patchType)
      const [json, apply] = [part(mutation.jsonPatch), part(mutation.applyConfiguration)]
      if (type === 'ApplyConfiguration') {
        if (!apply)
          problems.required(`${here}.applyConfiguration`, 'must be specified when patchType is ApplyConfiguration')
        else if (text(apply.expression).trim() === '') problems.required(`${here}.applyConfiguration.expression`)
        else
          validateExpression(
            text(apply.expression),
            variablesOf(spec),
            'Object',
            `${here}.applyConfiguration.expression`,
            problems
          )
        if (json)
          problems.invalid(
            `${here}.jsonPatch`,
            '{jsonPatch}',
            'must not be specified when patchType is ApplyConfiguration'
          )
      } else if (type === 'JSONPatch') {
        if (!json) problems.required(`${here}.jsonPatch`, 'must be specified when patchType is JSONPatch')
        else if (text(json.expression).trim() === '') problems.required(`${here}.jsonPatch.expression`)
      } else if (type === '') problems.required(`${here}.patchType`)
      else problems.notSupported(`${here}.patchType`, type, ['ApplyConfiguration', 'JSONPatch'])
    })
    const policy = text(spec.reinvocationPolicy)
    if (policy === '') problems.required('spec.reinvocationPolicy')
    else if (policy !== 'IfNeeded' && policy !== 'Never')
      problems.notSupported('spec.reinvocationPolicy', policy, ['IfNeeded', 'Never'])
  }
}

const actions = ['Audit', 'Deny', 'Warn']

/** Models validateParamRef. */
function validateParam(value: unknown, problems: Problems): void {
  const param = part(value)
  if (!param) return
  const at = 'spec.paramRef'
  const name = text(param.name)
  if (name !== '') {
    problems.allInvalid(`${at}.name`, name, subdomainProblems(name))
    if (part(param.selector)) problems.forbidden(`${at}.name`, 'name and selector are mutually exclusive')
  }
  if (part(param.selector)) {
    validateSelector(param.selector, `${at}.selector`, problems)
    if (name !== '') problems.forbidden(`${at}.selector`, 'name and selector are mutually exclusive')
  } else if (name === '') {
    problems.required(at, 'one of name or selector must be specified')
  }
  const action = optionalText(param.parameterNotFoundAction)
  if (action === undefined) problems.required(`${at}.parameterNotFoundAction`)
  else if (action !== 'Allow' && action !== 'Deny')
    problems.notSupported(`${at}.parameterNotFoundAction`, action, ['Deny', 'Allow'])
}

/** Models validateValidatingAdmissionPolicyBindingSpec and its sibling. */
const binding = (mutates: boolean): KindCode => ({
  defaults: (object) => {
    const spec = specOf(object)
    return part(spec.matchResources)
      ? { ...object, spec: { ...spec, matchResources: matchDefaults(spec.matchResources) } }
      : object
  },
  validate: (object, problems) => {
    const spec = specOf(object)
    const name = text(spec.policyName)
    if (name === '') problems.required('spec.policyName')
    else problems.allInvalid('spec.policyName', name, subdomainProblems(name))
    validateParam(spec.paramRef, problems)
    validateMatch(spec.matchResources, 'spec.matchResources', problems)
    if (mutates) return
    const given = texts(spec.validationActions)
    if (given.length === 0) problems.required('spec.validationActions', 'at least one validation action is required')
    given.forEach((action, i) => {
      if (!actions.includes(action)) problems.notSupported(`spec.validationActions[${i}]`, action, actions)
      if (given.indexOf(action) < i) problems.duplicate(`spec.validationActions[${i}]`, action)
    })
    if (given.includes('Deny') && given.includes('Warn'))
      problems.invalid(
        'spec.validationActions',
        given,
        'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)'
      )
  }
})
export const validatingadmissionpolicybinding = binding(false)
export const mutatingadmissionpolicybinding = binding(true)
