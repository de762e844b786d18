import type { Micros } from '../../../base/time'
import type { KubeList, KubeObject, Status } from '../../api/types'
import type { Call } from '../../client-go/transport'
import type { KernelEvent, Message, Outbox, ProcessContext, ProcessId, SimEvent } from '../../kernel/types'

/** Requests to the API, each on a connection of its own: a probe must never share the fate of an old connection. */
export interface Asker {
  readonly server: ProcessId
  readonly name: string
  seq: number
  pending: Map<string, Asked>
}

export interface Asked {
  readonly ref: Ref
  readonly sentAt: Micros
}

/** Whose question it is, and what about. */
export interface Ref {
  readonly kind: string
  readonly of?: string
}

/** What came back: an answer, or why none did (in the words of Go's net/http). */
export type Answer = Asked &
  ({ code: number; body: KubeObject | KubeList | Status | string } | { code: 0; error: string })

export const createAsker = (self: ProcessId, incarnation: number, server: ProcessId): Asker => ({
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
  asker.pending.set(conn, Object.freeze({ ref, sentAt: context.now }))
  out.send(asker.server, { type: 'api.request', conn, id: 1, user, userAgent: 'probe', ...call } as Message)
  out.timer(conn, timeout, setting, { type: 'ask.timeout', conn } as SimEvent)
}

/** Takes an event if it belongs to a question. `null`: it does not. */
export function answersOf(asker: Asker, out: Outbox, event: SimEvent): Answer[] | null {
  switch (event.type) {
    case 'api.response': {
      const { conn, code, body } = event as SimEvent & { conn: string; code: number; body: KubeObject }
      const asked = take(asker, out, conn)
      if (!asked) return conn.startsWith(`${asker.name}-`) ? [] : null
      out.send(asker.server, { type: 'conn.close', conn } as Message)
      return [{ ...asked, code, body }]
    }
    case 'conn.close':
      return failed(asker, out, (event as SimEvent & { conn: string }).conn, 'EOF')
    case 'net.refused': {
      const { to, ref } = event as SimEvent & { to: ProcessId; ref?: { conn?: string } }
      if (to !== asker.server || ref?.conn === undefined) return null
      return failed(asker, out, ref.conn, 'connect: connection refused')
    }
    case 'net.reset':
      if ((event as KernelEvent & { type: 'net.reset' }).peer !== asker.server) return null
      return [...asker.pending.keys()].flatMap((conn) => failed(asker, out, conn, 'connection reset by peer') ?? [])
    case 'ask.timeout': {
      const { conn } = event as SimEvent & { conn: string }
      if (asker.pending.has(conn)) {
        out.because({ silence: asker.server })
        out.send(asker.server, { type: 'conn.close', conn } as Message)
      }
      return failed(asker, out, conn, 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)')
    }
    default:
      return null
  }
}

function failed(asker: Asker, out: Outbox, conn: string, error: string): Answer[] | null {
  const asked = take(asker, out, conn)
  if (asked) return [{ ...asked, code: 0, error }]
  return conn.startsWith(`${asker.name}-`) ? [] : null
}

function take(asker: Asker, out: Outbox, conn: string): Asked | undefined {
  const asked = asker.pending.get(conn)
  if (!asked) return undefined
  asker.pending.delete(conn)
  out.cancel(conn)
  return asked
}

export const isGood = (answer: Answer): answer is Asked & { code: number; body: KubeObject | KubeList } =>
  answer.code >= 200 && answer.code < 300

/** One line that says what was wrong. */
export function whatFailed(answer: Answer): string {
  if ('error' in answer) return answer.error
  const status = answer.body as Status
  return `${answer.code} ${status?.message ?? status?.reason ?? ''}`.trim()
}
