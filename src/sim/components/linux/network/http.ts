import { statusText } from '../../../../base/http-status'
import { seconds, toMs } from '../../../../base/time'
import { addressOfHost } from './resolver'
import { ended, type Answer, type Client, type Patience } from './ask'

/** Where Linux gives up to connect: tcp_syn_retries 6. */
const kernelPatience: Patience = { time: seconds(127), setting: 'tcp_syn_retries' }

interface Url {
  readonly host: string
  readonly port: number
  readonly path: string
  readonly tls: boolean
}

export function parseUrl(text: string): Url | undefined {
  const found = /^(?:(https?):\/\/)?(?:[^@/]*@)?\[?([\w.-]+)\]?(?::(\d{1,5}))?(\/.*)?$/.exec(text)
  if (!found) return undefined
  const tls = found[1] === 'https'
  return { host: found[2]!, port: Number(found[3] ?? (tls ? 443 : 80)), path: found[4] ?? '/', tls }
}

const curlValues = ['-o', '-w', '-m', '-H', '-X', '-d', '-u', '-A', '-e', '--connect-timeout', '--max-time', '--retry']
const curlLong = [
  '--output',
  '--write-out',
  '--header',
  '--request',
  '--data',
  '--user',
  '--cacert',
  '--cert',
  '--key',
  '--resolve'
]

/** The host that a header names. */
const hostIn = (args: readonly string[]): string | undefined =>
  args
    .filter((_arg, i) => args[i - 1] === '-H' || args[i - 1] === '--header')
    .map((header) => /^host:\s*(\S+)/i.exec(header)?.[1])
    .find((host) => host !== undefined)

/** The other headers and the method (`:method`), if there is anything to tell. */
function headersIn(args: readonly string[]): Readonly<Record<string, string>> | undefined {
  const given = args.flatMap((arg, i) => {
    const [, name = '', value = ''] = /^([\w-]+):\s*(.*)$/.exec(arg) ?? []
    const isHeader = args[i - 1] === '-H' || args[i - 1] === '--header'
    return isHeader && name !== '' && !/^host$/i.test(name) ? [[name.toLowerCase(), value] as const] : []
  })
  const method = args.find((_arg, i) => args[i - 1] === '-X' || args[i - 1] === '--request')
  const all = [...given, ...(method === undefined ? [] : [[':method', method] as const])]
  return all.length > 0 ? Object.fromEntries(all) : undefined
}

/** Whether a certificate that nobody knows is taken. */
const isTrusting = (args: readonly string[]): boolean =>
  args.some((arg) => /^(--insecure|--cacert.*|-[a-zA-Z]*k[a-zA-Z]*)$/.test(arg))

const untrusted = `SSL certificate problem: self-signed certificate
More details here: https://curl.se/docs/sslcerts.html

curl failed to verify the legitimacy of the server and therefore could not
establish a secure connection to it. To learn more about this situation and
how to fix it, please visit the webpage mentioned above.`

/** curl of one URL. What it prints is curl 8's; a progress meter is not modelled. */
export const curl: Client = function* (args, own) {
  const taken = new Set<number>()
  args.forEach((arg, i) => {
    if ([...curlValues, ...curlLong].includes(arg)) taken.add(i + 1)
  })
  const flags = args.filter((arg, i) => arg.startsWith('-') && !taken.has(i))
  const has = (letter: string, long: string) =>
    flags.some((flag) => flag === long || (/^-[a-zA-Z]+$/.test(flag) && flag.includes(letter)))
  const option = (short: string, long: string) => {
    const at = args.findIndex(
      (arg, i) => !taken.has(i) && (arg === long || arg === short || arg.startsWith(`${long}=`))
    )
    if (at < 0) return undefined
    return args[at]!.startsWith(`${long}=`) ? args[at]!.slice(long.length + 1) : args[at + 1]
  }
  const [address] = args.filter((arg, i) => !arg.startsWith('-') && !taken.has(i))
  if (address === undefined)
    return ended(2, '', "curl: (2) no URL specified\ncurl: try 'curl --help' or 'curl --manual' for more information\n")
  const url = parseUrl(address)
  if (!url) return ended(3, '', 'curl: (3) URL rejected: Malformed input to a URL function\n')
  const loud = !has('s', '--silent') || has('S', '--show-error')
  const failed = (code: number, text: string, written = '') =>
    ended(code, written, loud ? `curl: (${code}) ${text}\n` : '')
  const format = option('-w', '--write-out') ?? ''
  const write = (code: number) =>
    format
      .replace(/%\{(?:http_code|response_code)\}/g, String(code).padStart(3, '0'))
      .replace(/%\{[a-z_]+\}/g, '')
      .replace(/\\n/g, '\n')
      .replace(/\\t/g, '\t')
  const { host, port } = url
  const pinned = args.find((arg, i) => args[i - 1] === '--resolve' && arg.startsWith(`${host}:${port}:`))
  const found = pinned ? { ip: pinned.slice(`${host}:${port}:`.length) } : yield* addressOfHost(host, own)
  if (found.ip === null) {
    return found.silent
      ? failed(28, `Resolving timed out after ${toMs(seconds(20))} milliseconds`, write(0))
      : failed(6, `Could not resolve host: ${host}`, write(0))
  }
  const limits = [
    { seconds: option('', '--connect-timeout'), setting: '--connect-timeout' },
    { seconds: option('-m', '--max-time'), setting: '--max-time' }
  ].filter((limit) => limit.seconds !== undefined)
  const patience = limits
    .map(({ seconds: text, setting }) => ({ time: seconds(Number(text)), setting }))
    .reduce((least: Patience, limit) => (limit.time < least.time ? limit : least), kernelPatience)
  const headers = headersIn(args)
  const asks = { path: url.path, host: hostIn(args) ?? host, ...(headers && { headers }) }
  const answer: Answer = yield { kind: 'tcp', ip: found.ip, port, ...asks, patience }
  if (answer.kind === 'served' && answer.certificate !== undefined && !isTrusting(args))
    return failed(60, untrusted, write(0))
  if (answer.kind === 'served') {
    const { code, body } = answer
    const head = `HTTP/1.1 ${code} ${statusText[code] ?? ''}\r\n\r\n`
    if (has('f', '--fail') && code >= 400) return failed(22, `The requested URL returned error: ${code}`, write(code))
    const shown = has('I', '--head') ? head : `${has('i', '--include') ? head : ''}${body}`
    const file = option('-o', '--output')
    const printed = ended(0, `${file === undefined ? shown : ''}${write(code)}`)
    return file === undefined || file === '/dev/null' ? printed : { ...printed, files: { [file]: shown } }
  }
  if (answer.kind === 'silence' && answer.stands)
    return failed(
      28,
      `Operation timed out after ${Math.round(toMs(patience.time))} milliseconds with 0 bytes received`,
      write(0)
    )
  if (answer.kind === 'silence' && patience !== kernelPatience)
    return failed(28, `Connection timed out after ${Math.round(toMs(patience.time))} milliseconds`, write(0))
  const after = Math.round(toMs(answer.kind === 'refused' ? answer.took : patience.time))
  const code = answer.kind === 'silence' ? 28 : 7
  return failed(
    code,
    `Failed to connect to ${host} port ${port} after ${after} ms: Could not connect to server`,
    write(0)
  )
}

