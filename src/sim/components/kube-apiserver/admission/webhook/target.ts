import { keyOf, kindOf } from '../../../../api/scheme'
import type { EndpointSlice, KubeObject } from '../../../../api/types'
import { nodeAddress, type ApiServer } from '../../context'
import type { Webhook } from './config'

/**
 * Where a question goes: an address outside the cluster, a Service's through this machine's rules, nowhere (nobody answers), or why it
 * cannot go.
 */
export type Target =
  | { readonly host: string; readonly serverName: string }
  | { readonly ip: string; readonly port: number; readonly serverName: string }
  | 'silence'
  | { readonly error: string }

/** Models apiserver/pkg/util/webhook/client.go HookClient, with the URL that its request gets. */
export function urlOf({ clientConfig: { url = '', service }, timeoutSeconds = 10 }: Webhook): string {
  const plain = service
    ? `https://${service.name}.${service.namespace}.svc:${service.port ?? 443}${service.path || '/'}`
    : url
  return `${plain}${plain.includes('?') ? '&' : '?'}timeout=${timeoutSeconds}s`
}

/**
 * Of a Service its cluster IP is dialled, which only a machine with kube-proxy translates. Models apiserver/pkg/util/proxy/proxy.go ResolveCluster.
 */
export function targetOf(server: ApiServer, { clientConfig: { url = '', service } }: Webhook): Target {
  if (!service) {
    const [, host = ''] = /^https:\/\/([^/?#]+)/.exec(url) ?? []
    const [, name = ''] = /^\[?([^\]]*?)\]?(?::\d+)?$/.exec(host) ?? []
    return { host: /:\d+$/.test(host) ? host : `${host}:443`, serverName: name }
  }
  const { name, namespace, port = 443 } = service
  const found = server.caches.get('services')!.objects.get(keyOf(kindOf('services'), namespace, name))
  if (!found) return { error: `service ${JSON.stringify(name)} not found` }
  const serverName = `${name}.${namespace}.svc`
  const { type = 'ClusterIP', clusterIP = '', externalName = '', ports = [] } = (found as Service).spec
  if (type === 'ExternalName') return { host: `${externalName}:${port}`, serverName }
  if (clusterIP === 'None') return { error: 'cannot route to service with ClusterIP "None"' }
  if (!ports.some((each) => each.port === port))
    return { error: `no service port ${port} found for service ${JSON.stringify(name)}` }
  const [machine = ''] = server.self.split('/')
  if (nodeAddress(server, machine) === undefined) return 'silence'
  const slices = server.caches.get('endpointslices')!.objects.under(`/registry/endpointslices/${namespace}/`)
  const outside = (slices as (KubeObject & EndpointSlice)[])
    .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === name)
    .flatMap((slice) =>
      slice.endpoints
        .filter(({ conditions, targetRef }) => conditions?.ready !== false && !targetRef)
        .map(({ addresses }) => `${addresses[0]}:${slice.ports?.[0]?.port ?? port}`)
    )
  const [host] = outside
  return host === undefined ? { ip: clusterIP, port, serverName } : { host, serverName }
}

type Service = KubeObject & {
  readonly spec: {
    readonly type?: string
    readonly clusterIP?: string
    readonly externalName?: string
    readonly ports?: readonly { readonly port: number }[]
  }
}
