import { seconds } from '../../../base/time'
import type { Delivered } from '../../kernel/types'
import { addressOf } from '../../protocol'
import type { TrafficRefused, TrafficResponse } from '../linux/messages'
import type { Configuration } from './configuration'
import type { GatewayFabric } from './context'
import type { Outbox } from './messages'

/* The agent beside nginx: it waits at the controller's Service for what nginx is to be told. */

/** A stream of which nothing is heard for so long is dialled anew (gRPC keepalive). */
const patience = seconds(30)
const again = seconds(2)

export function ask(context: GatewayFabric, out: Outbox): void {
  const { nginx, machine, address } = context
  const [ip = '', port = '443'] = nginx.server.split(':')
  if (ip === '') return out.log('E', 'agent: no command server is configured')
  nginx.asking = ++context.lastId
  const path = `/subscribe?gateway=${nginx.gateway}&version=${nginx.version}`
  out.send(
    addressOf('linux', machine),
    { type: 'traffic.request', id: nginx.asking, to: { ip, port: Number(port) }, path, more: { source: address } },
    { connection: 'own', unreliable: true }
  )
  out.timer('agent', patience, 'agent-keepalive', { type: 'agent.ask' })
}

/** What nginx is told from now on; then the next is waited for. */
export function told(context: GatewayFabric, out: Outbox, { code, body = '' }: Delivered<TrafficResponse>): void {
  const { nginx } = context
  if (code !== 200) return retry(context, out)
  const { version, configuration } = JSON.parse(body) as { version: string; configuration: Configuration }
  const isFirst = nginx.configuration === null
  const reloads = JSON.stringify(nginx.configuration?.servers) !== JSON.stringify(configuration.servers)
  nginx.version = version
  nginx.configuration = Object.freeze(configuration)
  out.log('I', isFirst || reloads ? '[notice] signal 1 (SIGHUP) received, reconfiguring' : 'agent: upstreams updated')
  ask(context, out)
}

export const unheard = (context: GatewayFabric, out: Outbox, { reason }: Delivered<TrafficRefused>): void => {
  out.log('W', `agent: connection to the command server failed: ${reason}`)
  retry(context, out)
}

function retry({ nginx }: GatewayFabric, out: Outbox): void {
  nginx.asking = 0
  out.timer('agent', again, 'agent-backoff', { type: 'agent.ask' })
}
