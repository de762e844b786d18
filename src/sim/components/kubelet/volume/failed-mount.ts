import type { Micros } from '../../../../base/time'
import { formatMicroTime } from '../../../api/timestamp'
import { goDuration } from '../../../api/duration'
import type { Pod } from '../../../api/types'
import { wallClock } from '../../../kernel/clock'
import type { KubeletContext } from '../context'
import type { Outbox } from '../messages'

/**
 * The log's line of a mount that failed. Models pkg/volume/util/nestedpendingoperations, exponentialbackoff GenerateNoRetriesPermittedMsg.
 * @param unique the volume's name for all pods of the machine
 * @param back how long it is not tried again
 */
export function tellFailure(
  context: KubeletContext,
  out: Outbox,
  unique: string,
  { metadata }: Pod,
  name: string,
  error: string,
  back: Micros
): void {
  const { uid } = metadata
  const time = formatMicroTime(wallClock(context) + back)
    .replace('T', ' ')
    .replace('Z', '000')
  const age = (context.now + back - context.startedAt) / 1_000_000
  const at = `${time} +0000 UTC m=+${age.toFixed(9)}`
  const operation = `{volumeName:${unique} podName:${uid} nodeName:}`
  const of = `volume "${name}" (UniqueName: "${unique}") pod "${metadata.name}" (UID: "${uid}")`
  out.log(
    'E',
    `nestedpendingoperations.go:348] Operation for "${operation}" failed. No retries permitted until ${at} (durationBeforeRetry ${goDuration(back)}). Error: MountVolume.SetUp failed for ${of} : ${error}`
  )
}
