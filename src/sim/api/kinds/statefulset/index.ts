import { equal } from '../../equality'
import type { KubeObject, StatefulSet } from '../../types'
import type { KindCode } from '../kind'
import { templateDefaults } from '../pod/defaults'
import { nameWarnings, templateWarnings } from '../pod/warnings'
import { each, list, part, text, type Part } from '../parts'
import { validateClaimSpec } from '../persistentvolumeclaim/validate'
import type { Problems } from '../problems'
import { validateWorkloadSelector, validateWorkloadTemplate } from '../workload'
import { statefulSetStatus } from '../workload-status'
import { columns } from './columns'

/** Models pkg/apis/apps/v1/defaults.go SetDefaults_StatefulSet. */
function defaults(object: KubeObject): KubeObject {
  const { spec } = object as StatefulSet
  const { updateStrategy } = spec
  const rolling = (updateStrategy?.type || 'RollingUpdate') === 'RollingUpdate'
  return {
    ...object,
    spec: {
      podManagementPolicy: 'OrderedReady',
      revisionHistoryLimit: 10,
      replicas: 1,
      ...spec,
      persistentVolumeClaimRetentionPolicy: {
        whenDeleted: 'Retain',
        whenScaled: 'Retain',
        ...spec.persistentVolumeClaimRetentionPolicy
      },
      ...(spec.volumeClaimTemplates && { volumeClaimTemplates: each(spec.volumeClaimTemplates, claimDefaults) }),
      updateStrategy: {
        type: 'RollingUpdate',
        ...updateStrategy,
        ...(rolling && { rollingUpdate: { partition: 0, ...updateStrategy?.rollingUpdate } })
      },
      template: templateDefaults(spec.template)
    }
  }
}

const claimDefaults = (claim: Part): Part => ({
  ...claim,
  spec: { volumeMode: 'Filesystem', ...part(claim.spec) },
  status: { phase: 'Pending', ...part(claim.status) }
})

/** Models pkg/apis/apps/validation ValidateStatefulSetSpec. */
function validate(object: KubeObject, problems: Problems): void {
  const { spec } = object as StatefulSet
  const { type = '', rollingUpdate: rolling } = spec.updateStrategy ?? {}
  if (!['OrderedReady', 'Parallel'].includes(spec.podManagementPolicy ?? ''))
    problems.invalid('spec.podManagementPolicy', spec.podManagementPolicy, "must be 'OrderedReady' or 'Parallel'")
  if (type === 'OnDelete' && rolling)
    problems.invalid(
      'spec.updateStrategy.rollingUpdate',
      { Partition: rolling.partition ?? 0, MaxUnavailable: null },
      "only allowed for updateStrategy 'RollingUpdate'"
    )
  else if (type === 'RollingUpdate')
    problems.nonNegative('spec.updateStrategy.rollingUpdate.partition', rolling?.partition)
  else if (type !== 'OnDelete')
    problems.invalid('spec.updateStrategy', spec.updateStrategy, "must be 'RollingUpdate' or 'OnDelete'")
  list(spec.volumeClaimTemplates).forEach((claim, i) =>
    validateClaimSpec(claim.spec, `spec.volumeClaimTemplates[${i}].spec`, problems)
  )
  problems.nonNegative('spec.replicas', spec.replicas)
  problems.nonNegative('spec.minReadySeconds', spec.minReadySeconds)
  problems.nonNegative('spec.ordinals.start', (spec as { ordinals?: { start?: number } }).ordinals?.start)
  validateWorkloadSelector(spec.selector, 'statefulset', problems)
  validateWorkloadTemplate(withClaims(spec), spec.selector, 'StatefulSet', problems)
}

/** The template as its pods have it: each claim is a volume by its name. */
function withClaims({ template, volumeClaimTemplates }: StatefulSet['spec']): unknown {
  const claims = list(volumeClaimTemplates).map((claim) => text(part(claim.metadata)?.name))
  const own = list(part(template.spec)?.volumes)
  const more = claims
    .filter((name) => name !== '' && !own.some((volume) => volume.name === name))
    .map((name) => ({ name, persistentVolumeClaim: { claimName: name } }))
  return more.length === 0 ? template : { ...template, spec: { ...template.spec, volumes: [...own, ...more] } }
}

/** Models ValidateStatefulSetUpdate. */
function validateUpdate(object: KubeObject, old: KubeObject, problems: Problems): void {
  if (!equal(fixedPart(object as StatefulSet), fixedPart(old as StatefulSet)))
    problems.forbidden(
      'spec',
      "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"
    )
}

const fixedPart = ({ spec }: StatefulSet): unknown => ({
  ...spec,
  replicas: undefined,
  ordinals: undefined,
  template: undefined,
  updateStrategy: undefined,
  revisionHistoryLimit: undefined,
  persistentVolumeClaimRetentionPolicy: undefined,
  minReadySeconds: undefined
})

/** Models the strategy's WarningsOnCreate. */
const warnings = (object: KubeObject, old: KubeObject | null): readonly string[] => [
  ...(old ? [] : nameWarnings(object)),
  ...templateWarnings(part(object.spec)?.template, 'spec.template'),
  ...(Number(part(object.spec)?.revisionHistoryLimit ?? 0) < 0
    ? ['spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended']
    : [])
]

/** A field that is dropped while its feature is off (MaxUnavailableStatefulSet). Models statefulSetStrategy's dropStatefulSetDisabledFields. */
function prepare(object: KubeObject): KubeObject {
  const { spec } = object as StatefulSet
  const given: { readonly maxUnavailable?: unknown } = { ...spec.updateStrategy?.rollingUpdate }
  if (given.maxUnavailable === undefined) return object
  const { maxUnavailable: _dropped, ...rolling } = given
  return {
    ...object,
    spec: { ...spec, updateStrategy: { ...spec.updateStrategy, rollingUpdate: rolling } }
  } as KubeObject
}

export const statefulset: KindCode = {
  columns,
  defaults,
  prepare,
  validate,
  validateUpdate,
  validateStatus: statefulSetStatus,
  warnings,
  name: 'label'
}