interface WgetOptions {
  quiet: boolean
  spider: boolean
  /** `-S`: what the server says first is shown. */
  heads: boolean
  /** `-T`, in seconds. */
  limit?: string
  output?: string
  address?: string
}

/** `-qO- -T 3 URL`: short options may stand together, the last of them with its value. */
function wgetOptions(args: readonly string[]): WgetOptions {
  const found: WgetOptions = { quiet: false, spider: false, heads: false }
  const long: Readonly<Record<string, string>> = { timeout: 'T', 'output-document': 'O', header: 'h', tries: 't' }
  const take = (letter: string, value: string) => {
    if (letter === 'T') found.limit = value
    if (letter === 'O') found.output = value
  }
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!
    const named = /^--([a-z-]+)(?:=(.*))?$/.exec(arg)
    if (named) {
      const letter = long[named[1]!]
      if (letter !== undefined) take(letter, named[2] ?? args[++i] ?? '')
      found.quiet ||= named[1] === 'quiet'
      found.spider ||= named[1] === 'spider'
      found.heads ||= named[1] === 'server-response'
      continue
    }
    if (!arg.startsWith('-') || arg === '-') {
      found.address = arg
      continue
    }
    const at = arg.search(/[TOtPUYo]/)
    const letters = at < 0 ? arg : arg.slice(0, at)
    found.quiet ||= letters.includes('q')
    found.heads ||= letters.includes('S')
    if (at > 0) take(arg[at]!, arg.slice(at + 1) || (args[++i] ?? ''))
  }
  return found
}

/** BusyBox' wget of one URL. */
export const wget: Client = function* (args, own) {
  const { quiet, spider, heads, limit, output, address } = wgetOptions(args)
  const url = address === undefined ? undefined : parseUrl(address)
  if (!url) return ended(1, '', 'wget: missing URL\n')
  const found = yield* addressOfHost(url.host, own)
  if (found.ip === null)
    return ended(1, '', `wget: bad address '${url.host}${url.port === 80 ? '' : `:${url.port}`}'\n`)
  const connecting = quiet
    ? ''
    : `Connecting to ${url.host}${url.port === 80 ? '' : `:${url.port}`} (${found.ip}:${url.port})\n`
  const patience: Patience = limit === undefined ? kernelPatience : { time: seconds(Number(limit)), setting: 'wget -T' }
  const named = args.map(
    (arg, i) =>
      /^(?:--header=)?host:\s*(\S+)/i.exec(arg.startsWith('--header=') || args[i - 1] === '--header' ? arg : '')?.[1]
  )
  const host = named.find((name) => name !== undefined) ?? url.host
  const answer: Answer = yield { kind: 'tcp', ip: found.ip, port: url.port, path: url.path, host, patience }
  if (answer.kind === 'refused')
    return ended(1, '', `${connecting}wget: can't connect to remote host (${found.ip}): ${answer.reason}\n`)
  if (answer.kind !== 'served')
    return ended(
      1,
      '',
      `${connecting}${limit === undefined ? `wget: can't connect to remote host (${found.ip}): Operation timed out` : 'wget: download timed out'}\n`
    )
  const { code, body } = answer
  const head = heads ? `  HTTP/1.1 ${code} ${statusText[code] ?? ''}\n` : ''
  const begun = `${connecting}${head}`
  if (code >= 400)
    return ended(1, '', `${begun}wget: server returned error: HTTP/1.1 ${code} ${statusText[code] ?? ''}\n`)
  if (spider) return ended(0, '', quiet ? head : `${begun}remote file exists\n`)
  if (output === '-') return ended(0, body, begun)
  const file = output ?? (url.path.slice(url.path.lastIndexOf('/') + 1) || 'index.html')
  const said = quiet ? head : `${begun}saving to '${file}'\n'${file}' saved\n`
  return { ...ended(0, '', said), files: { [file]: body } }
}
