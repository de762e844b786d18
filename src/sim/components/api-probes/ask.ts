import type { Micros } from '../../../base/time'
import type { Call } from '../../client-go/transport'
import type { Address, ProcessContext, ProcessId } from '../../kernel/types'
import type { ClientMessage } from '../kube-apiserver/messages'
import type { Outbox, ProbesInput } from './messages'
import type { Subject } from './probes'

/** Requests to the API, each on a connection of its own: a probe must never share the fate of an old connection. */
export interface Asker {
  readonly server: Address<ClientMessage>
  readonly name: string
  seq: number
  pending: Map<string, Asked>
}

export interface Asked {
  readonly ref: Ref
  readonly call: Call
  readonly sentAt: Micros
}

/** Which connection a SYN is for. */
interface DialRef {
  readonly conn: string
}

/** Which request it is. */
export interface Ref {
  readonly kind: Subject
}

/** What came back: an answer, or why none did (in the words of Go's net/http). */
export type Answer = Asked & ({ readonly code: number } | { readonly code: 0; readonly error: string })

export const createAsker = (self: ProcessId, incarnation: number, server: Address<ClientMessage>): Asker => ({
  server,
  name: `${self}#${incarnation}:ask`,
  seq: 0,
  pending: new Map()
})

/** The administrator's identity: probes act with the rights of `kubectl`. */
const user = 'kubernetes-admin'

export function ask(
  asker: Asker,
  context: ProcessContext,
  out: Outbox,
  call: Call,
  ref: Ref,
  timeout: Micros,
  setting: string
): void {
  const conn = `${asker.name}-${++asker.seq}`
  asker.pending.set(conn, Object.freeze({ ref, call, sentAt: context.now }))
  out.connect(asker.server, { conn } satisfies DialRef, timeout, conn)
  out.timer(conn, timeout, setting, { type: 'ask.timeout', conn })
}

/** The answers that an event brings. */
export function answersOf(asker: Asker, out: Outbox, event: ProbesInput): Answer[] {
  switch (event.type) {
    case 'net.connected': {
      const { conn } = event.ref as DialRef
      const asked = asker.pending.get(conn)
      if (asked) out.send(asker.server, { type: 'api.request', conn, id: 1, user, userAgent: 'probe', ...asked.call })
      else out.send(asker.server, { type: 'conn.close', conn }, { last: true })
      return []
    }
    case 'api.response': {
      const { conn, code } = event
      const asked = take(asker, out, conn)
      if (!asked) return []
      out.send(asker.server, { type: 'conn.close', conn }, { last: true })
      return [{ ...asked, code }]
    }
    case 'conn.close':
      return failed(asker, out, event.conn, 'EOF')
    case 'net.refused':
      return failed(asker, out, (event.ref as DialRef).conn, 'connect: connection refused')
    case 'net.reset':
      return failed(asker, out, event.conn, 'connection reset by peer')
    case 'ask.timeout': {
      const { conn } = event
      if (asker.pending.has(conn)) {
        out.because({ silence: asker.server })
        out.send(asker.server, { type: 'conn.close', conn }, { last: true })
      }
      return failed(asker, out, conn, 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)')
    }
    default:
      return []
  }
}

function failed(asker: Asker, out: Outbox, conn: string, error: string): Answer[] {
  const asked = take(asker, out, conn)
  return asked ? [{ ...asked, code: 0, error }] : []
}

function take(asker: Asker, out: Outbox, conn: string): Asked | undefined {
  const asked = asker.pending.get(conn)
  if (!asked) return undefined
  asker.pending.delete(conn)
  out.cancel(conn)
  return asked
}

export const isGood = ({ code }: Answer): boolean => code >= 200 && code < 300
