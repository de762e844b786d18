import type { HttpRequest, Verb } from '../messages'

/** What a request's method and path say. Models apiserver/pkg/endpoints/request/requestinfo.go. */
export interface RequestInfo {
  readonly path: string
  readonly query: ReadonlyMap<string, readonly string[]>
  /** Lower-case HTTP method for a path that is no resource. */
  readonly verb: string
  /** Absent for a path that is no resource. */
  readonly of?: {
    /** `apps/v1`, `v1` */
    readonly apiVersion: string
    readonly group: string
    readonly resource: string
    readonly namespace: string
    readonly name: string
    readonly subresource: string
    /** Segments of the path after the namespace. */
    readonly parts: readonly string[]
  }
}

const verbs: Readonly<Record<string, Verb>> = {
  GET: 'get',
  HEAD: 'get',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete'
}

export function requestInfo(method: string, target: string): RequestInfo {
  const mark = target.indexOf('?')
  const path = unescaped(mark < 0 ? target : target.slice(0, mark))
  const query = parseQuery(mark < 0 ? '' : target.slice(mark + 1))
  const plain = { path, query, verb: method.toLowerCase() }
  let parts = path.replace(/^\/+|\/+$/g, '').split('/')
  const [prefix] = parts
  if (parts.length < 3 || (prefix !== 'api' && prefix !== 'apis')) return plain
  parts = parts.slice(1)
  let group = ''
  if (prefix === 'apis') {
    if (parts.length < 3) return plain
    group = parts[0]!
    parts = parts.slice(1)
  }
  const version = parts[0]!
  parts = parts.slice(1)
  let verb: string = verbs[method] ?? ''
  if ((parts[0] === 'watch' || parts[0] === 'proxy') && parts.length > 1) {
    verb = parts[0]
    parts = parts.slice(1)
  }
  let namespace = ''
  if (parts[0] === 'namespaces' && parts.length > 1) {
    namespace = parts[1]!
    if (parts.length > 2 && parts[2] !== 'status' && parts[2] !== 'finalize') parts = parts.slice(2)
  }
  const [resource = '', name = '', subresource = ''] = parts
  if (name === '' && verb === 'get') verb = isTrue(query.get('watch')) ? 'watch' : 'list'
  if (name === '' && verb === 'delete') verb = 'deletecollection'
  const apiVersion = group === '' ? version : `${group}/${version}`
  return { path, query, verb, of: { apiVersion, group, resource, namespace, name, subresource, parts } }
}

/** Models conversion.Convert_Slice_string_To_bool: everything but `0` and `false` is true. */
export function isTrue(values: readonly string[] | undefined): boolean {
  const [value] = values ?? []
  return value !== undefined && value.toLowerCase() !== 'false' && value !== '0'
}

function parseQuery(text: string): Map<string, string[]> {
  const query = new Map<string, string[]>()
  for (const pair of text.split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const key = unescaped((equals < 0 ? pair : pair.slice(0, equals)).replaceAll('+', ' '))
    const value = equals < 0 ? '' : unescaped(pair.slice(equals + 1).replaceAll('+', ' '))
    const known = query.get(key)
    if (known) known.push(value)
    else query.set(key, [value])
  }
  return query
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The verb by which a request takes its place in flight. */
export function verbOf({ method, target }: HttpRequest): Verb {
  const info = requestInfo(method, target)
  return isLong(info) ? 'watch' : placeOf(method, (info.of ? info.verb : 'get') as Verb)
}

/** Streams take no place in flight. Models genericfilters.BasicLongRunningRequestCheck. */
const isLong = ({ verb, of }: RequestInfo): boolean =>
  verb === 'watch' || (of !== undefined && ['attach', 'exec', 'log', 'portforward', 'proxy'].includes(of.subresource))

const placeOf = (method: string, verb: Verb): Verb => (method === 'GET' || method === 'HEAD' ? 'get' : verb)
