import { parseImage } from '../../../api/image-reference'
import { seconds, type Micros } from '../../../../base/time'
import type { Outbox } from '../messages'
import type { CriReply } from '../../container-runtime/messages'
import { tryAccept } from '../../../client-go/workqueue'
import { crashLimits, isInBackOffSinceUpdate, nextBackOff } from '../backoff'
import { enabled, is125, number } from '../config'
import type { KubeletContext } from '../context'
import { callRuntime } from '../cri'
import { podEvent } from '../events'
import { verbose } from '../log'
import { containerReply, toContainer, type RuntimeReply } from '../items'
import { podOf, specOf, type Container } from './container'
import { isVolume } from './image-volume-specs'
import { credentialsOf, mayUse, rememberPull } from './pull-secrets'
import { done } from './start'

/* Having a container's image on the node. Models pkg/kubelet/images/image_manager.go EnsureImageExists. */

/** A pull that waits for its turn or runs (the first one). */
export interface ImagePull {
  /** The container that it is for. */
  readonly key: string
  /** As written in the spec. */
  readonly image: string
  readonly askedAt: Micros
  /** The timeline entry in which it was asked for, as the cause of the pull when its turn comes. */
  readonly askedIn: number
  /** Null: it waits for its turn. */
  startedAt: Micros | null
  readonly auth: string
}

const imageOf = (context: KubeletContext, container: Container): string =>
  specOf(podOf(context, container), container)?.image ?? ''

const backoffKey = (container: Container, image: string): string => `${container.uid}_${image}`

export const nameIsInvalid = (context: KubeletContext, container: Container): boolean =>
  !parseImage(imageOf(context, container)).ok

export function invalidName(context: KubeletContext, container: Container, out: Outbox): void {
  const image = imageOf(context, container)
  const parsed = parseImage(image)
  const why = parsed.ok ? '' : parsed.error
  const what = is125(context.config) ? 'reference' : 'name'
  const message = `Failed to apply default image tag ${JSON.stringify(image)}: couldn't parse image ${what} ${JSON.stringify(image)}: ${why}`
  imageEvent(context, container, out, 'Warning', 'InspectFailed', message)
  withoutImage(context, container, out, 'InvalidImageName', message)
}

export function inspect(context: KubeletContext, container: Container, out: Outbox): void {
  const image = imageOf(context, container)
  const parsed = parseImage(image)
  const call = { type: 'cri.ImageStatus', image: parsed.ok ? parsed.value.name : image } as const
  callRuntime(context, out, call, containerReply(container.key, 'image.status'))
}

export function inspectFailed(context: KubeletContext, container: Container, { error }: CriReply, out: Outbox): void {
  const message = `Failed to inspect image ${JSON.stringify(imageOf(context, container))}: ${error}`
  imageEvent(context, container, out, 'Warning', 'InspectFailed', message)
  withoutImage(context, container, out, 'ImageInspectError', message)
}

function policyOf(context: KubeletContext, container: Container): string {
  const parsed = parseImage(imageOf(context, container))
  const latest = parsed.ok && parsed.value.tag === 'latest'
  return specOf(podOf(context, container), container)?.imagePullPolicy ?? (latest ? 'Always' : 'IfNotPresent')
}

/** Whether the image that is on the node will do. */
export const isPresent = (context: KubeletContext, container: Container, { reply }: RuntimeReply): boolean =>
  reply.image !== null &&
  reply.image !== undefined &&
  policyOf(context, container) !== 'Always' &&
  mayUse(context, container)

export function tellPresent(context: KubeletContext, container: Container, out: Outbox): void {
  const access = is125(context.config) ? '' : ' and can be accessed by the pod'
  const message = `Container image ${JSON.stringify(imageOf(context, container))} already present on machine${access}`
  imageEvent(context, container, out, 'Normal', 'Pulled', message)
}

export const isNeverPulled = (context: KubeletContext, container: Container): boolean =>
  policyOf(context, container) === 'Never'

export function neverPulled(context: KubeletContext, container: Container, out: Outbox): void {
  const image = JSON.stringify(imageOf(context, container))
  const message = `Container image ${image} is not present with pull policy of Never`
  imageEvent(context, container, out, 'Warning', 'ErrImageNeverPull', message)
  withoutImage(context, container, out, 'ErrImageNeverPull', message)
}

export const isInPullBackOff = (context: KubeletContext, container: Container): boolean =>
  isInBackOffSinceUpdate(
    context.imageBackoff,
    backoffKey(container, imageOf(context, container)),
    context.now,
    crashLimits(context)
  )

/** The back-off that a container's image sits out, on the even clock; null: none. */
export function pullBackOffOf(context: KubeletContext, container: Container): { from: Micros; until: Micros } | null {
  if (!isInPullBackOff(context, container)) return null
  const { lastUpdate, backoff } = context.imageBackoff.get(backoffKey(container, imageOf(context, container)))!
  return { from: lastUpdate, until: lastUpdate + backoff }
}

export function tellPullBackOff(context: KubeletContext, container: Container, out: Outbox): void {
  const message = `Back-off pulling image ${JSON.stringify(imageOf(context, container))}`
  imageEvent(context, container, out, 'Normal', 'BackOff', message)
  // Newer releases' statuses say what the last pull failed of.
  const cause = context.pullErrors.get(backoffKey(container, imageOf(context, container)))
  withoutImage(context, container, out, 'ImagePullBackOff', cause === undefined ? message : `${message}: ${cause}`)
}

