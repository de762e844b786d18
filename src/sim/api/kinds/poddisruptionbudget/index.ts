import type { KubeObject, PodDisruptionBudget } from '../../types'
import type { KindCode } from '../kind'
import type { Problems } from '../problems'
import { validateSelector } from '../selector'
import { atMostAll, validateIntOrPercent } from '../workload'
import { columns } from './columns'

/** Models pkg/apis/policy/validation ValidatePodDisruptionBudgetSpec. */
function validate(object: KubeObject, problems: Problems): void {
  const { minAvailable, maxUnavailable, selector } = (object as PodDisruptionBudget).spec
  if (minAvailable !== undefined && maxUnavailable !== undefined)
    problems.invalid('spec', { minAvailable, maxUnavailable }, 'minAvailable and maxUnavailable cannot be both set')
  validateIntOrPercent(minAvailable, 'spec.minAvailable', problems)
  atMostAll(minAvailable, 'spec.minAvailable', problems)
  validateIntOrPercent(maxUnavailable, 'spec.maxUnavailable', problems)
  atMostAll(maxUnavailable, 'spec.maxUnavailable', problems)
  validateSelector(selector, 'spec.selector', problems)
}

export const poddisruptionbudget: KindCode = { columns, validate, name: 'path' }
