import { equal } from '../../equality'
import type { KubeObject, ReplicaSet } from '../../types'
import type { KindCode } from '../kind'
import { templateDefaults } from '../pod/defaults'
import { nameWarnings, templateWarnings } from '../pod/warnings'
import { part } from '../parts'
import type { Problems } from '../problems'
import { validateWorkloadSelector, validateWorkloadTemplate } from '../workload'
import { replicaSetStatus } from '../workload-status'
import { columns } from './columns'

/** Models pkg/apis/apps/v1/defaults.go SetDefaults_ReplicaSet. */
function defaults(object: KubeObject): KubeObject {
  const { spec } = object as ReplicaSet
  return { ...object, spec: { replicas: 1, ...spec, template: templateDefaults(spec.template ?? {}) } }
}

/** Models pkg/apis/apps/validation ValidateReplicaSetSpec. */
function validate(object: KubeObject, problems: Problems): void {
  const { spec } = object as ReplicaSet
  problems.nonNegative('spec.replicas', spec.replicas)
  problems.nonNegative('spec.minReadySeconds', spec.minReadySeconds)
  validateWorkloadSelector(spec.selector, 'deployment', problems)
  validateWorkloadTemplate(spec.template ?? {}, spec.selector, 'ReplicaSet', problems)
}

function validateUpdate(object: KubeObject, old: KubeObject, problems: Problems): void {
  const { selector } = (object as ReplicaSet).spec
  if (!equal(selector, (old as ReplicaSet).spec.selector)) problems.immutable('spec.selector', selector)
}

/** Models the strategy's WarningsOnCreate. */
const warnings = (object: KubeObject, old: KubeObject | null): readonly string[] => [
  ...(old ? [] : nameWarnings(object)),
  ...templateWarnings(part(object.spec)?.template, 'spec.template')
]

export const replicaset: KindCode = {
  columns,
  defaults,
  validate,
  validateUpdate,
  validateStatus: replicaSetStatus,
  warnings
}
