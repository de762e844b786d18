import { parseDuration } from '../../../base/duration'
import { Exit } from '../../../base/panic'
import { seconds, type Micros } from '../../../base/time'
import { corefilePath, type Block, type Config } from './config'

/** Plugins that the released CoreDNS 1.14 is built with. Models plugin.cfg. */
const plugins = new Set(
  'root metadata geoip cancel tls quic grpc_server https https3 timeouts multisocket reload nsid bufsize bind debug trace ready health pprof prometheus errors log dnstap local dns64 any chaos loadbalance tsig cache rewrite header dnssec autopath minimal template transfer hosts route53 azure clouddns nomad k8s_external kubernetes file auto secondary etcd loop forward grpc erratic whoami on sign view acl'.split(
    ' '
  )
)

interface Token {
  readonly text: string
  readonly line: number
}

/** One directive: its words, and those of each line between its braces. */
interface Directive {
  readonly name: string
  readonly line: number
  readonly args: readonly string[]
  readonly lines: readonly { readonly words: readonly string[]; readonly line: number }[]
}

const problem = (line: number, text: string): Exit =>
  new Exit(`${corefilePath}:${line} - Error during parsing: ${text}`)
const ofPlugin = (name: string, text: string): Exit => new Exit(`plugin/${name}: ${text}`)

/**
 * A Corefile's configuration. Of several blocks each has its own plugins; `health`, `ready` and `reload` are the server's, whichever names them. Models
 * github.com/coredns/caddy caddyfile/parse.go and each plugin's setup.go.
 * @throws Exit with what CoreDNS prints before it ends
 */
export function readCorefile(text: string): Config {
  const server = { health: false, ready: false, lameduck: 0 as Micros, reload: null as Config['reload'] }
  const blocks = parse(text).map(({ zones, directives }) => {
    const block = {
      zones,
      kubernetes: null,
      forward: [],
      cache: null,
      hosts: null,
      log: false,
      errors: false
    } as Writable
    for (const directive of directives) take(block, server, directive)
    return Object.freeze(block)
  })
  return Object.freeze({ ...server, blocks: Object.freeze(blocks) })
}

type Writable = { -readonly [K in keyof Block]: Block[K] }
type Server = { -readonly [K in Exclude<keyof Config, 'blocks'>]: Config[K] }

function take(block: Writable, server: Server, directive: Directive): void {
  const { name, args, lines } = directive
  switch (name) {
    case 'kubernetes':
      block.kubernetes = kubernetes(block, directive)
      return
    case 'forward':
      block.forward = [...block.forward, forward(directive)]
      return
    case 'cache':
      block.cache = cache(block, directive)
      return
    case 'hosts':
      block.hosts = hosts(directive)
      return
    case 'log':
      block.log = true
      return
    case 'errors':
      block.errors = true
      return
    case 'ready':
      server.ready = true
      return
    case 'health': {
      server.health = true
      for (const { words, line } of lines) {
        if (words[0] !== 'lameduck') throw unknown('health', directive, words, line)
        server.lameduck = durationOf('health', words[1] ?? '')
      }
      return
    }
    case 'reload': {
      const interval = args[0] === undefined ? seconds(30) : durationOf('reload', args[0])
      const jitter = args[1] === undefined ? seconds(15) : durationOf('reload', args[1])
      if (interval < seconds(2)) throw ofPlugin('reload', 'interval value must be greater or equal to 2s')
      if (jitter < seconds(1)) throw ofPlugin('reload', 'jitter value must be greater or equal to 1s')
      server.reload = { interval, jitter: Math.min(jitter, interval / 2) }
      return
    }
  }
}

