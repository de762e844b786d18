import type { KubeList, KubeObject } from '../../api/types'
import type { Call } from '../../client-go/transport'
import { list, text, type Session } from './session'
import { methodOf, uriOf } from './url'

/** How kubectl asks for what people read. Models kubectl/pkg/cmd/get/get.go transformRequests. */
export const asTable =
  'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json'

const streams: ReadonlySet<string> = new Set(['log', 'exec', 'attach', 'portforward'])
const reads: ReadonlySet<string> = new Set(['get', 'list', 'watch'])

const reviews: ReadonlySet<string> = new Set([
  'selfsubjectreviews',
  'selfsubjectaccessreviews',
  'selfsubjectrulesreviews'
])

/** A read as it goes over the wire, with the identity that flags ask for. What changes something is said by its object. */
export function wired(session: Session, call: Call): Call {
  const isReview = call.verb === 'create' && reviews.has(call.resource)
  if (call.http || !(reads.has(call.verb) || isReview) || streams.has(call.subresource ?? '')) return call
  const { flags } = session
  const as = text(flags, 'as')
  const groups = list(flags, 'as-group')
  const headers = {
    accept: call.accept ?? 'application/json',
    'user-agent': session.client.userAgent,
    ...(as !== '' && { 'impersonate-user': as }),
    ...(groups.length > 0 && { 'impersonate-group': groups.join(', ') })
  }
  const { accept: _accept, includeObject: _include, ...rest } = call
  const http = { method: methodOf(call), target: uriOf(call), headers }
  if (!isReview) return { ...rest, http }
  const typed = { ...headers, 'content-type': 'application/json' }
  return { ...rest, body: JSON.stringify(call.body), http: { ...http, headers: typed } }
}

/** Objects of a list say what they are only by the list. Models unstructured.UnstructuredList decoding. */
export function withKinds(body: unknown): unknown {
  const { apiVersion, kind, items } = body as Partial<KubeList>
  if (!Array.isArray(items) || kind === undefined || !kind.endsWith('List')) return body
  const of = kind.slice(0, -'List'.length)
  return {
    ...(body as KubeList),
    items: items.map((item: KubeObject) => ({
      ...item,
      apiVersion: item.apiVersion ?? apiVersion,
      kind: item.kind ?? of
    }))
  }
}
