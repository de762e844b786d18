import type { Container } from '../../api/types'
import { parseImage } from '../../api/image-reference'
import type { Micros } from '../../../base/time'
import type { Outbox } from '../../kernel/types'
import type { CriReply } from '../container-runtime/messages'
import { crashLimits, isInBackOffSinceUpdate, nextBackOff } from './backoff'
import { uptime } from './clock'
import { enabled, is125 } from './config'
import type { KubeletContext } from './context'
import { callRuntime } from './cri'
import { podEvent } from './events'
import type { Worker } from './pod-worker'
import { imageDone } from './start-container'

/** A pull that waits for its turn or runs (the first one). */
export interface ImagePull {
  readonly uid: string
  readonly sync: number
  readonly container: string
  readonly init: boolean
  /** As written in the spec. */
  readonly image: string
  readonly askedAt: Micros
  startedAt: Micros
}

export interface ImageOutcome {
  /** `ErrImagePull`, `ImagePullBackOff`, `InvalidImageName`, `ErrImageNeverPull`, or empty. */
  readonly error: string
  readonly message: string
}

const good: ImageOutcome = Object.freeze({ error: '', message: '' })

/**
 * Has the image of a container on the node. Null: the runtime was asked, `imageDone` comes later.
 * Models pkg/kubelet/images/image_manager.go EnsureImageExists.
 */
export function ensureImage(
  context: KubeletContext,
  out: Outbox,
  worker: Worker,
  container: Container,
  init: boolean
): ImageOutcome | null {
  const image = container.image ?? ''
  const parsed = parseImage(image)
  if (!parsed.ok) {
    const message = `Failed to apply default image tag ${JSON.stringify(image)}: couldn't parse image reference ${JSON.stringify(image)}: ${parsed.error}`
    podEvent(context, out, worker.pod, 'Warning', 'InspectFailed', message, { name: container.name, init })
    return { error: 'InvalidImageName', message }
  }
  callRuntime(
    context,
    out,
    { type: 'cri.ImageStatus', image: parsed.value.name },
    { kind: 'worker', uid: worker.uid, sync: worker.sync, op: 'image-status' }
  )
  return null
}

/** The runtime says whether it has the image. */
export function imageStatusReply(context: KubeletContext, out: Outbox, worker: Worker, reply: CriReply): void {
  const task = worker.tasks[0]
  if (task?.kind !== 'start' || task.step !== 'image') return
  const { pod } = worker
  const container = task.init ? pod.spec.initContainers![task.index]! : pod.spec.containers[task.index]!
  const image = container.image ?? ''
  const about = { name: container.name, init: task.init }
  const done = (error: string, message: string) => imageDone(context, out, worker, { error, message })
  if (reply.error !== '') {
    const message = `Failed to inspect image ${JSON.stringify(image)}: ${reply.error}`
    podEvent(context, out, pod, 'Warning', 'InspectFailed', message, about)
    return done('ImageInspectError', message)
  }
  const parsed = parseImage(image)
  const policy = container.imagePullPolicy ?? (parsed.ok && parsed.value.tag === 'latest' ? 'Always' : 'IfNotPresent')
  const present = reply.image !== null && reply.image !== undefined
  if (policy !== 'Always') {
    if (present) {
      podEvent(
        context,
        out,
        pod,
        'Normal',
        'Pulled',
        `Container image ${JSON.stringify(image)} already present on machine`,
        about
      )
      imageDone(context, out, worker, good)
      return
    }
    if (policy === 'Never') {
      const message = `Container image ${JSON.stringify(image)} is not present with pull policy of Never`
      podEvent(context, out, pod, 'Warning', 'ErrImageNeverPull', message, about)
      return done('ErrImageNeverPull', message)
    }
  }
  const key = `${worker.uid}_${image}`
  if (isInBackOffSinceUpdate(context.imageBackoff, key, context.now, crashLimits(context))) {
    const message = `Back-off pulling image ${JSON.stringify(image)}`
    podEvent(context, out, pod, 'Normal', 'BackOff', message, about)
    return done('ImagePullBackOff', message)
  }
  podEvent(context, out, pod, 'Normal', 'Pulling', `Pulling image ${JSON.stringify(image)}`, about)
  context.pulls.push({
    uid: worker.uid,
    sync: worker.sync,
    container: container.name,
    init: task.init,
    image,
    askedAt: uptime(context),
    startedAt: 0
  })
  if (context.pulls.length === 1 || !enabled(context.config, 'serialize-image-pulls'))
    pull(context, out, context.pulls[context.pulls.length - 1]!)
}

function pull(context: KubeletContext, out: Outbox, next: ImagePull): void {
  next.startedAt = uptime(context)
  const parsed = parseImage(next.image)
  callRuntime(
    context,
    out,
    { type: 'cri.PullImage', image: parsed.ok ? parsed.value.name : next.image },
    { kind: 'pull', image: next.image, uid: next.uid }
  )
}

/** A pull is over. The next one begins. */
export function pullReply(
  context: KubeletContext,
  out: Outbox,
  ref: { image: string; uid: string },
  reply: CriReply
): void {
  const index = context.pulls.findIndex(({ image, uid }) => image === ref.image && uid === ref.uid)
  const [done] = context.pulls.splice(index, 1)
  if (!done) return
  const following = context.pulls[0]
  if (following && enabled(context.config, 'serialize-image-pulls')) pull(context, out, following)
  const worker = context.workers.get(done.uid)
  if (!worker || worker.sync !== done.sync) return
  const about = { name: done.container, init: done.init }
  if (reply.error === '') {
    const took = goElapsed(uptime(context) - done.startedAt)
    const waited = goElapsed(uptime(context) - done.askedAt)
    const message = `Successfully pulled image ${JSON.stringify(done.image)} in ${took} (${waited} including waiting)${is125(context.config) ? '' : `. Image size: ${reply.image?.bytes} bytes.`}`
    podEvent(context, out, worker.pod, 'Normal', 'Pulled', message, about)
    imageDone(context, out, worker, good)
    return
  }
  podEvent(
    context,
    out,
    worker.pod,
    'Warning',
    'Failed',
    `Failed to pull image ${JSON.stringify(done.image)}: ${reply.error}`,
    about
  )
  nextBackOff(context.imageBackoff, `${done.uid}_${done.image}`, context.now, context.now, crashLimits(context))
  imageDone(context, out, worker, { error: 'ErrImagePull', message: reply.error })
}

/** `42.521663ms`, `18.4s`, `1m2.5s`: a Go duration. */
export function goElapsed(value: Micros): string {
  if (value < 1_000) return `${value}µs`
  if (value < 1_000_000) return `${value / 1_000}ms`
  const minutes = Math.floor(value / 60_000_000)
  const rest = (value - minutes * 60_000_000) / 1_000_000
  return minutes > 0 ? `${minutes}m${rest}s` : `${rest}s`
}
