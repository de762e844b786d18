import type { KubeObject, PriorityClass } from '../../types'
import type { KindCode } from '../kind'
import type { Problems } from '../problems'
import { columns } from './columns'

/** Models pkg/apis/scheduling/v1/defaults.go. */
const defaults = (object: KubeObject): KubeObject =>
  ({ value: 0, preemptionPolicy: 'PreemptLowerPriority', ...object }) as KubeObject

const highestUserValue = 1_000_000_000

/** Models pkg/apis/scheduling/validation. */
function validate(object: KubeObject, problems: Problems): void {
  const { value, preemptionPolicy = '', metadata } = object as PriorityClass
  if (
    metadata.name.startsWith('system-') &&
    !['system-cluster-critical', 'system-node-critical'].includes(metadata.name)
  )
    problems.forbidden(
      'metadata.name',
      `priority class names with 'system-' prefix are reserved for system use only. error: ${metadata.name} is not a known system priority class`
    )
  if (value > highestUserValue && !metadata.name.startsWith('system-'))
    problems.forbidden('value', `maximum allowed value of a user defined priority is ${highestUserValue}`)
  if (!['PreemptLowerPriority', 'Never'].includes(preemptionPolicy))
    problems.notSupported('preemptionPolicy', preemptionPolicy, ['PreemptLowerPriority', 'Never'])
}

function validateUpdate(object: KubeObject, old: KubeObject, problems: Problems): void {
  const after = object as PriorityClass
  const before = old as PriorityClass
  if (after.value !== before.value) problems.forbidden('value', 'may not be changed in an update.')
  if (after.preemptionPolicy !== before.preemptionPolicy) problems.immutable('preemptionPolicy', after.preemptionPolicy)
}

export const priorityclass: KindCode = { columns, defaults, validate, validateUpdate }
