import type * as networking from 'kubernetes-types/networking/v1'
import type { KubeObject, Service } from '../../api/types'
import { gatewayName, healthOf } from './names-late'
import type { Target } from './traffic'

type Route = KubeObject & {
  readonly spec?: {
    readonly hostnames?: readonly string[]
    readonly parentRefs?: readonly { readonly name: string; readonly namespace?: string; readonly port?: number }[]
    readonly rules?: readonly {
      readonly matches?: readonly {
        readonly path?: { readonly value?: string }
        readonly headers?: object
        readonly method?: string
      }[]
      readonly backendRefs?: readonly { readonly name: string; readonly namespace?: string }[]
    }[]
  }
}

/** Each host and path of an HTTPRoute leads to the first of its Services; matches by headers nobody from outside asks for. */
export function routedTargets(routes: Iterable<KubeObject>, gateway: Service): Target[] {
  const { spec, metadata } = gateway
  return [...(routes as Iterable<Route>)].flatMap((route) => {
    const { namespace } = route.metadata
    const parent = route.spec?.parentRefs?.find(
      (one) => one.name === metadata.labels?.[gatewayName] && (one.namespace ?? namespace) === metadata.namespace
    )
    const port = spec.ports?.find((one) => one.nodePort && (parent?.port ?? 80) === one.port)
    if (!parent || !port?.nodePort) return []
    const { nodePort } = port
    return (route.spec?.hostnames ?? ['']).flatMap((host) =>
      (route.spec?.rules ?? []).flatMap(({ matches = [{}], backendRefs: [backend] = [] }) =>
        matches.flatMap(({ path, headers, method }): Target[] => {
          if (!backend || host.startsWith('*') || headers || (method ?? 'GET') !== 'GET') return []
          const at = { nodePort, path: path?.value ?? '/', ...(host !== '' && { host }), ...healthOf(gateway) }
          return [{ service: `${backend.namespace ?? namespace}/${backend.name}`, ...at }]
        })
      )
    )
  })
}

type Ingress = KubeObject & { readonly spec?: networking.IngressSpec }

/** Each host and path of an Ingress leads to a Service; with a certificate it is asked for over TLS. */
export function namedTargets(ingresses: Iterable<KubeObject>, entrance: Service): Target[] {
  const { spec } = entrance
  const portOf = (number: number) => spec.ports?.find(({ port }) => port === number)?.nodePort ?? 0
  return [...(ingresses as Iterable<Ingress>)].flatMap(({ metadata, spec: ingress }) => {
    const secure = new Set((ingress?.tls ?? []).flatMap(({ hosts = [] }) => hosts))
    return (ingress?.rules ?? []).flatMap(({ host = '', http }) =>
      (http?.paths ?? []).flatMap(({ path = '/', backend }): Target[] => {
        const name = backend.service?.name
        if (name === undefined || host.startsWith('*')) return []
        const nodePort = portOf(secure.has(host) ? 443 : 80)
        const at = { nodePort, path, ...(host !== '' && { host }), ...healthOf(entrance) }
        return [{ service: `${metadata.namespace}/${name}`, ...at }]
      })
    )
  })
}
