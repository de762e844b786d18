import { statusText } from '../../../base/http-status'
import { fileOf, hasFlag, isInsecure, targetOf, valueOf } from './curl-line'
import type { Session, Tools } from './context'
import type { Outbox } from './messages'
import { end } from './session'

/** A server's certificate is known to nobody, and nobody has said that this does not matter. */
const isUntrusted = ({ argv }: Session, certificate: string | undefined): boolean =>
  certificate !== undefined && !isInsecure(argv)

export function curlGot(
  context: Tools,
  session: Session,
  code: number,
  body: string,
  out: Outbox,
  certificate?: string
): void {
  if (isUntrusted(session, certificate)) return curlFailed(context, session, 'untrusted', out)
  const { argv } = session
  const format = valueOf(argv, '-w', '--write-out')
  const isHead = hasFlag(argv, 'I', '--head')
  const head = isHead || hasFlag(argv, 'i', '--include') ? `HTTP/1.1 ${code} ${statusText[code] ?? ''}\n\n` : ''
  const text = head + (isHead ? '' : body === '' && code === 200 ? 'ok' : body)
  const file = fileOf(argv)
  if (file === undefined) session.stdout += text
  else if (file !== '/dev/null') out.fact('tool-file', { id: session.id, path: file, text })
  if (format !== undefined) session.stdout += format.replaceAll('%{http_code}', String(code)).replaceAll('\\n', '\n')
  const fails = code >= 400 && hasFlag(argv, 'f', '--fail')
  if (fails) say(session, 22, `The requested URL returned error: ${code}`)
  end(context, session, fails ? 22 : 0, out)
}

export function curlFailed(context: Tools, session: Session, why: string, out: Outbox): void {
  const { host, port } = targetOf(session.argv) ?? { host: '', port: 0 }
  const took = Math.round((context.now - session.askedAt) / 1_000)
  const refused = `Failed to connect to ${host} port ${port} after ${took} ms: ${why === 'No route to host' ? why : "Couldn't connect to server"}`
  const timeout = `Connection timed out after ${took} milliseconds`
  say(session, exits[why] ?? 7, texts[why] ?? (why === 'timeout' ? timeout : refused))
  end(context, session, exits[why] ?? 7, out)
}

/** What is said of a failure, unless it is to be silent. */
export function say(session: Session, code: number, text: string): void {
  const { argv } = session
  if (!hasFlag(argv, 's', '--silent') || hasFlag(argv, 'S', '--show-error'))
    session.stderr += `curl: (${code}) ${text}\n`
}

const certificates = '\nMore details here: https://curl.se/docs/sslcerts.html'
const texts: Readonly<Record<string, string>> = {
  untrusted: `SSL certificate problem: self-signed certificate${certificates}`,
  'unknown authority': `SSL certificate problem: unable to get local issuer certificate${certificates}`,
  'Connection reset by peer': 'Empty reply from server'
}

/** EXIT CODES of curl(1), by why there is no answer. */
const exits: Readonly<Record<string, number>> = {
  untrusted: 60,
  'unknown authority': 60,
  timeout: 28,
  'Connection reset by peer': 52
}
