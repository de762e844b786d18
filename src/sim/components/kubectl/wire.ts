import type { KubeList, KubeObject } from '../../api/types'
import type { Call } from '../../client-go/transport'
import type { RequestOptions } from '../kube-apiserver/messages'
import { list, text, type Session } from './session'
import { methodOf, uriOf } from './url'

/** How kubectl asks for what people read. Models kubectl/pkg/cmd/get/get.go transformRequests. */
export const asTable =
  'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json'

const streams: ReadonlySet<string> = new Set(['log', 'exec', 'attach', 'portforward'])

const patchTypes = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml'
} as const

/** A request as it goes over the wire, with the identity that flags ask for. */
export function wired(session: Session, call: Call): Call {
  if (call.http || streams.has(call.subresource ?? '')) return call
  const { accept = 'application/json', includeObject: _include, within: _within, ...rest } = call
  const content = contentOf(call)
  const headers = {
    accept,
    ...(content && { 'content-type': content.type }),
    'user-agent': `${session.client.userAgent}/v1.36.3 (linux/amd64) kubernetes/0f29094`,
    ...impersonation(session)
  }
  const http = { method: methodOf(call), target: uriOf(call), headers }
  return content ? { ...rest, body: content.text, http } : { ...rest, http }
}

/** Models client-go/transport NewImpersonatingRoundTripper. */
function impersonation({ flags }: Session): Record<string, string> {
  const as = text(flags, 'as')
  if (as === '') return {}
  const groups = list(flags, 'as-group')
  const uid = text(flags, 'as-uid')
  return {
    'impersonate-user': as,
    ...(groups.length > 0 && { 'impersonate-group': groups.join(', ') }),
    ...(uid !== '' && { 'impersonate-uid': uid }),
    ...Object.fromEntries(
      list(flags, 'as-user-extra').map((pair) => {
        const [key = '', value = ''] = pair.split(/=(.*)/s)
        return [`impersonate-extra-${key}`, value]
      })
    )
  }
}

/** What is sent besides the address, and in which form. */
function contentOf({ verb, body, options }: Call): { readonly type: string; readonly text: string } | undefined {
  if (isRead(verb)) return undefined
  const type = verb === 'patch' ? patchTypes[options?.patchType ?? 'strategic'] : 'application/json'
  const sent = body ?? (verb.startsWith('delete') ? deleteOptions(options) : undefined)
  return { type, text: typeof sent === 'string' ? sent : JSON.stringify(inOrder(sent ?? {})) }
}

/** Go writes the keys of a map in their order. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder)
  if (typeof value !== 'object' || value === null) return value
  const keys = Object.keys(value).sort()
  return Object.fromEntries(keys.map((key) => [key, inOrder((value as Readonly<Record<string, unknown>>)[key])]))
}

const isRead = (verb: Call['verb']): boolean => verb === 'get' || verb === 'list' || verb === 'watch'

/** Models metav1.DeleteOptions, as kubectl fills it. */
const deleteOptions = ({ gracePeriodSeconds, preconditions, propagationPolicy, dryRun }: RequestOptions = {}) => ({
  kind: 'DeleteOptions',
  apiVersion: 'v1',
  ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds }),
  ...(preconditions && { preconditions }),
  ...(propagationPolicy && { propagationPolicy }),
  ...(dryRun && { dryRun: ['All'] })
})

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