/** Asks for a pull; pulls are done one after the other, if nobody has said otherwise. */
export function askForPull(context: KubeletContext, container: Container, out: Outbox): void {
  const image = imageOf(context, container)
  imageEvent(context, container, out, 'Normal', 'Pulling', `Pulling image ${JSON.stringify(image)}`)
  const next: ImagePull = {
    key: container.key,
    image,
    askedAt: context.now,
    askedIn: out.entry,
    startedAt: null,
    auth: credentialsOf(context, container)
  }
  // What it may pull with is read anew every five minutes. Models credentialprovider's CachingDockerConfigProvider.
  if (context.now >= context.images.keyringUntil) {
    context.images.keyringUntil = context.now + seconds(300)
    verbose(context, out, 2, '"Refreshing cache"')
  }
  context.pulls.push(next)
  if (context.pulls.length <= atOnce(context)) pull(context, out, next)
}

/** How many pulls run at a time: the first of those that were asked for. Models pkg/kubelet/images/puller.go. */
function atOnce({ config }: KubeletContext): number {
  if (enabled(config, 'serialize-image-pulls')) return 1
  return number(config, 'max-parallel-image-pulls') || Infinity
}

function pull(context: KubeletContext, out: Outbox, next: ImagePull): void {
  next.startedAt = context.now
  // Models pkg/kubelet/images/helpers.go throttledImageService: the runtime is not asked.
  if (number(context.config, 'registry-qps') > 0 && !tryAccept(context.pullBucket, context.now))
    return pullReply(context, out, next.key, {
      type: 'cri.reply',
      id: 0,
      verb: 'PullImage',
      error: 'pull QPS exceeded'
    })
  const parsed = parseImage(next.image)
  const call = {
    type: 'cri.PullImage',
    image: parsed.ok ? parsed.value.name : next.image,
    ...(next.auth && { auth: next.auth })
  } as const
  callRuntime(context, out, call, { kind: 'pull', key: next.key })
}

/** A pull is over, as its container hears. The next one begins. */
export function pullReply(context: KubeletContext, out: Outbox, key: string, reply: CriReply): void {
  const index = context.pulls.findIndex((pull) => pull.key === key)
  const [over] = context.pulls.splice(index, 1)
  if (!over) return
  const { now } = context
  const took = { took: now - (over.startedAt ?? now), waited: now - over.askedAt }
  out.raise(toContainer(key, { type: 'image.pulled', reply, ...took }))
  const most = atOnce(context)
  const following = most === Infinity ? undefined : context.pulls[most - 1]
  // One that stood further to the front and has not begun is never there: as many run as may.
  if (!following || following.startedAt !== null) return
  out.because({ entry: following.askedIn }, most === 1 ? 'serialize-image-pulls' : 'max-parallel-image-pulls')
  pull(context, out, following)
}

export function pulled(
  context: KubeletContext,
  container: Container,
  { reply, took = 0, waited = 0 }: RuntimeReply,
  out: Outbox
): void {
  const image = JSON.stringify(imageOf(context, container))
  const size = is125(context.config) ? '' : `. Image size: ${reply.image?.bytes} bytes.`
  const message = `Successfully pulled image ${image} in ${goElapsed(took)} (${goElapsed(waited)} including waiting)${size}`
  imageEvent(context, container, out, 'Normal', 'Pulled', message)
  rememberPull(context, container, out)
}

export function pullFailed(context: KubeletContext, container: Container, { error }: CriReply, out: Outbox): void {
  const image = imageOf(context, container)
  // Newer releases do not tell a status that says nothing.
  const why = is125(context.config) ? error : error.replace(/^rpc error: code = Unknown desc = /, '')
  const message = `Failed to pull image ${JSON.stringify(image)}: ${why}`
  imageEvent(context, container, out, 'Warning', 'Failed', message)
  nextBackOff(context.imageBackoff, backoffKey(container, image), null, context, crashLimits(context))
  if (!is125(context.config)) context.pullErrors.set(backoffKey(container, image), `ErrImagePull: ${why}`)
  withoutImage(context, container, out, 'ErrImagePull', why)
}

/** The container cannot be started, because its image is not to be had. */
function withoutImage(
  context: KubeletContext,
  container: Container,
  out: Outbox,
  reason: string,
  message: string
): void {
  // That of a volume is told of by the containers that mount it.
  if (!isVolume(container)) imageEvent(context, container, out, 'Warning', 'Failed', `Error: ${reason}`)
  done(container, out, reason, message)
}

function imageEvent(
  context: KubeletContext,
  container: Container,
  out: Outbox,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string
): void {
  podEvent(context, out, podOf(context, container), type, reason, message, isVolume(container) ? undefined : container)
}

/** `42.521663ms`, `18.4s`, `1m2.5s`: a Go duration. */
export function goElapsed(value: Micros): string {
  if (value < 1_000) return `${value}µs`
  if (value < 1_000_000) return `${value / 1_000}ms`
  const minutes = Math.floor(value / 60_000_000)
  const rest = (value - minutes * 60_000_000) / 1_000_000
  return minutes > 0 ? `${minutes}m${rest}s` : `${rest}s`
}
