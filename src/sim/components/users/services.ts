import type { Service } from '../../api/types'
import { informerChart, informerResult, startInformer } from '../../client-go/informer'
import { keyOf } from '../../client-go/reflector'
import { handle } from '../../client-go/transport'
import { hasUsers, serviceOf } from './config'
import type { Users } from './context'
import type { Outbox, UsersInput } from './messages'
import { gatewayName, healthOf, names } from './names-late'
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
  const routed = gateways.flatMap((gateway) => names().routedTargets(context.routes.store.values(), gateway))
  const named = (entrance ? names().namedTargets(context.ingresses.store.values(), entrance) : []).concat(routed)
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

/** Web's entrance: a Service that can be reached and takes HTTP and HTTPS. */
const isEntrance = ({ spec }: Service): boolean =>
  [80, 443].every((number) => spec.ports?.some(({ port, nodePort }) => port === number && nodePort !== undefined))

/** The Service of a Gateway's own proxy. */
const isGateway = ({ metadata }: Service): boolean => gatewayName in (metadata.labels ?? {})
