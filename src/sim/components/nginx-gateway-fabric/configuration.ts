import type { BackendRef, Filter, Match } from './objects'

/** Where a request is sent: a pod's address. */
export interface Endpoint {
  readonly ip: string
  readonly port: number
}

/** A rule as nginx is told it, with one of its matches. */
export interface Location {
  readonly match: Match
  readonly filters: readonly Filter[]
  /** Upstreams with their shares; an empty name is a reference that leads nowhere: 500. */
  readonly backends: readonly { readonly upstream: string; readonly weight: number }[]
}

export interface Server {
  readonly port: number
  /** Empty: for every host that no other server of the port has. */
  readonly host: string
  readonly tls: boolean
  readonly locations: readonly Location[]
}

/** What a Gateway's nginx is told. */
export interface Configuration {
  readonly servers: readonly Server[]
  readonly upstreams: Readonly<Record<string, readonly Endpoint[]>>
}

export interface Asked {
  readonly host: string
  readonly port: number
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

export const upstreamName = (namespace: string, { name, port = 0 }: BackendRef): string =>
  `${namespace}_${name}_${port}`

/** The server of a host: its own, that of the longest wildcard, or the one for all others. Models nginx' server_name. */
export function serverOf({ servers }: Configuration, { host: given, port }: Asked): Server | undefined {
  const host = given.replace(/:\d+$/, '').toLowerCase()
  const own = servers.filter((server) => server.port === port)
  const wild = own.filter((server) => server.host.startsWith('*.') && host.endsWith(server.host.slice(1)))
  return (
    own.find((server) => server.host === host) ??
    wild.toSorted((a, b) => b.host.length - a.host.length)[0] ??
    own.find((server) => server.host === '')
  )
}

/** The first location that a request fits; they stand in the order of the Gateway API. */
export const locationOf = ({ locations }: Server, asked: Asked): Location | undefined =>
  locations.find(({ match }) => fits(match, asked))

function fits({ path, headers = [], queryParams = [], method }: Match, asked: Asked): boolean {
  const [plain = '/', query = ''] = asked.path.split('?')
  const params = new Map(
    query.split('&').map((pair) => {
      const [name = '', value = ''] = pair.split('=')
      return [name, value] as const
    })
  )
  const has = (type: string | undefined, value: string, found: string | undefined) =>
    found !== undefined && (type === 'RegularExpression' ? testOf(value).test(found) : found === value)
  return (
    pathFits(path?.type, path?.value ?? '/', plain) &&
    headers.every(({ type, name, value }) => has(type, value, asked.headers[name.toLowerCase()])) &&
    queryParams.every(({ type, name, value }) => has(type, value, params.get(name))) &&
    (method === undefined || method === (asked.headers[':method'] ?? 'GET'))
  )
}

function pathFits(type: string | undefined, value: string, path: string): boolean {
  if (type === 'Exact') return path === value
  if (type === 'RegularExpression') return testOf(value).test(path)
  const prefix = value.replace(/\/$/, '')
  return path === prefix || path.startsWith(`${prefix}/`)
}

function testOf(expression: string): RegExp {
  try {
    return new RegExp(`^(?:${expression})$`)
  } catch {
    // nginx refuses such a configuration; here nothing fits it.
    return /^(?!)/
  }
}

const ranks: Readonly<Record<string, number>> = { Exact: 0, RegularExpression: 2 }

/** Which of two matches comes first, whoever wrote them. Models the precedence that HTTPRouteRule.matches documents. */
export function precedence(a: Match, b: Match): number {
  const rank = ({ path }: Match) => ranks[path?.type ?? ''] ?? 1
  const length = ({ path }: Match) => (path?.value ?? '/').length
  const count = (match: Match, field: 'headers' | 'queryParams') => match[field]?.length ?? 0
  return (
    rank(a) - rank(b) ||
    length(b) - length(a) ||
    Number(b.method !== undefined) - Number(a.method !== undefined) ||
    count(b, 'headers') - count(a, 'headers') ||
    count(b, 'queryParams') - count(a, 'queryParams')
  )
}

/** The path that a backend is asked for. Models HTTPURLRewriteFilter and HTTPPathModifier. */
export function rewritten({ filters, match }: Location, path: string): string {
  const change = filters.find(({ type }) => type === 'URLRewrite')?.urlRewrite?.path
  return change ? modified(change, match, path) : path
}

function modified(
  { replaceFullPath, replacePrefixMatch }: NonNullable<NonNullable<Filter['urlRewrite']>['path']>,
  { path: matched }: Match,
  path: string
): string {
  if (replaceFullPath !== undefined) return replaceFullPath
  if (replacePrefixMatch === undefined) return path
  const rest = path.slice((matched?.value ?? '/').replace(/\/$/, '').length)
  const joined = `${replacePrefixMatch.replace(/\/$/, '')}${rest}`
  return joined.startsWith('/') ? joined : `/${joined}`
}

/** Where a client is sent instead, if it is. Models HTTPRequestRedirectFilter. */
export function redirected({ filters, match }: Location, { host, path }: Asked, tls: boolean) {
  const redirect = filters.find(({ type }) => type === 'RequestRedirect')?.requestRedirect
  if (!redirect) return undefined
  const { scheme = tls ? 'https' : 'http', hostname = host.replace(/:\d+$/, ''), port, statusCode = 302 } = redirect
  const to = redirect.path ? modified(redirect.path, match, path) : path
  return { code: statusCode, location: `${scheme}://${hostname}${port === undefined ? '' : `:${port}`}${to}` }
}
