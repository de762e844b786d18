import { asWritten } from '../../../../api/as-written'
import { int, isSet, list, text, type Command } from '../../session'
import { answerVisit, isTaken } from './listening'

/** `kubectl proxy`: serves the API without credentials. Models kubectl/pkg/cmd/proxy. */
export const proxy: Command = {
  reads: true,
  start: (kubectl) => {
    const { flags, args, pid } = kubectl.session
    if (args.length > 0) return kubectl.fail(`unknown command ${JSON.stringify(args[0])} for "kubectl proxy"`)
    const socket = text(flags, 'unix-socket')
    const port = int(flags, 'port') ?? 8001
    if ('port' in flags && port !== 8001 && socket !== '')
      return kubectl.fail('cannot set --unix-socket and --port at the same time')
    const prefix = text(flags, 'api-prefix') || '/'
    if (!prefix.startsWith('/')) return kubectl.fail(`--api-prefix must start with a slash`)
    for (const flag of ['accept-hosts', 'accept-paths', 'reject-paths', 'reject-methods']) {
      for (const pattern of list(flags, flag)) {
        if (!isPattern(pattern)) return kubectl.fail(`error parsing regexp: missing closing ): \`${pattern}\``)
      }
    }
    if (isSet(flags, 'disable-filter') && socket === '') {
      kubectl.log(
        'W',
        'proxy.go:177] Request filter disabled, your proxy is vulnerable to XSRF attacks, please be cautious'
      )
    }
    const address = text(flags, 'address') || '127.0.0.1'
    const shown = address.includes(':') ? `[${address}]` : address
    const free = port === 0 ? 32_768 + ((pid * 7) % 28_232) : port
    if (socket === '' && isTaken(kubectl, free))
      return kubectl.fail(`listen tcp ${shown}:${free}: bind: address already in use`)
    if (socket === '') kubectl.session.listens = [free]
    kubectl.print(`Starting to serve on ${socket || `${shown}:${free}`}\n`)
  },
  onInterrupt: 130,
  /** The request goes on with the credentials of this kubectl. */
  visit: (kubectl, { id, http, body }) => {
    const own = text(kubectl.session.flags, 'www-prefix') || '/static/'
    if (http.target.startsWith(own) && text(kubectl.session.flags, 'www') === '')
      return answerVisit(kubectl, id, { code: 404, body: '404 page not found\n' })
    kubectl.ask({ verb: 'get', resource: '', http, ...(body !== undefined && { body }) }, { do: 'visited', id })
  },
  // Models httputil.ReverseProxy: a server that does not answer is a bad gateway.
  answer: (kubectl, { id }, answer) =>
    answerVisit(
      kubectl,
      id as number,
      answer.code === 0 ? { code: 502, body: '' } : { code: answer.code, body: told(answer.body) }
    )
}

const told = (body: unknown): string =>
  typeof body === 'string' ? body : JSON.stringify(asWritten(body as object), null, 2)

function isPattern(text: string): boolean {
  try {
    new RegExp(text)
    return true
  } catch {
    return false
  }
}
