import type { Simulation } from '../../sim'
import { sent } from '../../sim/components/kube-apiserver/sent'
import type { ApiRequest, ApiResponse } from '../../sim/components/kube-apiserver/messages'

/** A moment by the simulation's clock; `entry` keeps the order of what happens at once. */
export interface Sighting {
  readonly at: number
  readonly entry: number
  readonly component: string
  readonly what: string
}

type Json = Record<string, unknown>

/** Every request about a pod that changes something, and its events, as they reach an API server. */
export function requestsAbout({ history: { timeline, head } }: Simulation, pod: string, namespace: string): Sighting[] {
  const isServer = (process: number) => head.processes[process]?.kind === 'kube-apiserver'
  const found: Sighting[] = []
  const open = new Map<string, { readonly index: number; readonly at: number }>()
  for (let seq = 0; seq < timeline.length; seq++) {
    const { kind, event, type, process, from, at } = timeline.get(seq)
    if (kind !== 'message' || event === null) continue
    if (type === 'api.request' && isServer(process)) {
      const request = event as unknown as ApiRequest
      if (!isAbout(request, pod, namespace)) continue
      const what = request.resource === 'events' ? eventText(request) : requestText(request)
      const index = found.push({ at, entry: seq, component: componentOf(request.user), what }) - 1
      if (request.resource !== 'events') open.set(streamOf(request), { index, at })
      continue
    }
    // Answers, and connections that break before there is one.
    if (!isServer(from) || type !== 'api.response') continue
    const stream = streamOf(event as unknown as ApiRequest)
    const asked = open.get(stream)
    if (!asked) continue
    open.delete(stream)
    const { code } = event as unknown as ApiResponse
    const { what, ...rest } = found[asked.index]!
    found[asked.index] = {
      ...rest,
      what: what.replace(/ -> \?/, ` -> ${code} (${Math.round((at - asked.at) / 1000)} ms)`)
    }
  }
  // What was never answered is no line of an audit log.
  return found.filter(({ what }) => !what.includes(' -> ?'))
}

const writes = new Set(['create', 'update', 'patch', 'delete'])

function isAbout(request: ApiRequest, pod: string, space: string): boolean {
  const { verb, resource, namespace, name } = request
  if (!writes.has(verb) || (namespace ?? 'default') !== space) return false
  const { metadata, involvedObject, regarding } = (sent(request) ?? {}) as Body
  if (resource === 'pods') return (name ?? metadata?.name) === pod
  if (resource !== 'events') return false
  return verb === 'create' ? (involvedObject ?? regarding)?.name === pod : (name ?? '').startsWith(`${pod}.`)
}

interface Body {
  readonly metadata?: { readonly name?: string }
  readonly involvedObject?: { readonly name?: string }
  readonly regarding?: { readonly name?: string }
  readonly target?: { readonly name?: string }
  readonly type?: string
  readonly reason?: string
  readonly message?: string
  readonly note?: string
  readonly count?: number
  readonly lastTimestamp?: string
}

/** Why the API server did not take a pod; null if it did. */
export function refusalOf({ history: { timeline } }: Simulation, pod: string, namespace = 'default'): string | null {
  const asked = new Set<string>()
  for (let seq = 0; seq < timeline.length; seq++) {
    const { event, type } = timeline.get(seq)
    if (type === 'api.request') {
      const request = event as unknown as ApiRequest
      if (request.verb === 'create' && !request.subresource && isAbout(request, pod, namespace))
        asked.add(streamOf(request))
    } else if (type === 'api.response' && asked.has(streamOf(event as unknown as ApiRequest))) {
      const { code, body } = event as unknown as ApiResponse
      if (code >= 400) return (body as { message?: string }).message ?? String(code)
    }
  }
  return null
}

/** A new event, or a known one that has happened again. */
function eventText({ verb, body }: ApiRequest): string {
  const { type, reason, message, note, count, lastTimestamp } = body as Body
  if (verb === 'create') return `EVENT ${type} ${reason}: ${message ?? note}`
  return `EVENT patch ${spaced({ count, lastTimestamp, message })}`
}

function requestText(request: ApiRequest): string {
  const { verb, subresource, options } = request
  const body = sent(request)
  const where = `${verb.toUpperCase()} pods${subresource ? `/${subresource}` : ''} -> ?`
  if (subresource === 'binding') return `${where} target=${(body as Body).target?.name}`
  if (verb === 'delete') {
    const { gracePeriodSeconds, preconditions, propagationPolicy } = options ?? {}
    return `${where} ${spaced({ gracePeriodSeconds, preconditions, propagationPolicy })}`
  }
  return verb === 'patch' || verb === 'update' ? `${where} ${JSON.stringify(sorted(body))}` : where
}

const nodeUser = 'system:node:'
const serviceAccount = 'system:serviceaccount:kube-system:'

function componentOf(user: string): string {
  if (user === 'kubernetes-admin') return 'kubectl'
  if (user.startsWith(nodeUser)) return 'kubelet'
  if (user.startsWith(serviceAccount)) return `kcm/${user.slice(serviceAccount.length)}`
  return user.replace(/^system:/, '')
}

const streamOf = ({ conn, id }: Pick<ApiRequest, 'conn' | 'id'>): string => `${conn}#${id}`

/** Keys in alphabetical order, as Go writes a map. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value as Json).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, field]) => [key, sorted(field)]))
}

/** JSON with a space after every colon and comma, as the recordings print what is small. */
function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}: ${spaced(field)}`).join(', ')}}`
}
