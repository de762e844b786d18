import { addressOf } from '../../protocol'
import type { Address } from '../../kernel/types'
import type { ApiResponse, ClientMessage } from '../kube-apiserver/messages'
import { bodyOf, isInsecure, requestOf, targetOf, valueOf } from './curl-line'
import type { Session, Tools } from './context'
import { curlFailed, curlGot } from './curl-answers'
import type { Outbox } from './messages'

/* curl and an API server, or the balancer before them: the request of a client outside, as it stands on the wire. */

/** Whom it asks, if that is the port of an API server. */
export function apiServerAt(host: string, port: number): Address<ClientMessage> | null {
  if (port !== 6443 || host === '') return null
  return host === 'lb' ? addressOf('load-balancer', host) : addressOf('kube-apiserver', host)
}

const serverOf = ({ endpoints: [host = ''] }: Session) => apiServerAt(host, 6443)!

/** Questions are numbered on over restarts. */
const connOf = ({ self }: Tools, question: number): string => `${self}:curl-${question}`
const questionIn = (conn: string): number => Number(/:curl-(\d+)$/.exec(conn)?.[1] ?? 0)

export function dialApi(context: Tools, session: Session, host: string, out: Outbox): void {
  session.endpoints = [host]
  out.connect(serverOf(session), session.question, undefined, connOf(context, session.question))
}

/** TCP stands, TLS is next. */
export const apiConnected = (context: Tools, session: Session, out: Outbox): void =>
  out.send(serverOf(session), { type: 'conn.ping', conn: connOf(context, session.question) })

/** The session whose connection it is, if that still waits. */
export function apiSession(context: Tools, conn: string): Session | undefined {
  const question = questionIn(conn)
  const session = context.sessions.get(context.questions.get(question) ?? '')
  return session?.question === question ? session : undefined
}

/** TLS stands. Certificates are looked at, then the request goes out. */
export function apiSecured(context: Tools, session: Session, out: Outbox): void {
  const { argv } = session
  const target = targetOf(argv)!
  if (target.scheme === 'https' && !isInsecure(argv) && valueOf(argv, '--cacert') === undefined) {
    hangUp(context, session, out)
    return curlFailed(context, session, 'unknown authority', out)
  }
  const http = requestOf(argv, target.path)
  const asked = { verb: 'get', resource: '', userAgent: http.headers['user-agent'] ?? '', http } as const
  const conn = connOf(context, session.question)
  out.send(serverOf(session), {
    type: 'api.request',
    conn,
    id: 1,
    ...bearer(context, argv),
    ...asked,
    ...bodyOf(argv)
  })
}

/** Whose certificate is shown: of those that kubeadm leaves on a machine. */
function bearer({ machine }: Tools, argv: readonly string[]): { user: string; groups?: readonly string[] } {
  const file = valueOf(argv, '--cert', '-E') ?? ''
  if (file.endsWith('apiserver-kubelet-client.crt'))
    return { user: 'kube-apiserver-kubelet-client', groups: ['kubeadm:cluster-admins'] }
  return { user: file.endsWith('kubelet-client-current.pem') ? `system:node:${machine}` : '' }
}

export function apiAnswered(context: Tools, { conn, code, http, body }: ApiResponse, out: Outbox): void {
  const session = apiSession(context, conn)
  if (!session) return
  hangUp(context, session, out)
  const content = http ? http.content : body
  curlGot(context, session, code, typeof content === 'string' ? content : JSON.stringify(content, null, 2), out)
}

/** A watch goes on for ever: kubectl shows one. */
export function apiStreams(context: Tools, conn: string, out: Outbox): void {
  const session = apiSession(context, conn)
  if (!session) return
  hangUp(context, session, out)
  session.stderr += "the lab's curl does not follow a watch: kubectl get --watch does\n"
  curlGot(context, session, 200, '\n', out)
}

const hangUp = (context: Tools, session: Session, out: Outbox): void =>
  out.send(serverOf(session), { type: 'conn.close', conn: connOf(context, session.question) }, { last: true })
