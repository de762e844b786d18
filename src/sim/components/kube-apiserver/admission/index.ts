import type { KubeObject, Pod, Status } from '../../../api/types'
import type { Admission } from './admission'
import { tolerate } from './defaulttolerationseconds'
import { withDefaultIngressClass } from './ingressclass'
import { limitCheck, limitDefaults } from './limits-later'
import { mutateByPolicies } from './mutatingpolicy'
import { namespaceProblem } from './namespace'
import { nodeProblem } from './noderestriction'
import { taintNew } from './nodetaint'
import { resizeCheck } from './persistentvolumeclaimresize'
import { podSecurity } from './podsecurity/later'
import { prioritize } from './priority'
import { qosClass } from '../../../api/kinds/pod/qos'
import { quotaCheck, type Reservations } from './resourcequota'
import { withRuntimeClass } from './runtimeclass'
import { policyCheck } from './validatingpolicy'
import { firstRound, validated, webhooks, type Rounds } from './webhook/later'
import { withAccountOf } from './serviceaccount'
import { admitStorage } from './storage'

/** An object as it goes on, what refuses it, or null: the plugin has nothing to say. */
type Mutate = (admission: Admission) => KubeObject | Status | null

/** The plugins that are on by default, in their order. Models pkg/kubeapiserver/options/plugins.go. */
const mutating: readonly Mutate[] = [
  lifecycle,
  limitDefaults,
  withAccountOf,
  ({ server, request, kind, object, old }) => nodeProblem(server, request, kind, object, old),
  taintNew,
  prioritize,
  tolerate,
  admitStorage,
  withRuntimeClass,
  withDefaultIngressClass,
  mutateByPolicies
]

/**
 * What changes an object, or refuses it before it is validated. Where webhooks changed it, all look once more.
 * Models apiserver/pkg/admission/reinvocation.go.
 */
export function mutate(admission: Admission): KubeObject | Status | null {
  const rounds = firstRound()
  const object = mutateOnce(admission, rounds)
  if (!rounds.left || object === null || isStatus(object)) return object
  return mutateOnce({ ...admission, object }, { ...rounds, again: true })
}

function mutateOnce(admission: Admission, rounds: Rounds): KubeObject | Status | null {
  let { object } = admission
  const { hearing } = admission.request
  const plugins = hearing ? [...mutating, (now: Admission) => webhooks().mutate(now, rounds)] : mutating
  for (const plugin of plugins) {
    const result = plugin(object === admission.object ? admission : { ...admission, object })
    if (result === null) continue
    if (isStatus(result)) return result
    object = result
  }
  return object
}

/** What comes of looking at an object as it will be stored. */
export interface Verdict {
  readonly refusal: Status | null
  readonly warnings: readonly string[]
  /** Quotas as they are once it is stored. */
  readonly reserved: Reservations
}

/** What refuses a valid object, or says something of it. */
export function validate(admission: Admission): Verdict {
  const limits = limitCheck(admission)
  if (limits) return { refusal: limits, warnings: [], reserved: [] }
  const { refusal, warnings } = podSecurity(admission)
  const refused = refusal ?? resizeCheck(admission)
  if (refused) return { refusal: refused, warnings, reserved: [] }
  const policies = policyCheck(admission)
  const all = [...warnings, ...policies.warnings]
  if (policies.refusal) return { refusal: policies.refusal, warnings: all, reserved: [] }
  const failed = validated(admission)
  if (failed) return { refusal: failed, warnings: all, reserved: [] }
  const quotas = quotaCheck(admission)
  if ('code' in quotas) return { refusal: quotas, warnings: all, reserved: [] }
  return { refusal: null, warnings: all, reserved: quotas }
}

export const isStatus = (value: KubeObject | Status): value is Status => value.kind === 'Status'

function lifecycle({ server, kind, operation, object }: Admission): Status | null {
  if (operation !== 'CREATE' || !object || !kind.namespaced) return null
  return namespaceProblem(server, kind, object.metadata.name, object.metadata.namespace!)
}

/** What the server says of a new pod besides. Models pkg/registry/core/pod/strategy.go PrepareForCreate. */
export function withQos(object: KubeObject): KubeObject {
  if (object.kind !== 'Pod') return object
  const pod = object as Pod
  const spec = { ...pod.spec, enableServiceLinks: pod.spec.enableServiceLinks ?? true }
  return { ...pod, spec, status: { ...pod.status, qosClass: qosClass({ ...spec }) } } as KubeObject
}
