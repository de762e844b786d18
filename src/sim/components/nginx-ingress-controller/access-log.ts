import { fnv1a } from '../../../base/prng'
import { toSeconds } from '../../../base/time'
import { formatTime } from '../../api/timestamp'
import { wallClock } from '../../kernel/clock'
import type { NginxIngressController, Proxied } from './context'

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A line of nginx' access log in the controller's own format. Models internal/ingress/controller/config logFormatUpstream. */
export function accessLine(context: NginxIngressController, request: Proxied, code: number, body: string): string {
  const iso = formatTime(wallClock(context))
  const day = `${iso.slice(8, 10)}/${months[Number(iso.slice(5, 7)) - 1]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`
  const took = toSeconds(context.now - request.since).toFixed(3)
  const each = (of: (one: Proxied['tries'][number]) => string) => request.tries.map(of).join(', ') || '-'
  const upstream = [
    each(({ at }) => at),
    each((one) => (one.code < 500 || one === request.tries.at(-1) ? String(body.length) : '0')),
    each(({ tookS }) => tookS.toFixed(3)),
    each((one) => String(one.code))
  ].join(' ')
  const { source, path, backend, host } = request
  const id = [0, 1, 2, 3]
    .map((i) => fnv1a(`${i}${context.self}${context.now}${path}`).toString(16).padStart(8, '0'))
    .join('')
  return `${source} - - [${day}] "GET ${path} HTTP/1.1" ${code} ${body.length} "-" "-" ${64 + host.length + path.length} ${took} [${backend}] [] ${upstream} ${id}`
}