function kubernetes({ zones }: Writable, directive: Directive): NonNullable<Block['kubernetes']> {
  const { args, lines } = directive
  let ttl = 5
  let pods = false
  let fallthrough: readonly string[] | null = null
  for (const { words, line } of lines) {
    const [key = '', ...rest] = words
    if (key === 'ttl') {
      ttl = Number(rest[0])
      if (!Number.isInteger(ttl))
        throw ofPlugin('kubernetes', `strconv.Atoi: parsing ${JSON.stringify(rest[0] ?? '')}: invalid syntax`)
      if (ttl < 0 || ttl > 3_600) throw ofPlugin('kubernetes', `ttl must be in range [0, 3600]: ${ttl}`)
    } else if (key === 'pods') {
      if (!['disabled', 'insecure', 'verified'].includes(rest[0] ?? ''))
        throw ofPlugin(
          'kubernetes',
          `wrong value for pods: ${rest[0] ?? ''},  must be one of: disabled, verified, insecure`
        )
      pods = rest[0] !== 'disabled'
    } else if (key === 'fallthrough') fallthrough = rest.length === 0 ? [''] : rest.map(plain)
    else if (
      !/^(?:endpoint_pod_names|namespaces|endpoint|tls|kubeconfig|labels|namespace_labels|noendpoints|ignore|multicluster|apiserver_qps|apiserver_burst|apiserver_max_inflight)$/.test(
        key
      )
    )
      throw unknown('kubernetes', directive, words, line)
  }
  return { zones: args.length > 0 ? args.map(plain) : zones, ttl, pods, fallthrough }
}

