import type { PersistentVolumeClaimSpec, PersistentVolumeClaimStatus } from 'kubernetes-types/core/v1'
import type { ObjectMeta } from 'kubernetes-types/meta/v1'
import type { Micros } from '../../../../base/time'
import { canonicalQuantity } from '../../../api/quantity'
import { goList, lasts, Writer } from './writer'

interface Claim {
  readonly metadata?: ObjectMeta
  readonly spec?: PersistentVolumeClaimSpec
  readonly status?: PersistentVolumeClaimStatus
}

const modeNames = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP']
] as const

/** `RWO,ROX`. Models storage.GetAccessModesAsString. */
export const accessModes = (modes: readonly string[] = []): string =>
  modeNames
    .filter(([mode]) => modes.includes(mode))
    .map(([, short]) => short)
    .join(',')

const betaClass = 'volume.beta.kubernetes.io/storage-class'
export const classOf = ({ metadata, spec }: { metadata?: ObjectMeta; spec?: { storageClassName?: string } }): string =>
  metadata?.annotations?.[betaClass] ?? spec?.storageClassName ?? ''

/** A claim, or (without `now`) the template of one, which is written deeper. Models printPersistentVolumeClaim. */
export function writeClaim(writer: Writer, claim: Claim, deeper = 0, now?: Micros): void {
  const { metadata = {}, spec = {}, status = {} } = claim
  const nested = new Writer(deeper)
  if (now !== undefined) {
    nested.row(0, 'Name', metadata.name ?? '')
    nested.row(0, 'Namespace', metadata.namespace ?? '')
  }
  nested.row(0, 'StorageClass', classOf({ metadata, spec }))
  if (now !== undefined)
    nested.row(
      0,
      'Status',
      metadata.deletionTimestamp
        ? `Terminating (lasts ${lasts(metadata.deletionTimestamp, now)})`
        : (status.phase ?? '')
    )
  nested.row(0, 'Volume', spec.volumeName ?? '')
  nested.labels('Labels', metadata.labels)
  nested.annotations('Annotations', metadata.annotations)
  if (now !== undefined) nested.row(0, 'Finalizers', goList(metadata.finalizers))
  const bound = (spec.volumeName ?? '') !== ''
  nested.row(0, 'Capacity', bound ? (canonicalQuantity(String(status.capacity?.storage ?? '0')) ?? '0') : '')
  nested.row(0, 'Access Modes', bound ? accessModes(status.accessModes) : '')
  if (spec.volumeMode) nested.row(0, 'VolumeMode', spec.volumeMode)
  if (spec.dataSource) {
    nested.line(0, 'DataSource:')
    if (spec.dataSource.apiGroup !== undefined) nested.row(1, 'APIGroup', spec.dataSource.apiGroup)
    nested.row(1, 'Kind', spec.dataSource.kind)
    nested.row(1, 'Name', spec.dataSource.name)
  }
  writer.text += nested.text
}
