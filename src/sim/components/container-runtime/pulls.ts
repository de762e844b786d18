import { ms, type Micros } from '../../../base/time'
import { fail, reply, save } from './calls'
import { flag, latency, number, type RuntimeFlag } from './config'
import type { RuntimeContext } from './context'
import { resolve, type Resolved } from './images/images'
import type { CriPullImage, Outbox } from './messages'

/** The nodes' name server (resolv.conf). */
const nameServer = '10.0.0.53:53'

/**
 * Pulls an image: resolve its name at the registry, download, unpack. The kubelet asks for one after the other
 * (serializeImagePulls); two callers of one image share its download.
 */
export function pullImage(context: RuntimeContext, out: Outbox, call: number, request: CriPullImage): void {
  const found = resolve(request.image, flag(context.config, 'dns-answers'))
  const name = found.kind === 'found' ? found.image.name : found.reference.name
  out.log('I', `PullImage "${request.image}"`)
  const running = context.pulls.get(name)
  if (running) {
    running.calls.push(call)
    return
  }
  const [delay, setting] = durationOf(context, found)
  context.pulls.set(name, { from: context.now, until: context.now + delay, calls: [call] })
  out.timer(`pull/${name}`, delay, setting, { type: 'cri.pulled', image: request.image, name })
}

function durationOf(context: RuntimeContext, found: Resolved): [Micros, RuntimeFlag] {
  const { config } = context
  const registry = latency(context, 'registry-latency-ms')
  if (found.kind === 'no-host' && !flag(config, 'dns-answers'))
    return [ms(number(config, 'dns-timeout-ms')), 'dns-timeout-ms']
  if (found.kind === 'refused') return [ms(1), 'registry-latency-ms']
  // An image that is here already only needs its manifest checked.
  if (found.kind !== 'found' || context.images.has(found.image.name)) return [registry, 'registry-latency-ms']
  const download = ms((found.image.bytes / 1_048_576 / number(config, 'image-pull-mib-per-s')) * 1_000)
  return [registry + context.rng.jitter(download, 0.2), 'image-pull-mib-per-s']
}

export function pulled(context: RuntimeContext, out: Outbox, event: { image: string; name: string }): void {
  const { calls } = context.pulls.get(event.name)!
  context.pulls.delete(event.name)
  const found = resolve(event.image, flag(context.config, 'dns-answers'))
  if (found.kind === 'found') {
    context.images.set(found.image.name, found.image)
    save(context, out, `images/${found.image.name}`, found.image)
    out.log('I', `PullImage "${event.image}" returns image reference "${found.image.id}"`)
    for (const call of calls) reply(context, out, call, { image: found.image })
    return
  }
  const { name } = found.reference
  const error = `failed to pull and unpack image "${name}": failed to resolve reference "${name}": ${found.error}${lookup(context, found.kind)}`
  out.log('E', `PullImage "${event.image}" failed error="${error}"`)
  for (const call of calls) fail(context, out, call, found.kind === 'not-found' ? 'NotFound' : 'Unknown', error)
}

/** How a lookup failed; each tries from another port. */
function lookup(context: RuntimeContext, kind: Resolved['kind']): string {
  if (kind !== 'no-host') return ''
  if (flag(context.config, 'dns-answers')) return ` on ${nameServer}: no such host`
  const port = 32_768 + context.rng.below(28_232)
  return ` on ${nameServer}: read udp ${context.hostIP}:${port}->${nameServer}: i/o timeout`
}
