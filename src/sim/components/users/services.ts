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
    find: ({ services, ingresses }, name) => [services, ingresses].find(({ resource }) => resource === name),
    all: ({ services, ingresses }) => [services, ingresses]
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
  const named = entrance ? namedTargets(context.ingresses.store.values(), entrance) : []
  const targets = services
    .flatMap((service): Target[] => {
      const nodePort = service.spec.ports?.find((port) => port.nodePort)?.nodePort
      const isBehindNames = service === entrance && named.length > 0
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
