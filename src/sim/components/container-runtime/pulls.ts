import { ms, type Micros } from '../../../base/time'
import { unborn } from '../../kernel/chart'
import { fail, reply, save } from './calls'
import { parseImage } from '../../api/image-reference'
import { flag, latency, number, text, type RuntimeFlag } from './config'
import type { Pull, RuntimeContext } from './context'
import { resolve, type Resolved } from './images/images'
import { unwilling } from './images/registries'
import { toPull } from './lives'
import type { CriPullImage, Outbox } from './messages'
import { say } from './words'

/** The nodes' name server (resolv.conf). */
const nameServer = '10.0.0.53:53'

/**
 * Pulls an image: resolve its name at the registry, download, unpack. The kubelet asks for one after the other
 * (serializeImagePulls); two callers of one image share its download.
 */
export function pullImage(context: RuntimeContext, out: Outbox, call: number, request: CriPullImage): void {
  const found = imageOf(context, request)
  const { auth = '' } = request
  // Who brings other credentials does not share a download.
  const name = `${found.kind === 'found' ? found.image.name : found.reference.name}${auth === '' ? '' : ` ${auth}`}`
  say(context, out, 'I', `PullImage "${request.image}"`)
  if (!context.pulls.has(name))
    context.pulls.set(name, {
      ...unborn,
      name,
      image: request.image,
      auth,
      from: context.now,
      until: context.now,
      calls: []
    })
  out.raise(toPull(name, { type: 'pull.asked', call }))
}

/** The registry is asked, and what it has is downloaded and unpacked. */
export function begin(context: RuntimeContext, pull: Pull, out: Outbox): void {
  const [delay, setting] = durationOf(context, imageOf(context, pull))
  pull.until = pull.from + delay
  out.timer(`pull/${pull.name}`, delay, setting, toPull(pull.name, { type: 'cri.pulled' }))
}

export function imageOf(
  { config }: RuntimeContext,
  { image, auth = '' }: Pick<CriPullImage, 'image' | 'auth'>
): Resolved {
  const found = resolve(image, flag(config, 'dns-answers'))
  const answers = text(config, 'registry-answers')
  const parsed = found.kind === 'found' && answers !== '' && parseImage(image)
  const refusal = parsed && parsed.ok ? unwilling(answers, parsed.value, auth) : null
  return refusal && parsed && parsed.ok ? { ...refusal, reference: parsed.value } : found
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

/** The image is here: all who asked for it hear so. */
export function pulled(context: RuntimeContext, pull: Pull, out: Outbox): void {
  const found = imageOf(context, pull)
  if (found.kind !== 'found') return
  const { image } = found
  context.images.set(image.name, image)
  save(context, out, `images/${image.name}`, image)
  out.write(null, [{ op: 'delete', file: `removed/${image.name}` }])
  tellImages(context, out)
  say(context, out, 'I', `PullImage "${pull.image}" returns image reference "${image.id}"`)
  for (const call of pull.calls) reply(context, out, call, { image })
}

/** An image goes; one that came with the machine does not come back with the next start. */
export function removeImage(context: RuntimeContext, out: Outbox, name: string): void {
  if (!context.images.has(name)) return
  context.images.delete(name)
  out.write(null, [{ op: 'delete', file: `images/${name}` }])
  save(context, out, `removed/${name}`, true)
  tellImages(context, out)
}

/** The machine learns how much of its disk images take. */
export function tellImages({ images, linux }: RuntimeContext, out: Outbox): void {
  let bytes = 0
  for (const image of images.values()) bytes += image.bytes
  out.send(linux, { type: 'linux.images', bytes })
}

export function failed(context: RuntimeContext, pull: Pull, out: Outbox): void {
  const found = imageOf(context, pull)
  if (found.kind === 'found') return
  const { name } = found.reference
  // What a registry has is resolved before it turns out to be for other machines.
  const resolving = found.kind === 'no-platform' ? '' : `failed to resolve reference "${name}": `
  const error = `failed to pull and unpack image "${name}": ${resolving}${found.error}${lookup(context, found.kind)}`
  say(context, out, 'E', `PullImage "${pull.image}" failed error="${error}"`)
  for (const call of pull.calls)
    fail(context, out, call, found.kind === 'not-found' || found.kind === 'no-platform' ? 'NotFound' : 'Unknown', error)
}

/** How a lookup failed; each tries from another port. */
function lookup(context: RuntimeContext, kind: Resolved['kind']): string {
  if (kind !== 'no-host') return ''
  if (flag(context.config, 'dns-answers')) return ` on ${nameServer}: no such host`
  const port = 32_768 + context.rng.below(28_232)
  return ` on ${nameServer}: read udp ${context.hostIP}:${port}->${nameServer}: i/o timeout`
}
