import type { KubeObject } from '../../types'
import type { KindCode } from '../kind'
import { oldLabelMessage } from '../pod/warnings'
import { changed, filled, list, part, text, type Part } from '../parts'
import { columns } from './columns'
import { validateVolume, validateVolumeUpdate } from './validate'

/** Models pkg/apis/core/v1/defaults.go SetDefaults_PersistentVolume and those of its sources. */
function defaults(object: KubeObject): KubeObject {
  const given = part(object.spec) ?? {}
  const spec = changed(
    filled(given, {
      persistentVolumeReclaimPolicy: 'Retain',
      ...(given.volumeMode === undefined && { volumeMode: 'Filesystem' })
    }),
    {
      hostPath: (source) => (part(source)?.type === undefined ? { ...part(source), type: '' } : source),
      iscsi: (source) => filled(part(source) ?? {}, { iscsiInterface: 'default' }),
      rbd: (source) => filled(part(source) ?? {}, { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' }),
      scaleIO: (source) => filled(part(source) ?? {}, { storageMode: 'ThinProvisioned', fsType: 'xfs' }),
      azureDisk: (source) => ({
        cachingMode: 'ReadWrite',
        fsType: 'ext4',
        kind: 'Shared',
        readOnly: false,
        ...part(source)
      }),
      claimRef: (ref) => ref
    }
  )
  return { ...object, spec, status: { phase: 'Pending', ...(object.status as object) } }
}

/** Models pkg/api/persistentvolume GetWarningsForPersistentVolume. */
function warnings(object: KubeObject): readonly string[] {
  const spec: Part = part(object.spec) ?? {}
  const found: string[] = []
  if (text(spec.persistentVolumeReclaimPolicy) === 'Recycle')
    found.push(
      'spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.'
    )
  const terms = list(part(part(spec.nodeAffinity)?.required)?.nodeSelectorTerms)
  terms.forEach((term, i) =>
    list(term.matchExpressions).forEach(({ key }, j) => {
      const message = oldLabelMessage(text(key))
      if (message !== undefined)
        found.push(
          `spec.nodeAffinity.required.nodeSelectorTerms[${i}].matchExpressions[${j}].key: ${text(key)} is ${message}`
        )
    })
  )
  return found
}

/** A volume begins to wait when it is made. Models pkg/registry/core/persistentvolume/strategy.go PrepareForCreate. */
const prepare = (object: KubeObject, old: KubeObject | null): KubeObject =>
  old ? object : { ...object, status: { phase: 'Pending', lastPhaseTransitionTime: object.metadata.creationTimestamp } }

/** Models persistentvolumeStatusStrategy.PrepareForUpdate. */
function prepareStatus(object: KubeObject, old: KubeObject, now: string): KubeObject {
  const [status, was] = [part(object.status) ?? {}, part(old.status) ?? {}]
  if (
    status.phase === was.phase &&
    status.lastPhaseTransitionTime === undefined &&
    was.lastPhaseTransitionTime !== undefined
  )
    return { ...object, status: { ...status, lastPhaseTransitionTime: was.lastPhaseTransitionTime } }
  const told =
    status.lastPhaseTransitionTime !== undefined && status.lastPhaseTransitionTime !== was.lastPhaseTransitionTime
  if (status.phase === was.phase || told) return object
  return { ...object, status: { ...status, lastPhaseTransitionTime: now } }
}

export const persistentvolume: KindCode = {
  columns,
  defaults,
  prepare,
  prepareStatus,
  validate: validateVolume,
  validateUpdate: validateVolumeUpdate,
  warnings
}
