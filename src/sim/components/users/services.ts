import type * as networking from 'kubernetes-types/networking/v1'
import type { KubeObject, Service } from '../../api/types'
import { informerChart, informerResult, startInformer } from '../../client-go/informer'
import { keyOf } from '../../client-go/reflector'
import { handle } from '../../client-go/transport'
import { hasUsers, serviceOf } from './config'
import type { Users } from './context'
import type { Outbox, UsersInput } from './messages'
import { setTargets, type Target } from './traffic'

export const informers = informerChart<Users>(
  {
    find: ({ services, ingresses, routes }, name) =>
      [services, ingresses, routes].find(({ resource }) => resource === name),
    all: ({ services, ingresses, routes }) => [services, ingresses, routes]
  },
  ({ client }) => client
)

/**
 * Which Services can be reached from outside: those with a NodePort. Models the watch of a cloud's service controller
 * (k8s.io/cloud-provider/controllers/service), without its delay to program the balancer.
 */
export function startServices(context: Users, out: Outbox): void {
  if (hasUsers(context)) startInformer(context.services, out)
}

/** The API said something, or the connection to it did. */
export function hear(context: Users, event: UsersInput, out: Outbox): void {
  for (const result of handle(context.client, context, out, event) ?? []) informerResult(result, out)
}

/** The list of Services has changed, or that of Ingresses. */
export function learn(context: Users, out: Outbox): void {
  const wanted = serviceOf(context.config)
  const services = [...context.services.store.values()] as Service[]
  const entrance = services.find(isEntrance)
  // Names behind an entrance are looked up when there is one, so that clusters without pay for no watch.
  if (entrance) startInformer(context.ingresses, out)
  const gateways = services.filter(isGateway)
  if (gateways.length > 0) startInformer(context.routes, out)
  const routed = gateways.flatMap((gateway) => routedTargets(context.routes.store.values(), gateway))
  const named = (entrance ? namedTargets(context.ingresses.store.values(), entrance) : []).concat(routed)
  const targets = services
    .flatMap((service): Target[] => {
      const nodePort = service.spec.ports?.find((port) => port.nodePort)?.nodePort
      // By no name a Gateway has nothing to show.
      const isBehindNames = (service === entrance && named.length > 0) || isGateway(service)
      return nodePort && !isBehindNames ? [{ service: keyOf(service), nodePort, ...healthOf(service) }] : []
    })
    .concat(named)
    .filter(({ service }) => wanted === '' || wanted === service)
    .map((target) => Object.freeze(target))
    .sort((a, b) => (a.service < b.service ? -1 : 1))
  setTargets(context, targets, out)
}

const healthOf = ({ spec }: Service): Pick<Target, 'healthPort'> =>
  spec.healthCheckNodePort ? { healthPort: spec.healthCheckNodePort } : {}

/** Web's entrance: a Service that can be reached and takes HTTP and HTTPS. */
const isEntrance = ({ spec }: Service): boolean =>
  [80, 443].every((number) => spec.ports?.some(({ port, nodePort }) => port === number && nodePort !== undefined))

/** The Service of a Gateway's own proxy. */
const isGateway = ({ metadata }: Service): boolean => gatewayName in (metadata.labels ?? {})
const gatewayName = 'gateway.networking.k8s.io/gateway-name'

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
function routedTargets(routes: Iterable<KubeObject>, gateway: Service): Target[] {
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
function namedTargets(ingresses: Iterable<KubeObject>, entrance: Service): Target[] {
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
