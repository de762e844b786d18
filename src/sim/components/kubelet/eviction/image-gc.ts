import type { KubeletContext } from '../context'
import type { CriReply, Image } from '../../container-runtime/messages'
import { duration, is125, number } from '../config'
import type { LinuxUsage } from '../../linux/messages'
import { callRuntime } from '../cri'
import { nodeEvent } from '../events'
import { detectImages } from './images'
import type { Outbox } from '../messages'

/** More of the disk is in use than the high threshold says: it is freed down to the low one. */
export function free(context: KubeletContext, out: Outbox, usage: LinuxUsage, percent: number): void {
  const { config } = context
  const [high, low] = [number(config, 'image-gc-high-threshold'), number(config, 'image-gc-low-threshold')]
  const { diskCapacityBytes: capacity, diskAvailableBytes: available } = usage
  const wanted = Math.floor((capacity * (100 - low)) / 100 - available)
  const text =
    'Disk usage on image filesystem is over the high threshold, trying to free bytes down to the low threshold'
  out.log(
    'I',
    `image_gc_manager.go:417] "${text}" usage=${percent} highThreshold=${high} amountToFree=${wanted} lowThreshold=${low}`
  )
  begin(context, out, wanted)
}

/** All that nobody uses goes: the node has too little disk. Models DeleteUnusedImages. */
export function deleteUnused(context: KubeletContext, out: Outbox): void {
  out.log('I', 'image_gc_manager.go:460] "Attempting to delete unused images"')
  if (context.images.freeing) return
  begin(context, out, Number.POSITIVE_INFINITY)
}

function begin(context: KubeletContext, out: Outbox, wanted: number): void {
  context.images.freeing = { wanted, freed: 0, queue: [] }
  callRuntime(context, out, { type: 'cri.ListImages' }, { kind: 'image-gc', step: 'list' })
}

/** The runtime has listed its images, or has removed one. */
export function imageGcReply(context: KubeletContext, out: Outbox, step: 'list' | 'remove', reply: CriReply): void {
  const { images } = context
  const { freeing } = images
  if (!freeing) return
  if (reply.error !== '') return end(context, out)
  if (step === 'list') freeing.queue.push(...unused(context, reply.images ?? []))
  else freeing.freed += freeing.queue.shift()?.bytes ?? 0
  next(context, out)
}

/** Those that no container uses and that are not new, the one first that was used least recently. */
function unused(context: KubeletContext, list: readonly Image[]): Image[] {
  const inUse = detectImages(context, list)
  const { images, config, now } = context
  const of = ({ name }: Image) => images.known.get(name)!
  const age = duration(config, 'minimum-image-ttl-duration-s')
  return list
    .filter((image) => !inUse.has(image.name) && !isPinned(image) && now - of(image).first >= age)
    .sort((a, b) => of(a).used - of(b).used || of(a).first - of(b).first)
}

/** The image of sandboxes stays. */
const isPinned = ({ name }: Image): boolean => /\/pause:/.test(name)

function next(context: KubeletContext, out: Outbox): void {
  const { wanted, freed, queue } = context.images.freeing!
  const [image] = queue
  if (!image || freed >= wanted) return end(context, out)
  out.log(
    'I',
    `image_gc_manager.go:514] "Removing image to free bytes" imageID="${image.id}" size=${image.bytes} runtimeHandler=""`
  )
  callRuntime(context, out, { type: 'cri.RemoveImage', image: image.name }, { kind: 'image-gc', step: 'remove' })
}

function end(context: KubeletContext, out: Outbox): void {
  const { images } = context
  const { wanted, freed } = images.freeing!
  images.freeing = null
  if (freed > 0) callRuntime(context, out, { type: 'cri.ListImages' }, { kind: 'check' })
  if (Number.isFinite(wanted)) tell(context, out, wanted, freed)
}

/** Too little was found: that is told, and from the second time on as an event of its own. */
function tell(context: KubeletContext, out: Outbox, wanted: number, freed: number): void {
  const { images } = context
  const was = images.failed
  images.failed = freed < wanted
  if (!images.failed) return
  const text = is125(context.config)
    ? `failed to garbage collect required amount of images. Wanted to free ${wanted} bytes, but freed ${freed} bytes`
    : `Failed to garbage collect required amount of images. Attempted to free ${wanted} bytes, but only found ${freed} bytes eligible to free.`
  nodeEvent(context, out, 'Warning', 'FreeDiskSpaceFailed', text)
  const times = was ? 'multiple times in a row' : 'once. Stats initialization may not have completed yet'
  out.log('E', `kubelet.go:1725] "Image garbage collection failed ${times}" err=${JSON.stringify(text)}`)
  if (was) nodeEvent(context, out, 'Warning', 'ImageGCFailed', text)
}
