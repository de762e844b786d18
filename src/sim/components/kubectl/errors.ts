import type { Status } from '../../api/types'
import type { Call, TransportError } from '../../client-go/transport'
import { methodOf, uriOf } from './url'

/** What came back for a request: an answer of the server, or why there is none, in Go's words. */
export type Answer =
  | { readonly call: Call; readonly code: number; readonly body: unknown; readonly error?: undefined }
  | { readonly call: Call; readonly code: 0; readonly body: null; readonly error: string; readonly url?: string }

export const good = (answer: Answer): boolean => answer.code >= 200 && answer.code < 300

/** Why no answer came, as Go's net and net/http say it. */
export function goError(error: TransportError, host: string): string {
  switch (error) {
    case 'connection refused':
      return `dial tcp ${host}: connect: connection refused`
    case 'i/o timeout':
      return `dial tcp ${host}: i/o timeout`
    case 'TLS handshake timeout':
      return 'net/http: TLS handshake timeout'
    case 'connection reset':
      return `read tcp 10.0.0.2:41234->${host}: read: connection reset by peer`
    case 'timeout':
      return 'net/http: request canceled (Client.Timeout exceeded while awaiting headers)'
    case 'timeout before a connection':
      return 'net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)'
    default:
      return error
  }
}

/** An error as a wrapped one prints it: `Post "https://…": dial tcp …`, or the server's message. */
export function plainError(answer: Answer, host: string): string {
  if (answer.error === undefined) return (answer.body as Status).message ?? String(answer.code)
  const method = methodOf(answer.call)
  const url = answer.url ?? `https://${host}`
  return `${method[0]}${method.slice(1).toLowerCase()} "${url}${uriOf(answer.call)}": ${answer.error}`
}

/**
 * What kubectl writes to stderr for an error that it does not wrap.
 * Models kubectl/pkg/cmd/util/helpers.go checkErr and StandardErrorMessage.
 * @param during such as `error when creating "x.yaml": `, put before the server's message
 */
export function errorText(answer: Answer, host: string, during = ''): string {
  if (answer.error !== undefined) {
    const server = answer.url?.replace(/^https?:\/\//, '') ?? host
    if (answer.error.startsWith('client rate limiter')) return answer.error
    return answer.error.includes('connection refused')
      ? `The connection to the server ${server} was refused - did you specify the right host or port?`
      : `Unable to connect to the server: ${answer.error}`
  }
  const { reason, message = '', details } = answer.body as Status
  if (reason === 'Unauthorized') return `error: You must be logged in to the server (${message})`
  if (reason === 'Invalid' && details) {
    const prefix = `The ${details.kind} "${details.name}" is invalid: `
    const causes = (details.causes ?? []).map((cause) => `${cause.field}: ${cause.message}`)
    return causes.length === 1 ? prefix + causes[0]! : [prefix, ...causes.map((cause) => `* ${cause}`)].join('\n')
  }
  return `Error from server${reason ? ` (${reason})` : ''}: ${during}${message}`
}
