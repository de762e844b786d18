import { seconds, type Micros } from '../../base/time'
import type { ApiRequest } from '../components/kube-apiserver/messages'
import type { Invariant } from './index'

/** Lists and watches of one thing by one client within a second. A reflector's own back-off begins at 800 ms. */
const limit = 20

interface Asked {
  readonly since: Micros
  readonly count: number
}

/**
 * Nobody lists or watches the same thing over and over without a pause: a client that fails backs off (client-go's reflector,
 * tools/cache/reflector.go). The kernel sees only refusals and resets; what an answer says, the API server's side of it knows.
 */
export const backsOff: Invariant = {
  name: 'no-retry-without-back-off',
  kinds: ['kube-apiserver'],
  check(_process, world, memory) {
    const { event, now } = world
    if (event?.type !== 'api.request') return null
    const { verb, resource, namespace = '', name = '', conn, userAgent, options } = event as ApiRequest
    if ((verb !== 'list' && verb !== 'watch') || options?.continue) return null
    // A connection is named after the process that dialled it, whatever forwards it.
    const who = conn.split('#')[0]!
    const what = `${verb} ${resource} ${namespace}/${name}`
    const key = `${who} ${userAgent} ${what} ${options?.fieldSelector ?? ''}`
    const asked = memory.get('asked', key) as Asked | undefined
    const fresh = !asked || now - asked.since >= seconds(1)
    const count = fresh ? 1 : asked.count + 1
    memory.set('asked', key, Object.freeze({ since: fresh ? now : asked.since, count }))
    return count === limit + 1 ? `${who} asked ${count} times within a second to ${what}` : null
  }
}
