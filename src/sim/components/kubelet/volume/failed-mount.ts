import type { Micros } from '../../../../base/time'
import { formatMicroTime } from '../../../api/timestamp'
import { goDuration } from '../../../api/duration'
import type { Pod } from '../../../api/types'
import { wallClock } from '../../../kernel/clock'
import type { KubeletContext } from '../context'
import type { Outbox } from '../messages'
import type { Volume } from './volume'

/**
 * A mount that failed: the log's line, and what its event says. Of a volume behind a claim the PersistentVolume is named.
 * @param unique the volume's name for all pods of the machine
 * @param back how long it is not tried again
 */
export function tellFailure(
  context: KubeletContext,
  out: Outbox,
  unique: string,
  { metadata }: Pod,
  { name, volumeName, remote }: Pick<Volume, 'name' | 'volumeName' | 'remote'>,
  error: string,
  back: Micros
): string {
  const { uid } = metadata
  const what = error.includes('attacher.MountDevice') ? 'MountVolume.MountDevice' : 'MountVolume.SetUp'
  const named = volumeName === '' ? name : volumeName
  const known = remote?.unique || unique
  const of = `volume "${named}" (UniqueName: "${known}") pod "${metadata.name}" (UID: "${uid}")`
  const operation = `{volumeName:${known} podName:${remote?.unique ? '' : uid} nodeName:}`
  tellOperation(context, out, operation, `${what} failed for ${of} : ${error}`, back)
  return `${what} failed for volume "${named}" : ${error}`
}

/** The log's line of an operation that failed. Models pkg/volume/util/nestedpendingoperations, exponentialbackoff GenerateNoRetriesPermittedMsg. */
export function tellOperation(
  context: KubeletContext,
  out: Outbox,
  operation: string,
  error: string,
  back: Micros
): void {
  const time = formatMicroTime(wallClock(context) + back)
    .replace('T', ' ')
    .replace('Z', '000')
  const age = (context.now + back - context.startedAt) / 1_000_000
  const at = `${time} +0000 UTC m=+${age.toFixed(9)}`
  out.log(
    'E',
    `nestedpendingoperations.go:348] Operation for "${operation}" failed. No retries permitted until ${at} (durationBeforeRetry ${goDuration(back)}). Error: ${error}`
  )
}
