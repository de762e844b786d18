import { equal } from '../../equality'
import type { DaemonSet, KubeObject } from '../../types'
import type { KindCode } from '../kind'
import { templateDefaults } from '../pod/defaults'
import { templateWarnings } from '../pod/warnings'
import { part } from '../parts'
import type { Problems } from '../problems'
import {
  atMostAll,
  isZero,
  validateIntOrPercent,
  validateWorkloadSelector,
  validateWorkloadTemplate
} from '../workload'
import { daemonSetStatus } from '../workload-status'
import { columns } from './columns'

const counter = 'deprecated.daemonset.template.generation'

/** Models pkg/apis/apps/v1/defaults.go SetDefaults_DaemonSet. */
function defaults(object: KubeObject): KubeObject {
  const { spec } = object as DaemonSet
  const { updateStrategy } = spec
  const rolling = (updateStrategy?.type || 'RollingUpdate') === 'RollingUpdate'
  const { metadata } = object
  return {
    ...object,
    metadata: { ...metadata, annotations: { [counter]: '0', ...metadata.annotations } },
    spec: {
      revisionHistoryLimit: 10,
      ...spec,
      updateStrategy: {
        type: 'RollingUpdate',
        ...updateStrategy,
        ...(rolling && { rollingUpdate: { maxUnavailable: 1, maxSurge: 0, ...updateStrategy?.rollingUpdate } })
      },
      template: templateDefaults(spec.template)
    }
  }
}

/** Models pkg/apis/apps/validation ValidateDaemonSetSpec. */
function validate(object: KubeObject, problems: Problems): void {
  const { spec } = object as DaemonSet
  if (spec.selector) validateWorkloadSelector(spec.selector, 'daemonset', problems)
  validateWorkloadTemplate(spec.template, spec.selector, 'DaemonSet', problems)
  problems.nonNegative('spec.minReadySeconds', spec.minReadySeconds)
  const { type, rollingUpdate: rolling } = spec.updateStrategy ?? {}
  const at = 'spec.updateStrategy.rollingUpdate'
  if (type === 'RollingUpdate' && rolling) {
    const { maxUnavailable, maxSurge } = rolling
    validateIntOrPercent(maxUnavailable, `${at}.maxUnavailable`, problems)
    validateIntOrPercent(maxSurge, `${at}.maxSurge`, problems)
    if (!isZero(maxUnavailable) && !isZero(maxSurge))
      problems.invalid(`${at}.maxSurge`, maxSurge, 'may not be set when maxUnavailable is non-zero')
    else if (isZero(maxUnavailable) && isZero(maxSurge))
      problems.required(`${at}.maxUnavailable`, 'cannot be 0 when maxSurge is 0')
    atMostAll(maxUnavailable, `${at}.maxUnavailable`, problems)
    atMostAll(maxSurge, `${at}.maxSurge`, problems)
  } else if (type !== 'OnDelete' && type !== 'RollingUpdate')
    problems.notSupported('spec.updateStrategy', { Type: type ?? '', RollingUpdate: rolling ?? null }, [
      'RollingUpdate',
      'OnDelete'
    ])
  problems.nonNegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit)
}

function validateUpdate(object: KubeObject, old: KubeObject, problems: Problems): void {
  const { selector } = (object as DaemonSet).spec
  if (!equal(selector, (old as DaemonSet).spec.selector)) problems.immutable('spec.selector', selector)
}

/** An annotation counts changes of the template. Models SetDefaults_DaemonSet, conversion and the strategy's PrepareForUpdate. */
function prepare(object: KubeObject, old: KubeObject | null): KubeObject {
  const before = Number(old?.metadata.annotations?.[counter] ?? 0)
  const same = old && equal((object as DaemonSet).spec.template, (old as DaemonSet).spec.template)
  const count = String(old ? (same ? before : before + 1) : 1)
  if (object.metadata.annotations?.[counter] === count) return object
  return {
    ...object,
    metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, [counter]: count } }
  }
}

/** The counter is the server's. Models the status strategy's PrepareForUpdate. */
function prepareStatus(object: KubeObject, old: KubeObject): KubeObject {
  const count = old.metadata.annotations?.[counter]
  if (count === undefined || object.metadata.annotations?.[counter] === count) return object
  return {
    ...object,
    metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, [counter]: count } }
  }
}

/** Models the strategy's WarningsOnCreate. */
const warnings = (object: KubeObject): readonly string[] => [
  ...templateWarnings(part(object.spec)?.template, 'spec.template')
]

export const daemonset: KindCode = {
  columns,
  defaults,
  prepare,
  prepareStatus,
  validate,
  validateUpdate,
  validateStatus: daemonSetStatus,
  warnings
}
