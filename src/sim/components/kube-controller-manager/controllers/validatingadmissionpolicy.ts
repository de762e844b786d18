import type { KubeObject } from '../../../api/types'
import { informerOf } from '../caches'
import { enqueue, type Controller } from '../controller'
import { syncs } from './later'

export interface PolicyLook {
  readonly policy: KubeObject
}

const name = 'validatingadmissionpolicy-status'

/**
 * Says of a policy which version of it was looked at, and what is wrong with the types in its expressions.
 * Models pkg/controller/validatingadmissionpolicystatus and apiserver/pkg/admission/plugin/policy/validating/typechecking.go.
 * Not modelled: custom kinds, and the types of what `variables` come to.
 */
export const validatingAdmissionPolicyStatus: Controller<PolicyLook> = {
  name,
  user: 'validatingadmissionpolicy-status-controller',
  workers: 5,
  needs: ['validatingadmissionpolicies'],

  observe(kcm, { type, key }) {
    if (type !== 'delete') enqueue(kcm, name, key)
  },

  read(kcm, key) {
    const policy = informerOf(kcm.caches, 'validatingadmissionpolicies').store.get(key)
    if (!policy) return null
    const { observedGeneration } = (policy.status ?? {}) as { observedGeneration?: number }
    return policy.metadata.generation === observedGeneration ? null : { policy }
  },

  sync: (input) => syncs().admissionPolicy(input)
}
