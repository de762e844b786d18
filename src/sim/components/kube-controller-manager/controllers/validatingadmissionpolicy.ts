import type { KubeObject } from '../../../api/types'
import { informerOf } from '../caches'
import { enqueue, type Controller } from '../controller'
import { errorOf, isNotFound, isOk, request } from '../sync'

interface Input {
  readonly policy: KubeObject
}

const name = 'validatingadmissionpolicy-status'

/**
 * Says of a policy which version of it was looked at. Models pkg/controller/validatingadmissionpolicystatus.
 * Not modelled: warnings about the types of its expressions.
 */
export const validatingAdmissionPolicyStatus: Controller<Input> = {
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

  *sync({ policy: { apiVersion, kind, metadata } }) {
    const answer = yield* request({
      verb: 'patch',
      resource: 'validatingadmissionpolicies',
      subresource: 'status',
      name: metadata.name,
      body: {
        apiVersion,
        kind,
        metadata: { name: metadata.name },
        status: { observedGeneration: metadata.generation, typeChecking: {} }
      },
      options: { patchType: 'apply', fieldManager: 'validatingadmissionpolicy-status', force: true }
    })
    return isOk(answer) || isNotFound(answer) ? undefined : errorOf(answer)
  }
}
