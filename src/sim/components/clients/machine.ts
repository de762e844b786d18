import { setup } from 'xstate'
import { actions } from '../../actions'
import type { Boot } from '../../cluster'
import { createContext, type Clients } from './context'
import type { ClientsInput, Outbox } from './messages'

const { on } = actions<Clients, ClientsInput, never>()

interface DialRef {
  readonly kind: 'dial'
  readonly conn: string
}

/** Programs outside the cluster that use its API (process `users/clients`). See README.md. */
export const machine = setup({
  types: { context: {} as Clients, events: {} as ClientsInput, input: {} as Boot },
  actions: {
    dial: on('clients.dial', (context, { conn }, out) => {
      context.connections.set(conn, 'dialling')
      out.connect(context.server, { kind: 'dial', conn } satisfies DialRef, undefined, conn)
    }),
    connected: on('net.connected', (context, { ref }, out) => {
      const { conn } = ref as DialRef
      // It gave up meanwhile: the kernel's connection is closed.
      if (!context.connections.has(conn)) return hangUp(context, conn, out)
      context.connections.set(conn, 'handshake')
      out.send(context.server, { type: 'conn.ping', conn })
    }),
    refused: on('net.refused', (context, { ref }) => void context.connections.delete((ref as DialRef).conn)),
    request: on('clients.request', (context, { conn, id, http, user, groups, credential, body }, out) => {
      if (context.connections.get(conn) !== 'open') return
      context.requests++
      const userAgent = http.headers['user-agent'] ?? ''
      const extra =
        credential === undefined ? {} : { extra: { 'authentication.kubernetes.io/credential-id': [credential] } }
      const asked = { verb: 'get', resource: '', user, groups, userAgent, http, ...extra } as const
      out.send(context.server, { type: 'api.request', conn, id, ...asked, ...(body !== undefined && { body }) })
    }),
    cancel: on('clients.cancel', (context, { conn, id }, out) => {
      if (context.connections.get(conn) === 'open') out.send(context.server, { type: 'api.cancel', conn, id })
    }),
    close: on('clients.close', (context, { conn }, out) => {
      const state = context.connections.get(conn)
      context.connections.delete(conn)
      if (state === 'handshake' || state === 'open') hangUp(context, conn, out)
    }),
    asked: on('aggregated.request', (context, { from, id }) => void context.asked.set(`${from}#${id}`, from)),
    hooked: on('webhook.request', (context, { from, id }) => void context.hooked.set(`${from}#${id}`, from)),
    reply: on('clients.reply', (context, { server, id, outcome }, out) => {
      const peer = context.hooked.get(`${server}#${id}`)
      context.hooked.delete(`${server}#${id}`)
      if (peer) out.send(peer, { type: 'webhook.answer', id, ...outcome })
    }),
    serve: on('clients.serve', (context, { server, id, code, body }, out) => {
      const peer = context.asked.get(`${server}#${id}`)
      context.asked.delete(`${server}#${id}`)
      if (peer) out.send(peer, { type: 'aggregated.answer', id, code, body })
    }),
    shookHands: on('conn.pong', (context, { conn }) => {
      if (context.connections.has(conn)) context.connections.set(conn, 'open')
    }),
    closed: on('conn.close', (context, { conn }) => void context.connections.delete(conn)),
    reset: on('net.reset', (context, { conn }) => void context.connections.delete(conn))
  },
  guards: {
    some: ({ context }) => context.connections.size > 0,
    none: ({ context }) => context.connections.size === 0
  }
}).createMachine({
  id: 'clients',
  context: ({ input }) => createContext(input),
  initial: 'idle',
  on: {
    'clients.dial': { actions: 'dial' },
    'clients.request': { actions: 'request' },
    'clients.cancel': { actions: 'cancel' },
    'aggregated.request': { actions: 'asked' },
    'webhook.request': { actions: 'hooked' },
    'clients.reply': { actions: 'reply' },
    'clients.serve': { actions: 'serve' },
    'clients.close': { actions: 'close' },
    'net.connected': { actions: 'connected' },
    'net.refused': { actions: 'refused' },
    'net.reset': { actions: 'reset' },
    'conn.pong': { actions: 'shookHands' },
    'conn.close': { actions: 'closed' },
    'conn.goaway': {},
    'api.response': {},
    'api.watch': {},
    'api.watch.end': {}
  },
  states: {
    idle: { always: { guard: 'some', target: 'connected' } },
    /** At least one connection is open, or comes about. */
    connected: { always: { guard: 'none', target: 'idle' } }
  }
})

const hangUp = ({ server }: Clients, conn: string, out: Outbox): void =>
  out.send(server, { type: 'conn.close', conn }, { last: true })
