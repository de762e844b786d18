import type { createSimulation } from '../../src/sim'
import type { ApiRequest, ServerMessage } from '../../src/sim/components/kube-apiserver/messages'
import { uriOf } from '../../src/sim/components/kubectl/url'
import { shortUser, type KubernetesObject, type RecordedCall } from './cases'
import { ms } from './outside'

/** What an API server writes through a client of its own, and not as part of what it was asked for. */
const ownWrites: readonly { readonly at: RegExp; readonly uri: (parts: readonly string[]) => string }[] = [
  {
    at: /^\/registry\/resourcequotas\/([^/]+)\/([^/]+)$/,
    uri: ([space, name]) => `/api/v1/namespaces/${space}/resourcequotas/${name}/status`
  },
  {
    at: /^\/registry\/poddisruptionbudgets\/([^/]+)\/([^/]+)$/,
    uri: ([space, name]) => `/apis/policy/v1/namespaces/${space}/poddisruptionbudgets/${name}/status`
  },
  {
    at: /^\/registry\/customresourcedefinitions\/([^/]+)$/,
    uri: ([name]) => `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}/status`
  }
]

/** What of an object is not its status, as it was stored last. */
type Stored = Map<string, string>

/** A write of an object's status that nobody has asked for just now. */
function ownWrite(
  event: object,
  before: Stored,
  isAsked: (uri: string) => boolean
): { uri: string; body: unknown } | undefined {
  const { success = [] } = event as { success?: readonly { op: string; key: string; value?: unknown }[] }
  const put = success.find(({ op }) => op === 'put')
  for (const { at, uri } of ownWrites) {
    const found = put && at.exec(put.key)
    if (!found) continue
    const { metadata, spec } = put.value as KubernetesObject
    const { labels, annotations, finalizers, deletionTimestamp } = metadata
    const rest = JSON.stringify([spec, labels, annotations, finalizers, deletionTimestamp])
    const was = before.get(put.key)
    before.set(put.key, rest)
    const full = uri(found.slice(1))
    return was !== rest || isAsked(full) ? undefined : { uri: full, body: put.value }
  }
  return undefined
}

/** Whether a request is for an object whose status is at a path; one that is made is named in its body. */
function isOf({ verb, uri, body }: RecordedCall, status: string): boolean {
  const asked = uri.replace(/\?.*/, '').replace(/\/status$/, '')
  const name = verb === 'create' ? `/${(body as KubernetesObject | undefined)?.metadata?.name ?? ''}` : ''
  return `${asked}${name}/status` === status
}

/** What components inside the cluster asked for. */
export function auditOf(
  { history: { timeline, head } }: ReturnType<typeof createSimulation>,
  from: number
): RecordedCall[] {
  const calls: (RecordedCall | undefined)[] = []
  const open = new Map<string, number>()
  const before: Stored = new Map()
  const isServer = (process: number) => head.processes[process]?.kind === 'kube-apiserver'
  const begun = timeline.at(Math.min(from, timeline.length - 1))
  for (let seq = from; seq < timeline.length; seq++) {
    const { kind, event, process, from: sender, at } = timeline.get(seq)
    if (kind !== 'message' || event === null) continue
    if (event.type === 'etcd.txn' && isServer(sender)) {
      const own = ownWrite(event, before, (uri) =>
        [...open.values()].some((index) => {
          const asked = calls[index]!
          return !['get', 'list'].includes(asked.verb) && isOf(asked, uri)
        })
      )
      if (own)
        calls.push({
          t_ms: (at - begun) / ms,
          user: 'kube-apiserver',
          verb: 'update',
          uri: own.uri,
          code: 200,
          body: own.body
        })
    } else if (event.type === 'api.request' && isServer(process)) {
      const request = event as unknown as ApiRequest
      const { resource, verb } = request
      if (resource === '' || resource === 'leases' || verb === 'watch') continue
      open.set(
        `${request.conn}#${request.id}`,
        calls.push({
          t_ms: (at - begun) / ms,
          user: shortUser(request.user),
          verb,
          uri: uriOf(request),
          code: 0,
          body: request.body
        }) - 1
      )
    } else if (event.type === 'api.response' && isServer(sender)) {
      const { conn, id, code, body } = event as unknown as ServerMessage & {
        conn: string
        id: number
        code: number
        body?: KubernetesObject
      }
      const index = open.get(`${conn}#${id}`)
      if (index === undefined) continue
      open.delete(`${conn}#${id}`)
      const name = body?.metadata?.name
      const call = calls[index]!
      calls[index] = { ...call, dur_ms: (at - begun) / ms - call.t_ms, code, ...(name !== undefined && { name }) }
    }
  }
  return calls as RecordedCall[]
}
