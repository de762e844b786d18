import type { KubeObject, ReplicationController } from '../../types'
import type { KindCode } from '../kind'
import { templateDefaults } from '../pod/defaults'
import { nameWarnings, templateWarnings } from '../pod/warnings'
import { part } from '../parts'
import type { Problems } from '../problems'
import { validateWorkloadTemplate } from '../workload'
import { replicaSetStatus } from '../workload-status'
import { columns } from './columns'

/** Selector and labels come from the template. Models SetDefaults_ReplicationController. */
function defaults(object: KubeObject): KubeObject {
  const { spec, metadata } = object as ReplicationController
  const labels = spec.template?.metadata?.labels
  return {
    ...object,
    metadata: { ...metadata, ...(labels && !metadata.labels && { labels }) },
    spec: {
      replicas: 1,
      ...spec,
      ...(labels && !isFilled(spec.selector) && { selector: labels }),
      ...(spec.template && { template: templateDefaults(spec.template) })
    }
  }
}

const isFilled = (map: object | undefined): boolean => Object.keys(map ?? {}).length > 0

/** Models pkg/apis/core/validation ValidateReplicationControllerSpec. */
function validate(object: KubeObject, problems: Problems): void {
  const { spec } = object as ReplicationController
  problems.nonNegative('spec.minReadySeconds', spec.minReadySeconds)
  if (!isFilled(spec.selector)) problems.required('spec.selector')
  problems.nonNegative('spec.replicas', spec.replicas)
  if (!spec.template) problems.required('spec.template')
  else validateWorkloadTemplate(spec.template, { matchLabels: spec.selector ?? {} }, 'ReplicationController', problems)
}

/** Models the strategy's WarningsOnCreate. */
const warnings = (object: KubeObject, old: KubeObject | null): readonly string[] => [
  ...(old ? [] : nameWarnings(object)),
  ...templateWarnings(part(object.spec)?.template, 'spec.template')
]

export const replicationcontroller: KindCode = {
  columns,
  defaults,
  validate,
  validateStatus: replicaSetStatus,
  warnings
}
