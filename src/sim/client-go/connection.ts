import { setup } from 'xstate'
import { seconds } from '../../base/time'
import { items } from '../actions'
import type { Chart, Scope } from '../kernel/chart'
import type { ProcessContext } from '../kernel/types'
import {
  fail,
  hangUp,
  send,
  type ApiClient,
  type ConnectionEvent,
  type DialRef,
  type TransportError,
  type TransportTimer
} from './transport'

/** Models net.Dialer and http.Transport as apimachinery/pkg/util/net and client-go/transport/cache.go set them. */
const dialTimeout = seconds(30)
const tlsHandshakeTimeout = seconds(10)
/** Models golang.org/x/net/http2 ReadIdleTimeout and PingTimeout as set by apimachinery/pkg/util/net/http.go. */
const readIdleTimeout = seconds(30)
const pingTimeout = seconds(15)

/**
 * The chart of a component's connections to the API. One is dialled when it is first needed, greets (TLS), carries frames,
 * and asks after 30 s without one (a PING) whether its peer lives; what ends it fails every request on it.
 * @param clients where the component keeps them
 */
export function connectionChart<C extends ProcessContext>(clients: {
  find: (context: C, name: string) => ApiClient | undefined
  all: (context: C) => Iterable<ApiClient>
}): Chart<C, ApiClient> {
  const { step, when, whenOn, wait } = items<C, ApiClient, ConnectionEvent, TransportTimer>()
  const fails = (error: TransportError) => step((_context, client, _event, out) => fail(client, out, error))
  const silent = (error: TransportError) =>
    step((_context, client, _event, out) => {
      out.because({ silence: client.server })
      if (client.conn !== null) hangUp(client, out, client.conn)
      fail(client, out, error)
    })
  const machine = setup({
    types: { context: {} as Scope<C, ApiClient>, events: {} as ConnectionEvent, input: {} as Scope<C, ApiClient> },
    actions: {
      dial: step((_context, client, _event, out) => {
        const ref: DialRef = { kind: 'dial', conn: client.conn! }
        out.connect(client.server, ref, dialTimeout, client.conn!)
      }),
      // Stands for the TLS handshake: whoever really answers must take part.
      greet: step((_context, client, _event, out) =>
        out.send(client.server, { type: 'conn.ping', conn: client.conn! })
      ),
      sendAll: step((context, client, _event, out) => {
        client.ready = true
        client.lastFrame = context.now
        for (const [id, stream] of client.streams) if (!stream.sent) send(client, out, id, stream)
      }),
      ping: step((_context, client, _event, out) => out.send(client.server, { type: 'conn.ping', conn: client.conn! })),
      refused: fails('connection refused'),
      reset: fails('connection reset'),
      ended: fails('EOF'),
      endedAmid: fails('unexpected EOF'),
      noAnswer: silent('i/o timeout'),
      noHandshake: silent('TLS handshake timeout'),
      lost: silent('http2: client connection lost')
    },
    guards: {
      isWanted: whenOn('conn.dial', (_context, client, { conn }) => conn === client.conn),
      isQuiet: when(({ now }, { lastFrame }) => now - lastFrame >= readIdleTimeout)
    },
    delays: {
      'dial-timeout': wait(() => dialTimeout / 1_000),
      'tls-handshake-timeout': wait(() => tlsHandshakeTimeout / 1_000),
      'http2-read-idle-timeout': wait(({ now }, { lastFrame }) => (lastFrame + readIdleTimeout - now) / 1_000),
      'http2-ping-timeout': wait(() => pingTimeout / 1_000)
    }
  }).createMachine({
    id: 'connection',
    context: ({ input }) => input,
    initial: 'closed',
    states: {
      closed: { on: { 'conn.dial': { guard: 'isWanted', target: 'dialing' } } },
      /** SYN sent. */
      dialing: {
        entry: 'dial',
        after: { 'dial-timeout': { target: 'closed', actions: 'noAnswer' } },
        on: {
          'conn.connected': 'handshaking',
          'conn.refused': { target: 'closed', actions: 'refused' },
          'conn.reset': { target: 'closed', actions: 'reset' },
          'conn.end': 'closed'
        }
      },
      handshaking: {
        entry: 'greet',
        after: { 'tls-handshake-timeout': { target: 'closed', actions: 'noHandshake' } },
        on: {
          'conn.frame': 'open',
          'conn.closed': { target: 'closed', actions: 'ended' },
          'conn.reset': { target: 'closed', actions: 'reset' },
          'conn.end': 'closed'
        }
      },
      open: {
        entry: 'sendAll',
        initial: 'idle',
        on: {
          'conn.closed': { target: 'closed', actions: 'endedAmid' },
          'conn.reset': { target: 'closed', actions: 'reset' },
          'conn.end': 'closed'
        },
        states: {
          /** Looked at when it might have been quiet for long enough; frames since then put that off. */
          idle: {
            after: {
              'http2-read-idle-timeout': [
                { guard: 'isQuiet', target: 'pinging' },
                { target: 'idle', reenter: true }
              ]
            }
          },
          /** Perhaps only this side holds it for open. */
          pinging: {
            entry: 'ping',
            after: { 'http2-ping-timeout': { target: '#connection.closed', actions: 'lost' } },
            on: { 'conn.frame': 'idle' }
          }
        }
      }
    }
  })
  return {
    machine,
    find: clients.find,
    items: function* (context) {
      for (const client of clients.all(context)) yield [client.name, client] as const
    }
  }
}
