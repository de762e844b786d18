import type { Image } from '../../container-runtime/messages'
import type { LinuxUsage } from '../../linux/messages'
import { duration, number } from '../config'
import { longAgo, type KubeletContext } from '../context'
import { verbose } from '../log'
import type { Outbox } from '../messages'
import { imageGc } from './later'

/** Frees disk every few minutes, when more of it is in use than the high threshold says. Models GarbageCollect. */
export function watchImages(context: KubeletContext, out: Outbox, usage: LinuxUsage): void {
  const { images, config, now } = context
  if (now < images.due || images.freeing) return
  // At the start nobody has measured the disk yet, and a look fails (InvalidDiskCapacity).
  const isFirst = images.due === 0
  images.due = now + duration(config, 'image-gc-period-s')
  if (isFirst) {
    images.failed = true
    return
  }
  const high = number(config, 'image-gc-high-threshold')
  const { diskCapacityBytes: capacity, diskAvailableBytes: available } = usage
  const percent = 100 - Math.floor((available * 100) / capacity)
  if (percent < high || high >= 100) {
    if (images.failed) verbose(context, out, 1, 'kubelet.go:1735] "Image garbage collection succeeded"')
    images.failed = false
    return
  }
  imageGc().free(context, out, usage, percent)
}

/** Notes which images there are and which are in use. Models detectImages. */
export function detectImages(context: KubeletContext, list: readonly Image[]): ReadonlySet<string> {
  const { images, now, pleg } = context
  const used = new Set<string>()
  for (const { pod } of pleg.cache.values()) for (const { image } of pod.containers) used.add(image)
  const isFirst = images.known.size === 0
  const names = new Set(list.map(({ name }) => name))
  for (const name of [...images.known.keys()]) if (!names.has(name)) images.known.delete(name)
  for (const { name } of list) {
    const known = images.known.get(name)
    const first = known?.first ?? (isFirst ? longAgo : now)
    const lastUsed = used.has(name) ? now : (known?.used ?? longAgo)
    images.known.set(name, Object.freeze({ first, used: lastUsed }))
  }
  return used
}
