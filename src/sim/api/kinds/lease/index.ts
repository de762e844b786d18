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

export const lease: KindCode = { columns, validate }
