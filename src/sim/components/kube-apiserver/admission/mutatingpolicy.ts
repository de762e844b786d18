import { evaluate } from '../../../api/cel'
import { jsonPatch } from '../../../api/patch/json-patch'
import { isFields, PatchError } from '../../../api/patch/json'
import { strategicPatch } from '../../../api/patch/strategic'
import { objectType, typeOfKind } from '../../../api/scheme'
import { decode } from '../../../api/decode'
import type { KubeObject, Status } from '../../../api/types'
import { deniedByMutation } from '../errors'
import type { Admission } from './admission'
import { conditionsHold, paramsOf, variablesOf, withComposed, type BindingSpec, type PolicySpec } from './policy'
import { isAbout, isExempt, policiesOf } from './policymatch'

interface Mutation {
  readonly patchType: 'ApplyConfiguration' | 'JSONPatch'
  readonly applyConfiguration?: { readonly expression: string }
  readonly jsonPatch?: { readonly expression: string }
}
type Spec = PolicySpec & { readonly mutations?: readonly Mutation[] }

/** Changes by policies, each on what those before it made. Models apiserver/pkg/admission/plugin/policy/mutating. */
export function mutateByPolicies(admission: Admission): KubeObject | Status | null {
  const { server, kind } = admission
  const bindings = policiesOf<{ spec: BindingSpec }>(server, 'mutatingadmissionpolicybindings')
  if (bindings.length === 0 || !admission.object || isExempt(kind)) return null
  let object = admission.object
  for (const policy of policiesOf<{ spec: Spec }>(server, 'mutatingadmissionpolicies'))
    for (const binding of bindings) {
      const now: Admission = { ...admission, object }
      const { spec } = policy
      if (binding.spec.policyName !== policy.metadata.name || !isAbout(spec.matchConstraints ?? {}, now)) continue
      if (!isAbout(binding.spec.matchResources ?? {}, now)) continue
      const params = paramsOf(now, spec, binding.spec)
      const refuse = (why: string) =>
        deniedByMutation(
          kind,
          object.metadata.name,
          `policy '${policy.metadata.name}' with binding '${binding.metadata.name}' denied request: ${why}`
        )
      if (typeof params === 'string') {
        if (spec.failurePolicy === 'Ignore') continue
        return refuse(params)
      }
      for (const one of params)
        for (const mutation of spec.mutations ?? []) {
          const variables = withComposed(spec, variablesOf({ ...admission, object }, one))
          if (conditionsHold(spec, variables) !== true) break
          const next = mutated(object, mutation, variables, admission)
          if (typeof next !== 'string') object = next
          else if (spec.failurePolicy !== 'Ignore') return refuse(next)
        }
    }
  return object === admission.object ? null : object
}

function mutated(
  object: KubeObject,
  mutation: Mutation,
  variables: Parameters<typeof evaluate>[1],
  { kind }: Admission
): KubeObject | string {
  const { expression = '' } =
    (mutation.patchType === 'JSONPatch' ? mutation.jsonPatch : mutation.applyConfiguration) ?? {}
  const outcome = evaluate(expression, variables)
  if (!outcome.ok) return outcome.error
  try {
    if (mutation.patchType === 'JSONPatch') return jsonPatch(object, outcome.value) as KubeObject
    if (!isFields(outcome.value)) return 'error applying patch: it is no object'
    const type = typeOfKind(kind)
    const read = type === undefined ? undefined : decode(outcome.value, type)
    const [unknown] = read?.ok ? read.unknown : []
    if (unknown !== undefined)
      return `error applying patch: failed to convert patch object to typed object: .${unknown}: field not declared in schema`
    return strategicPatch(object, outcome.value, objectType(kind)) as KubeObject
  } catch (error) {
    if (!(error instanceof PatchError)) throw error
    const [first] = outcome.value as readonly { op?: string; path?: string }[]
    return `JSON Patch: ${first?.op ?? ''} operation does not apply: doc is missing path: ${JSON.stringify(first?.path ?? '')}: missing value`
  }
}
