import { setup } from 'xstate'
import { items } from '../../../actions'
import { seconds } from '../../../../base/time'
import { type Chart, type ItemEvent, type Scope } from '../../../kernel/chart'
import type { ApiServer } from '../context'
import type { ApiServerOwn } from '../messages'
import { connectionId, type Connection, type Endpoint } from './client'

/** What a connection hears; `item` is its id. */
export type ConnectionEvent = ItemEvent & { readonly chart: 'etcd-connection' } & (
    | { readonly type: 'connection.dial' | 'connection.accepted' | 'connection.refused' }
    /** It broke, or its member is silent. `error` is what calls on the wire fail with. */
    | { readonly type: 'connection.lost'; readonly error: string }
  )
/** For the server itself: a client has a connection, or has lost one. */
export type ClientEvent =
  | { readonly type: 'etcd.ready'; readonly client: string }
  | { readonly type: 'etcd.lost'; readonly client: string; readonly endpoint: Endpoint; readonly error: string }

export const toConnection = (
  client: string,
  endpoint: Endpoint,
  type: 'connection.dial' | 'connection.accepted' | 'connection.refused'
): ConnectionEvent => ({ type, chart: 'etcd-connection', item: connectionId(client, endpoint) })

/** Constants of google.golang.org/grpc/backoff DefaultConfig, and its minConnectTimeout. */
const baseDelay = seconds(1)
const multiplier = 1.6
const jitter = 0.2
const maxDelay = seconds(120)
export const dialTimeout = seconds(20)

/** How long it waits after so many failures. Models internal/backoff Exponential.Backoff. */
function backOff(server: ApiServer, failures: number): number {
  if (failures === 0) return baseDelay
  let delay: number = baseDelay
  for (let i = 0; i < failures && delay < maxDelay; i++) delay *= multiplier
  return Math.round(Math.min(maxDelay, delay) * (1 + jitter * (server.rng.float() * 2 - 1)))
}

type C = ApiServer
const { on, step, wait } = items<C, Connection, ConnectionEvent, ApiServerOwn>()

/**
 * A connection is dialled again at once when it breaks, then after a back-off that grows from 1 s by 1.6 to two minutes. Calls
 * wait for it meanwhile. Models google.golang.org/grpc clientconn.go addrConn.resetTransport (with round_robin, which
 * leaves no connection idle).
 */
const machine = setup({
  types: { context: {} as Scope<C, Connection>, events: {} as ConnectionEvent, input: {} as Scope<C, Connection> },
  actions: {
    dial: step((_server, { client, endpoint }, _event, out) => out.send(endpoint, { type: 'etcd.dial', client })),
    open: step((_server, connection, _event, out) => {
      connection.failures = 0
      out.raise({ type: 'etcd.ready', client: connection.client })
    }),
    fail: on('connection.lost', (_server, { client, endpoint }, { error }, out) =>
      out.raise({ type: 'etcd.lost', client, endpoint, error })
    ),
    backOff: step((server, connection) => {
      connection.delay = backOff(server, connection.failures)
      connection.failures++
    })
  },
  delays: {
    'grpc-connect-timeout': dialTimeout / 1_000,
    'grpc-backoff': wait((_server, { delay }) => delay / 1_000)
  }
}).createMachine({
  id: 'etcd-connection',
  context: ({ input }) => input,
  initial: 'idle',
  states: {
    idle: { on: { 'connection.dial': 'connecting' } },
    connecting: {
      entry: 'dial',
      on: { 'connection.accepted': 'ready', 'connection.refused': 'waiting', 'connection.lost': 'waiting' },
      after: { 'grpc-connect-timeout': 'waiting' }
    },
    ready: { entry: 'open', on: { 'connection.lost': { target: 'connecting', actions: 'fail' } } },
    waiting: { entry: 'backOff', after: { 'grpc-backoff': 'connecting' } }
  }
})

export const connections: Chart<ApiServer, Connection> = {
  machine,
  find: ({ etcd }, id) => etcd.connections.get(id),
  items: ({ etcd }) => etcd.connections
}
