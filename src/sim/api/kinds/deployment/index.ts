import { equal } from '../../equality'
import type { Deployment, KubeObject } from '../../types'
import type { KindCode } from '../kind'
import { templateDefaults } from '../pod/defaults'
import { nameWarnings, templateWarnings } from '../pod/warnings'
import { part } from '../parts'
import type { Problems } from '../problems'
import {
  atMostAll,
  isZero,
  validateIntOrPercent,
  validateWorkloadSelector,
  validateWorkloadTemplate
} from '../workload'
import { deploymentStatus } from '../workload-status'
import { columns } from './columns'

/** Models pkg/apis/apps/v1/defaults.go SetDefaults_Deployment. */
function defaults(object: KubeObject): KubeObject {
  const { spec } = object as Deployment
  const rolling = (spec.strategy?.type || 'RollingUpdate') === 'RollingUpdate'
  return {
    ...object,
    spec: {
      replicas: 1,
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      ...spec,
      strategy: {
        type: 'RollingUpdate',
        ...spec.strategy,
        ...(rolling && { rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%', ...spec.strategy?.rollingUpdate } })
      },
      template: templateDefaults(spec.template)
    }
  }
}

/** Models pkg/apis/apps/validation ValidateDeploymentSpec. */
function validate(object: KubeObject, problems: Problems): void {
  const { spec } = object as Deployment
  problems.nonNegative('spec.replicas', spec.replicas)
  validateWorkloadSelector(spec.selector, 'deployment', problems)
  validateWorkloadTemplate(spec.template, spec.selector, 'ReplicaSet', problems)
  strategy(spec.strategy, problems)
  problems.nonNegative('spec.minReadySeconds', spec.minReadySeconds)
  problems.nonNegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit)
  const { progressDeadlineSeconds: deadline, minReadySeconds = 0 } = spec
  problems.nonNegative('spec.progressDeadlineSeconds', deadline)
  if (deadline !== undefined && deadline <= minReadySeconds)
    problems.invalid('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds')
}

function strategy(given: Deployment['spec']['strategy'], problems: Problems): void {
  const { type, rollingUpdate: rolling } = given ?? {}
  const at = 'spec.strategy.rollingUpdate'
  if (type === 'Recreate' && rolling) problems.forbidden(at, "may not be specified when strategy `type` is 'Recreate'")
  else if (type === 'RollingUpdate' && rolling) {
    const { maxUnavailable, maxSurge } = rolling
    validateIntOrPercent(maxUnavailable, `${at}.maxUnavailable`, problems)
    validateIntOrPercent(maxSurge, `${at}.maxSurge`, problems)
    if (isZero(maxUnavailable) && isZero(maxSurge))
      problems.invalid(`${at}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0')
    atMostAll(maxUnavailable, `${at}.maxUnavailable`, problems)
  } else if (type !== 'Recreate' && type !== 'RollingUpdate')
    problems.notSupported('spec.strategy', { Type: type ?? '', RollingUpdate: rolling ?? null }, [
      'Recreate',
      'RollingUpdate'
    ])
}

function validateUpdate(object: KubeObject, old: KubeObject, problems: Problems): void {
  const { selector } = (object as Deployment).spec
  if (!equal(selector, (old as Deployment).spec.selector)) problems.immutable('spec.selector', selector)
}

/** Models the strategy's WarningsOnCreate. */
const warnings = (object: KubeObject, old: KubeObject | null): readonly string[] => [
  ...(old ? [] : nameWarnings(object)),
  ...templateWarnings(part(object.spec)?.template, 'spec.template')
]

export const deployment: KindCode = {
  columns,
  defaults,
  validate,
  validateUpdate,
  validateStatus: deploymentStatus,
  warnings
}
