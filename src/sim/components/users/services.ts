import type { Service } from '../../api/types'
import { informerChart, informerResult, startInformer } from '../../client-go/informer'
import { keyOf } from '../../client-go/reflector'
import { handle } from '../../client-go/transport'
import { hasUsers, serviceOf } from './config'
import type { Users } from './context'
import type { Outbox, UsersInput } from './messages'
import { setTargets } from './traffic'

export const informers = informerChart<Users>(
  {
    find: ({ services }, name) => (services.resource === name ? services : undefined),
    all: ({ services }) => [services]
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

/** The list of Services has changed. */
export function learn(context: Users, out: Outbox): void {
  const wanted = serviceOf(context.config)
  const targets = ([...context.services.store.values()] as Service[])
    .flatMap((service) => {
      const nodePort = service.spec.ports?.find((port) => port.nodePort)?.nodePort
      const key = keyOf(service)
      return nodePort && (wanted === '' || wanted === key) ? [Object.freeze({ service: key, nodePort })] : []
    })
    .sort((a, b) => (a.service < b.service ? -1 : 1))
  setTargets(context, targets, out)
}
