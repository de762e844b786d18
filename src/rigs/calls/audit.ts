import type { Simulation } from '../../sim'
import type { ApiRequest, ServerMessage } from '../../sim/components/kube-apiserver/messages'
import { sent } from '../../sim/components/kube-apiserver/sent'
import { uriOf } from '../../sim/components/kubectl/url'
import type { Timeline } from '../../sim/timeline/timeline'
import { whatOf } from './what'

/** One request to the API, as a line of an audit log says it. */
export interface AuditedCall {
  /** Milliseconds from Enter until the request reached the API server, and until its answer left it. */
  readonly t_ms: number
  readonly dur_ms: number
  /** Who asked, from the authenticated user: `kubectl`, `kube-scheduler`, `kubelet worker-2`, `kcm/deployment-controller`. */
  readonly component: string
  readonly verb: string
  readonly uri: string
  /** 0 if no answer came. */
  readonly code: number
  readonly resource: string | null
  readonly sub: string | null
  /** A new object's name, or what its generated name begins with. */
  readonly name: string | null
  /** What it says: an event's reason and message, a patch, the spec and status of an update. */
  readonly what: string | null
}

/** The entry with which a kubectl command began; -1 if it was not entered. */
export function entryOf({ history: { timeline } }: Simulation, at: number, line: string): number {
  for (let seq = timeline.firstAt(at); seq < timeline.length && timeline.at(seq) === at; seq++) {
    const { event, type } = timeline.get(seq)
    if (type === 'kubectl.command' && (event as unknown as { line: string }).line === line) return seq
  }
  return -1
}

/**
 * The audit log of what a kubectl command caused: every request whose chain of causes goes back to entry `from`, in the
 * order in which they reached an API server. Left out, as in the recordings: leases, and watches of anyone but kubectl.
 */
export function auditOf({ history: { timeline, head } }: Simulation, from: number): AuditedCall[] {
  const caused = effectsOf(timeline, from)
  const isServer = (process: number) => head.processes[process]?.kind === 'kube-apiserver'
  const calls: AuditedCall[] = []
  const open = new Map<string, number>()
  const start = timeline.at(from)
  for (let seq = from; seq < timeline.length; seq++) {
    const { kind, event, process, from: sender, at } = timeline.get(seq)
    if (kind !== 'message' || event === null) continue
    if (event.type === 'api.request' && isServer(process)) {
      const request = event as unknown as ApiRequest
      if (!caused[seq - from] || !isAudited(request)) continue
      open.set(streamOf(request), calls.push(callOf({ ...request, body: sent(request) }, milliseconds(at - start))) - 1)
      continue
    }
    const index = isServer(sender) || isServer(process) ? open.get(streamOf(event as unknown as ApiRequest)) : undefined
    if (index === undefined) continue
    const call = calls[index]!
    const code = codeOf(event as unknown as ServerMessage)
    calls[index] = { ...call, code: code ?? call.code, dur_ms: milliseconds(at - start) - call.t_ms }
    if (event.type !== 'api.watch') open.delete(streamOf(event as unknown as ApiRequest))
  }
  return calls.map((call) => ({ ...call, dur_ms: Math.round(call.dur_ms * 10) / 10 }))
}

/** For every entry from `from` on: is it an effect of it? */
function effectsOf(timeline: Timeline, from: number): Uint8Array {
  const caused = new Uint8Array(timeline.length - from)
  caused[0] = 1
  for (let seq = from + 1; seq < timeline.length; seq++) {
    const cause = timeline.causeOf(seq)
    if (cause >= from && cause < seq) caused[seq - from] = caused[cause - from]!
  }
  return caused
}

const isAudited = ({ verb, resource, user }: ApiRequest): boolean =>
  resource !== 'leases' && (verb !== 'watch' || user === 'kubernetes-admin')

function callOf(request: ApiRequest, t_ms: number): AuditedCall {
  const { verb, resource, subresource, name, path } = request
  return {
    t_ms,
    dur_ms: 0,
    component: componentOf(request.user),
    verb,
    uri: uriOf(request),
    code: 0,
    resource: path === undefined ? resource : null,
    sub: subresource ?? null,
    name: name ?? nameIn(request),
    what: whatOf(request)
  }
}

/** Audit's `objectRef.name`: a collection that is asked for one name has it, a new object's is in its body. */
function nameIn({ body, options }: ApiRequest): string | null {
  const { metadata } = (body ?? {}) as { metadata?: { name?: string; generateName?: string } }
  const selected = /^metadata\.name=([^,]+)$/.exec(options?.fieldSelector ?? '')?.[1]
  return metadata?.name ?? metadata?.generateName ?? selected ?? null
}

const serviceAccount = 'system:serviceaccount:kube-system:'
const nodeUser = 'system:node:'

function componentOf(user: string): string {
  if (user === 'kubernetes-admin') return 'kubectl'
  if (user === 'system:kube-controller-manager') return 'kcm'
  if (user.startsWith(serviceAccount)) return `kcm/${user.slice(serviceAccount.length)}`
  if (user.startsWith(nodeUser)) return `kubelet ${user.slice(nodeUser.length)}`
  return user.replace(/^system:/, '')
}

const streamOf = ({ conn, id }: Pick<ApiRequest, 'conn' | 'id'>): string => `${conn}#${id}`

const codeOf = (message: ServerMessage): number | undefined =>
  message.type === 'api.response' ? message.code : message.type === 'api.watch' ? 200 : undefined

const milliseconds = (micros: number): number => Math.round(micros / 100) / 10