function forward(directive: Directive): Block['forward'][number] {
  const { args, lines } = directive
  const [from = '', ...to] = args
  if (to.length === 0) throw ofPlugin('forward', `Wrong argument count or unexpected line ending after '${from}'`)
  for (const host of to)
    if (!/^(?:(?:dns|tls|grpc):\/\/)?\[?[\da-f.:]+\]?(?::\d+)?$/i.test(host) && !host.startsWith('/'))
      throw ofPlugin('forward', `not an IP address or file: ${JSON.stringify(host)}`)
  for (const { words, line } of lines)
    if (
      !/^(?:except|max_fails|health_check|force_tcp|prefer_udp|tls|tls_servername|expire|max_idle_conns|policy|max_concurrent|next|failfast_all_unhealthy_upstreams|failover|max_age)$/.test(
        words[0] ?? ''
      )
    )
      throw unknown('forward', directive, words, line)
  return { from: plain(from), to: to.map((host) => host.replace(/^\w+:\/\//, '').replace(/:\d+$/, '')) }
}

function cache({ zones }: Writable, directive: Directive): NonNullable<Block['cache']> {
  const { args, lines } = directive
  const [first, ...names] = args
  const isTtl = first !== undefined && /^\d+$/.test(first)
  if (isTtl && Number(first) <= 0) throw ofPlugin('cache', `cache TTL can not be zero or negative: ${first}`)
  let ttl = isTtl ? Number(first) : 3_600
  let denial = isTtl ? Number(first) : 1_800
  const off: string[] = []
  for (const { words, line } of lines) {
    const [key = '', ...rest] = words
    // `success CAPACITY [TTL]`
    if (key === 'success') ttl = Number(rest[1] ?? ttl)
    else if (key === 'denial') denial = Number(rest[1] ?? denial)
    else if (key === 'disable') {
      if (rest[0] !== 'success' && rest[0] !== 'denial')
        throw ofPlugin('cache', `cache type for disable must be "success" or "denial"`)
      off.push(...(rest.length > 1 ? rest.slice(1).map(plain) : ['']))
    } else if (!/^(?:prefetch|serve_stale|servfail|keepttl)$/.test(key)) throw unknown('cache', directive, words, line)
  }
  // Zones that are named beside the time are the only ones that it is for.
  const only = (isTtl ? names : args).map(plain)
  const others = only.length > 0 ? zones.filter((zone) => !only.includes(zone)) : []
  return { ttl, denial, off: [...new Set([...off, ...others])] }
}

function hosts(directive: Directive): NonNullable<Block['hosts']> {
  const names: Record<string, string[]> = {}
  let ttl = 3_600
  let fallthrough: readonly string[] | null = null
  for (const { words } of directive.lines) {
    const [key = '', ...rest] = words
    if (key === 'fallthrough') fallthrough = rest.length === 0 ? [''] : rest.map(plain)
    else if (key === 'ttl') {
      ttl = Number(rest[0])
      if (!Number.isInteger(ttl) || ttl <= 0) throw ofPlugin('hosts', `ttl provided is invalid`)
    } else if (/^[\d.]+$|:/.test(key)) for (const name of rest) (names[plain(name)] ??= []).push(key)
    else if (key !== 'no_reverse' && key !== 'reload') throw ofPlugin('hosts', `unknown property '${key}'`)
  }
  return { names, ttl, fallthrough }
}

const unknown = (plugin: string, _directive: Directive, words: readonly string[], line: number): Exit =>
  ofPlugin(plugin, `${corefilePath}:${line} - Error during parsing: unknown property '${words[0] ?? ''}'`)

function durationOf(plugin: string, text: string): Micros {
  const read = parseDuration(text)
  if (!read.ok) throw ofPlugin(plugin, `time: invalid duration ${JSON.stringify(text)}`)
  return read.value
}

const plain = (name: string): string => name.toLowerCase().replace(/\.$/, '')

interface ReadBlock {
  readonly zones: readonly string[]
  readonly directives: readonly Directive[]
}

/** Blocks of plugins for zones; a snippet `(name)` is put in where it is imported. */
function parse(text: string): readonly ReadBlock[] {
  const tokens = tokensOf(text)
  const snippets = new Map<string, readonly Directive[]>()
  const blocks: ReadBlock[] = []
  let at = 0
  const lineNow = () => (tokens[at] ?? tokens.at(-1))?.line ?? 1
  while (at < tokens.length) {
    const keys: string[] = []
    while (at < tokens.length && tokens[at]!.text !== '{') keys.push(tokens[at++]!.text.replace(/,$/, ''))
    if (at >= tokens.length) throw problem(lineNow(), `Unexpected token '${keys[0] ?? ''}', expecting '{'`)
    at++
    const directives: Directive[] = []
    for (;;) {
      const token = tokens[at]
      if (!token) throw problem(lineNow(), `Unexpected EOF`)
      if (token.text === '}') break
      const [directive, next] = directiveAt(tokens, at)
      at = next
      if (directive.name === 'import') {
        const snippet = snippets.get(directive.args[0] ?? '')
        if (!snippet) throw problem(directive.line, `Unknown or missing file/snippet: ${directive.args[0] ?? ''}`)
        directives.push(...snippet)
      } else {
        if (!plugins.has(directive.name)) throw problem(directive.line, `Unknown directive '${directive.name}'`)
        directives.push(directive)
      }
    }
    at++
    const snippet = /^\((.+)\)$/.exec(keys[0] ?? '')
    if (snippet) snippets.set(snippet[1]!, directives)
    // `cluster.local:53`, `dns://.:53`
    else blocks.push({ zones: keys.map((key) => plain(key.replace(/^\w+:\/\//, '').replace(/:\d+$/, ''))), directives })
  }
  return blocks
}

function directiveAt(tokens: readonly Token[], start: number): [Directive, number] {
  const { text: name, line } = tokens[start]!
  let at = start + 1
  const args: string[] = []
  while (tokens[at] && tokens[at]!.line === line && tokens[at]!.text !== '{') args.push(tokens[at++]!.text)
  const lines: { words: string[]; line: number }[] = []
  if (tokens[at]?.text === '{' && tokens[at]!.line === line) {
    at++
    for (;;) {
      const token = tokens[at]
      if (!token) throw problem(tokens.at(-1)!.line, 'Unexpected EOF')
      at++
      if (token.text === '}') break
      const last = lines.at(-1)
      if (last?.line === token.line) last.words.push(token.text)
      else lines.push({ words: [token.text], line: token.line })
    }
  }
  return [{ name, line, args, lines }, at]
}

/** Words, braces apart; `#` begins a comment, double quotes hold blanks together. */
function tokensOf(text: string): readonly Token[] {
  return text.split('\n').flatMap((content, i) => {
    const found = [...content.matchAll(/"((?:[^"\\]|\\.)*)"|(#.*)|(\S+)/g)]
    return found.flatMap(([, quoted, comment, word]) =>
      comment !== undefined ? [] : [{ text: quoted ?? word ?? '', line: i + 1 }]
    )
  })
}
