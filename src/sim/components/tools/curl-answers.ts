import { isInsecure, targetOf, valueOf } from './curl-line'
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
  const isHead = argv.includes('-I') || argv.includes('--head')
  const shows = valueOf(argv, '-o', '--output') === undefined
  if (isHead || argv.includes('-i')) session.stdout += `HTTP/1.1 ${code} ${code === 200 ? 'OK' : ''}\n\n`
  if (!isHead && shows) session.stdout += body === '' && code === 200 ? 'ok' : body
  if (format !== undefined) session.stdout += format.replaceAll('%{http_code}', String(code)).replaceAll('\\n', '\n')
  const fails = code >= 400 && argv.some((arg) => arg === '--fail' || /^-[a-zA-Z]*f/.test(arg))
  if (fails) session.stderr += `curl: (22) The requested URL returned error: ${code}\n`
  end(context, session, fails ? 22 : 0, out)
}

export function curlFailed(context: Tools, session: Session, why: string, out: Outbox): void {
  const { host, port } = targetOf(session.argv) ?? { host: '', port: 0 }
  const took = Math.round((context.now - session.askedAt) / 1_000)
  if (why === 'untrusted')
    session.stderr += `curl: (60) SSL certificate problem: self-signed certificate\nMore details here: https://curl.se/docs/sslcerts.html\n`
  else if (why === 'unknown authority')
    session.stderr += `curl: (60) SSL certificate problem: unable to get local issuer certificate\nMore details here: https://curl.se/docs/sslcerts.html\n`
  else if (why === 'timeout') session.stderr += `curl: (28) Connection timed out after ${took} milliseconds\n`
  else
    session.stderr += `curl: (7) Failed to connect to ${host} port ${port} after ${took} ms: ${why === 'No route to host' ? why : "Couldn't connect to server"}\n`
  end(context, session, why === 'untrusted' || why === 'unknown authority' ? 60 : why === 'timeout' ? 28 : 7, out)
}
