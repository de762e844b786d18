import type { KubeObject, Lease } from '../../types'
import type { KindCode } from '../kind'
import type { Problems } from '../problems'
import { columns } from './columns'

/** Models pkg/apis/coordination/validation ValidateLeaseSpec. */
function validate(object: KubeObject, problems: Problems): void {
  const { leaseDurationSeconds, leaseTransitions } = (object as Lease).spec
  if (leaseDurationSeconds !== undefined && leaseDurationSeconds <= 0)
    problems.invalid('spec.leaseDurationSeconds', leaseDurationSeconds, 'must be greater than 0')
  problems.nonNegative('spec.leaseTransitions', leaseTransitions)
}

/** Fields that are dropped while their feature is off (CoordinatedLeaderElection). Models leaseStrategy. */
function prepare(object: KubeObject): KubeObject {
  const { strategy, preferredHolder, ...spec } = (object.spec ?? {}) as Readonly<Record<string, unknown>>
  return strategy === undefined && preferredHolder === undefined ? object : { ...object, spec }
}

export const lease: KindCode = { columns, prepare, validate }
