import { compareQuantities } from '../../quantity'
import type { KubeObject } from '../../types'
import type { KindCode } from '../kind'
import { keysOf, list, map, part, text, texts, type Part } from '../parts'
import type { Problems } from '../problems'
import { validateAmount, validateQuotaResourceName } from '../resources'
import { equal } from '../../equality'

const specOf = ({ spec }: KubeObject): Part => part(spec) ?? {}

const scopes = [
  'BestEffort',
  'CrossNamespacePodAffinity',
  'NotBestEffort',
  'NotTerminating',
  'PriorityClass',
  'Terminating',
  'VolumeAttributesClass'
]
const opposites = [
  ['Terminating', 'NotTerminating'],
  ['BestEffort', 'NotBestEffort']
] as const

/** Models pkg/apis/core/validation ValidateResourceQuota. */
function validate(object: KubeObject, problems: Problems): void {
  const spec = specOf(object)
  validateList(spec.hard, 'spec.hard', problems)
  const given = texts(spec.scopes)
  if (given.length > 0) validateScopes(given, given, 'spec.scopes', keysOf(spec.hard), problems)
  const selector = part(spec.scopeSelector)
  if (selector) validateSelector(list(selector.matchExpressions), selector, keysOf(spec.hard), problems)
}

function validateList(value: unknown, at: string, problems: Problems): void {
  for (const name of keysOf(value)) {
    const field = `${at}[${name}]`
    validateQuotaResourceName(name, field, problems)
    validateAmount(name, map(value)[name]!, field, problems)
  }
}

const ofPods = ['cpu', 'limits.cpu', 'limits.memory', 'memory', 'pods', 'requests.cpu', 'requests.memory']
const ofClaims = ['persistentvolumeclaims', 'requests.storage']
const ofOthers =
  /^(?:(?:requests\.|limits\.)?ephemeral-storage|resourcequotas|services|replicationcontrollers|secrets|configmaps|services\.(?:nodeports|loadbalancers))$/

/** Of the built-in resources a scope fits some. Models core helper IsResourceQuotaScopeValidForResource. */
function validateFit(scope: string, shown: unknown, at: string, hard: readonly string[], problems: Problems): void {
  if (!scopes.includes(scope)) return
  const fits = scope === 'BestEffort' ? ['pods'] : scope === 'VolumeAttributesClass' ? ofClaims : ofPods
  for (const name of [...hard].sort())
    if (!fits.includes(name) && (ofPods.includes(name) || ofClaims.includes(name) || ofOthers.test(name)))
      problems.invalid(at, shown, 'unsupported scope applied to resource')
}

/** Models validateResourceQuotaScopes. */
function validateScopes(
  names: readonly string[],
  shown: unknown,
  at: string,
  hard: readonly string[],
  problems: Problems
): void {
  for (const name of names) {
    if (!scopes.includes(name)) problems.invalid(at, shown, 'unsupported scope')
    validateFit(name, shown, at, hard, problems)
  }
  for (const pair of opposites)
    if (pair.every((name) => names.includes(name))) problems.invalid(at, shown, 'conflicting scopes')
}

const onlyExists = ['Terminating', 'NotTerminating', 'BestEffort', 'NotBestEffort', 'CrossNamespacePodAffinity']
const operators = ['In', 'NotIn', 'Exists', 'DoesNotExist']

/** Models validateScopedResourceSelectorRequirement; its paths have no index. */
function validateSelector(
  expressions: readonly Part[],
  selector: Part,
  hard: readonly string[],
  problems: Problems
): void {
  const at = 'spec.scopeSelector.matchExpressions'
  for (const one of expressions) {
    const [scope, operator, values] = [text(one.scopeName), text(one.operator), texts(one.values)]
    if (!scopes.includes(scope)) problems.invalid(`${at}.scopeName`, scope, 'unsupported scope')
    validateFit(scope, scope, `${at}.scopeName`, hard, problems)
    if (onlyExists.includes(scope) && operator !== 'Exists')
      problems.invalid(
        `${at}.operator`,
        operator,
        "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity"
      )
    if ((operator === 'In' || operator === 'NotIn') && values.length === 0)
      problems.required(
        `${at}.values`,
        "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"
      )
    if ((operator === 'Exists' || operator === 'DoesNotExist') && values.length > 0)
      problems.invalid(
        `${at}.values`,
        values,
        "must be no value when `operator` is 'Exists' or 'DoesNotExist' for scope selector"
      )
    if (!operators.includes(operator)) problems.invalid(`${at}.operator`, operator, 'not a valid selector operator')
  }
  const names = expressions.map((one) => text(one.scopeName))
  for (const pair of opposites)
    if (pair.every((name) => names.includes(name))) problems.invalid(at, selector, 'conflicting scopes')
}

/** Models ValidateResourceQuotaUpdate: what is counted stays. */
function validateUpdate(object: KubeObject, old: KubeObject, problems: Problems): void {
  const [now, before] = [texts(specOf(object).scopes), texts(specOf(old).scopes)]
  if (!equal(now.toSorted(), before.toSorted())) problems.immutable('spec.scopes', now.length > 0 ? now : null)
}

/** Models ValidateResourceQuotaStatusUpdate. */
function validateStatus(object: KubeObject, _old: KubeObject, problems: Problems): void {
  const status = part(object.status) ?? {}
  validateList(status.hard, 'status.hard', problems)
  for (const name of keysOf(status.used)) {
    validateQuotaResourceName(name, `status.used[${name}]`, problems)
    const amount = map(status.used)[name]!
    if (compareQuantities(amount, '0') < 0)
      problems.invalid(`status.used[${name}]`, amount, 'must be greater than or equal to 0')
  }
}

export const resourcequota: KindCode = { validate, validateUpdate, validateStatus }
