import { evaluate, type Variables } from '../../../api/cel'
import type { Status } from '../../../api/types'
import { deniedByPolicy } from '../errors'
import type { Admission } from './admission'
import { conditionsHold, paramsOf, variablesOf, withComposed, type BindingSpec, type PolicySpec } from './policy'
import { isAbout, isExempt, policiesOf } from './policymatch'

interface Validation {
  readonly expression: string
  readonly message?: string
  readonly messageExpression?: string
  readonly reason?: string
}
type Spec = PolicySpec & { readonly validations?: readonly Validation[] }
type Binding = BindingSpec & { readonly validationActions?: readonly string[] }

interface Failure {
  readonly message: string
  readonly reason: string
}

/** What a policy says of an object: nothing, or what is wrong. */
function failuresOf(spec: Spec, plain: Variables): Failure[] {
  const variables = withComposed(spec, plain)
  const holds = conditionsHold(spec, variables)
  if (holds === false) return []
  if (holds !== true)
    return holds.ok || spec.failurePolicy === 'Ignore' ? [] : [{ message: holds.error, reason: 'Invalid' }]
  return (spec.validations ?? []).flatMap(({ expression, message, messageExpression, reason = 'Invalid' }) => {
    const outcome = evaluate(expression, variables)
    if (!outcome.ok)
      return spec.failurePolicy === 'Ignore'
        ? []
        : [{ message: `expression '${expression}' resulted in error: ${outcome.error}`, reason: 'Invalid' }]
    if (outcome.value === true) return []
    const told = messageExpression === undefined ? undefined : evaluate(messageExpression, variables)
    const own = told?.ok && typeof told.value === 'string' && told.value.trim() !== '' ? told.value.trim() : undefined
    return [{ message: own ?? message ?? `failed expression: ${expression.trim()}`, reason }]
  })
}

/** Models apiserver/pkg/admission/plugin/policy/validating. */
export function policyCheck(admission: Admission): {
  readonly refusal: Status | null
  readonly warnings: readonly string[]
} {
  const { server, kind } = admission
  const bindings = policiesOf<{ spec: Binding }>(server, 'validatingadmissionpolicybindings')
  if (bindings.length === 0 || isExempt(kind)) return { refusal: null, warnings: [] }
  const policies = policiesOf<{ spec: Spec }>(server, 'validatingadmissionpolicies')
  const name = (admission.object ?? admission.old)?.metadata.name ?? ''
  const warnings: string[] = []
  for (const policy of policies) {
    if (!isAbout(policy.spec.matchConstraints ?? {}, admission)) continue
    const of = policy.metadata.name
    for (const binding of bindings) {
      if (binding.spec.policyName !== of || !isAbout(binding.spec.matchResources ?? {}, admission)) continue
      const told = `ValidatingAdmissionPolicy '${of}' with binding '${binding.metadata.name}'`
      const params = paramsOf(admission, policy.spec, binding.spec)
      if (typeof params === 'string') {
        if (policy.spec.failurePolicy === 'Ignore') continue
        const who = params.startsWith('failed to configure policy') ? `ValidatingAdmissionPolicy '${of}'` : told
        return { refusal: deniedByPolicy(kind, name, `${who} denied request: ${params}`, 'Invalid'), warnings }
      }
      const failures = params.flatMap((one) => failuresOf(policy.spec, variablesOf(admission, one)))
      const actions = binding.spec.validationActions ?? []
      const [first] = failures
      if (first && actions.includes('Deny'))
        return {
          refusal: deniedByPolicy(kind, name, `${told} denied request: ${first.message}`, first.reason),
          warnings
        }
      if (actions.includes('Warn'))
        for (const { message } of failures) warnings.push(`Validation failed for ${told}: ${message}`)
    }
  }
  return { refusal: null, warnings }
}
