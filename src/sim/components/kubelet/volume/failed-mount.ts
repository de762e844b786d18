import type { Micros } from '../../../../base/time'
import { formatMicroTime } from '../../../api/timestamp'
import { goDuration } from '../../../api/duration'
import type { Pod } from '../../../api/types'
import { wallClock } from '../../../kernel/clock'
import type { KubeletContext } from '../context'
import type { Outbox } from '../messages'
import { podEvent } from '../events'
import { podKey } from '../runtime-pod'
import { is125 } from '../config'
import { keyProblem, missing, tryLater, type Fetched, type Volume } from './volume'

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

/** The worker has waited long enough. Gives the error's text. */
export function mountTimedOut(context: KubeletContext, out: Outbox, pod: Pod): string {
  const volumes = context.volumes.change(pod.metadata.uid!)!
  volumes.waitingSince = null
  const all = (pod.spec.volumes ?? []).map(({ name }) => name)
  const names = missing(context, pod.metadata.uid!).map((key) => key.slice(key.indexOf('/') + 1))
  const isUnattached = (name: string) =>
    /attaching|detached/.test(context.mounts.get(`${pod.metadata.uid}/${name}`)?.state ?? '')
  // Newer releases leave it to the worker to tell.
  if (!is125(context.config))
    return `unmounted volumes=[${names.join(' ')}], unattached volumes=[${names.filter(isUnattached).join(' ')}], failed to process volumes=[]: context deadline exceeded`
  const error = `unmounted volumes=[${names.join(' ')}], unattached volumes=[${all.join(' ')}]: timed out waiting for the condition`
  podEvent(context, out, pod, 'Warning', 'FailedMount', `Unable to attach or mount volumes: ${error}`)
  out.log(
    'E',
    `kubelet.go:1754] "Unable to attach or mount volumes for pod; skipping pod" err=${JSON.stringify(error)} pod="${podKey(pod)}"`
  )
  return error
}

/** The API did not give what the volume needs: it is tried when the reconciler looks after the back-off. */
export function mountFailed(context: KubeletContext, volume: Volume, { need, result }: Fetched, out: Outbox): void {
  const [resource, name] = need.split('/')
  const kind = resource?.replace(/s$/, '') ?? ''
  const error =
    result.kind === 'response' && result.code === 404 && name !== undefined
      ? `${kind} "${name}" not found`
      : keyProblem(context, volume, need, result) ||
        `failed to fetch ${need}: ${result.kind === 'error' ? result.error : String(result.kind === 'response' ? result.code : '')}`
  tryLater(context, volume, error, out)
}
