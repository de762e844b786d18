import { ms } from '../../../base/time'
import type { Outbox, SimEvent } from '../../kernel/types'
import { fail, reply, save } from './calls'
import { latency, number } from './config'
import type { RuntimeContext } from './context'
import { resolve, type Resolved } from './images'
import type { CriPullImage } from './messages'

/**
 * Pulls an image: resolve its name at the registry, download, unpack. The kubelet asks for one after the other
 * (serializeImagePulls); two callers of one image share its download.
 */
export function pullImage(context: RuntimeContext, out: Outbox, call: number, request: CriPullImage): void {
  const found = resolve(request.image)
  const name = found.kind === 'found' ? found.image.name : found.reference.name
  out.log('I', `PullImage "${request.image}"`)
  const running = context.pulls.get(name)
  if (running) {
    running.calls.push(call)
    return
  }
  const delay = durationOf(context, found)
  context.pulls.set(name, { from: context.now, until: context.now + delay, calls: [call] })
  const setting =
    found.kind === 'no-host'
      ? 'dns-timeout-ms'
      : found.kind === 'found'
        ? 'image-pull-mib-per-s'
        : 'registry-latency-ms'
  out.timer(`pull/${name}`, delay, setting, { type: 'cri.pulled', image: request.image, name } as SimEvent)
}

function durationOf(context: RuntimeContext, found: Resolved): number {
  const { config } = context
  if (found.kind === 'no-host') return ms(number(config, 'dns-timeout-ms'))
  if (found.kind === 'refused') return ms(1)
  if (found.kind !== 'found') return latency(context, 'registry-latency-ms')
  // An image that is here already only needs its manifest checked.
  if (context.images.has(found.image.name)) return latency(context, 'registry-latency-ms')
  const download = ms((found.image.bytes / 1_048_576 / number(config, 'image-pull-mib-per-s')) * 1_000)
  return latency(context, 'registry-latency-ms') + context.rng.jitter(download, 0.2)
}

export function pulled(context: RuntimeContext, out: Outbox, event: { image: string; name: string }): void {
  const { calls } = context.pulls.get(event.name)!
  context.pulls.delete(event.name)
  const found = resolve(event.image)
  if (found.kind === 'found') {
    context.images.set(found.image.name, found.image)
    save(context, out, `images/${found.image.name}`, found.image)
    out.log('I', `PullImage "${event.image}" returns image reference "${found.image.id}"`)
    for (const call of calls) reply(context, out, call, { image: found.image })
    return
  }
  const { name } = found.reference
  const error = `failed to pull and unpack image "${name}": failed to resolve reference "${name}": ${found.error}`
  out.log('E', `PullImage "${event.image}" failed error="${error}"`)
  for (const call of calls) fail(context, out, call, found.kind === 'not-found' ? 'NotFound' : 'Unknown', error)
}
