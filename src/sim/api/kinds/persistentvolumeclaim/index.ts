import type { KubeObject } from '../../types'
import type { KindCode } from '../kind'
import { part, text, type Part } from '../parts'
import { columns } from './columns'
import { claimWarnings, validateClaimSpec, validateClaimStatus, validateClaimUpdate } from './validate'

/** Models pkg/apis/core/v1/defaults.go SetDefaults_PersistentVolumeClaim. */
const defaults = (object: KubeObject): KubeObject => ({
  ...object,
  spec: claimSpecDefaults(part(object.spec) ?? {}),
  status: { phase: 'Pending', ...(object.status as object) }
})

export const claimSpecDefaults = (spec: Part): Part =>
  spec.volumeMode === undefined ? { ...spec, volumeMode: 'Filesystem' } : spec

/** The older and the newer name of a claim's source are kept alike. Models pkg/api/persistentvolumeclaim NormalizeDataSources. */
function prepare(object: KubeObject, old: KubeObject | null): KubeObject {
  const { dataSource, ...others } = part(object.spec) ?? {}
  const spec =
    old || isSource(part(dataSource)) ? { ...others, ...(dataSource !== undefined && { dataSource }) } : others
  const [source, reference] = [part(spec.dataSource), part(spec.dataSourceRef)]
  if (source && !reference) return { ...object, spec: { ...spec, dataSourceRef: source } }
  const fits = reference?.kind === 'PersistentVolumeClaim' || reference?.kind === 'VolumeSnapshot'
  if (reference && !source && fits && !reference.namespace)
    return { ...object, spec: { ...spec, dataSource: reference } }
  return dataSource === undefined || spec.dataSource !== undefined ? object : { ...object, spec }
}

/** Other sources are dropped. Models EnforceDataSourceBackwardsCompatibility. */
const isSource = (source: Part | undefined): boolean =>
  (source?.kind === 'PersistentVolumeClaim' && text(source.apiGroup) === '') ||
  (source?.kind === 'VolumeSnapshot' && source.apiGroup === 'snapshot.storage.k8s.io')

export const persistentvolumeclaim: KindCode = {
  columns,
  defaults,
  prepare,
  validate: ({ spec }, problems) => validateClaimSpec(spec, 'spec', problems),
  validateUpdate: validateClaimUpdate,
  validateStatus: validateClaimStatus,
  warnings: ({ spec }) => claimWarnings(spec, 'spec')
}
