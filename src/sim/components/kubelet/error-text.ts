import type { Status } from '../../api/types'
import type { ApiResult, Call } from '../../client-go/transport'
import type { KubeletContext } from './context'

const groups: Readonly<Record<string, string>> = { leases: 'apis/coordination.k8s.io/v1' }

/** `https://10.0.0.11:6443/api/v1/nodes/worker-1?timeout=10s`, as client-go prints a request's URL. */
function urlOf(context: KubeletContext, call: Call): string {
  const machine = context.api.server.slice(0, context.api.server.indexOf('/'))
  const host = context.cluster.addresses[machine] ?? machine
  const parts = [
    groups[call.resource] ?? 'api/v1',
    ...(call.namespace ? ['namespaces', call.namespace] : []),
    call.resource,
    ...(call.name ? [call.name] : []),
    ...(call.subresource ? [call.subresource] : [])
  ]
  const query = [
    ...(call.options?.resourceVersion === undefined ? [] : [`resourceVersion=${call.options.resourceVersion}`]),
    ...(call.resource === 'leases' || call.resource === 'nodes' ? ['timeout=10s'] : [])
  ]
  return `https://${host}:6443/${parts.join('/')}${query.length > 0 ? `?${query.join('&')}` : ''}`
}

const verbs: Readonly<Record<string, string>> = {
  get: 'Get',
  list: 'Get',
  watch: 'Get',
  create: 'Post',
  update: 'Put',
  patch: 'Patch',
  delete: 'Delete'
}

/** A failed request in client-go's words. */
export function errorText(context: KubeletContext, result: ApiResult): string {
  if (result.kind === 'response') return (result.body as Status).message ?? String(result.code)
  if (result.kind !== 'error') return ''
  const { call, error } = result
  const machine = context.api.server.slice(0, context.api.server.indexOf('/'))
  const host = context.cluster.addresses[machine] ?? machine
  const reason =
    error === 'connection refused'
      ? `dial tcp ${host}:6443: connect: connection refused`
      : error === 'timeout' || error === 'timeout before a connection'
        ? 'context deadline exceeded'
        : error === 'i/o timeout'
          ? `dial tcp ${host}:6443: i/o timeout`
          : error === 'TLS handshake timeout'
            ? 'net/http: TLS handshake timeout'
            : error === 'connection reset'
              ? 'read: connection reset by peer'
              : error
  return `${verbs[call.verb] ?? call.verb} "${urlOf(context, call)}": ${reason}`
}
