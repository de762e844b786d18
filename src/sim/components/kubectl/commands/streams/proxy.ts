import { int, isSet, list, text, type Command } from '../../session'

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
    const at = socket || `${shown}:${port === 0 ? 32_768 + ((pid * 7) % 28_232) : port}`
    kubectl.print(`Starting to serve on ${at}\n`)
  }
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text)
    return true
  } catch {
    return false
  }
}
