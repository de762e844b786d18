import type { Node, Service } from '../../api/types'
import { askApi, askCloud, tell, type Ref } from './ask'
import { nodesOf, servicesOf, type CloudControllerManager } from './context'
import type { Outbox } from './messages'
import { isNew } from './nodes'

export const finalizer = 'service.kubernetes.io/load-balancer-cleanup'
const excluded = 'node.kubernetes.io/exclude-from-external-load-balancers'
const leaving = 'ToBeDeletedByClusterAutoscaler'

const keyOf = ({ metadata }: Service): string => `${metadata.namespace}/${metadata.name}`

type WithClass = Service['spec'] & { readonly loadBalancerClass?: string }

/** Models controller.go wantsLoadBalancer. */
const wants = ({ spec, metadata }: Service): boolean =>
  spec.type === 'LoadBalancer' && !(spec as WithClass).loadBalancerClass && metadata.deletionTimestamp === undefined

/** The nodes behind a balancer: whether they are ready is for its own checks to find. Models nodePredicates. */
const hosts = (context: CloudControllerManager): readonly string[] =>
  nodesOf(context)
    .filter((node) => isHost(node) && !isNew(node))
    .map(({ metadata }) => metadata.name)
    .sort()

const isHost = ({ metadata, spec }: Node): boolean =>
  metadata.labels?.[excluded] === undefined && !(spec.taints ?? []).some(({ key }) => key === leaving)

/** Each Service gets the balancer that it asks for, and gives it back. Models cloud-provider/controllers/service/controller.go. */
export function syncServices(context: CloudControllerManager, out: Outbox): void {
  const behind = hosts(context)
  for (const service of servicesOf(context)) {
    const key = keyOf(service)
    const balancer = context.balancers.get(key)
    if (balancer?.busy) continue
    const has = (service.metadata.finalizers ?? []).includes(finalizer)
    if (wants(service)) {
      if (!has) addFinalizer(context, service, out)
      else if (!balancer) ensure(context, service, behind, out)
      else if (balancer.hosts !== behind.join()) {
        balancer.hosts = behind.join()
        askCloud(context, out, { type: 'cloud.balance', name: key, hosts: behind }, { about: 'balancer', key })
      }
    } else if (has) release(context, service, out)
  }
}

const at = (service: Service) => ({
  resource: 'services',
  namespace: service.metadata.namespace ?? 'default',
  name: service.metadata.name
})

function hold(context: CloudControllerManager, key: string, more: { hosts?: string } = {}): void {
  const known = context.balancers.get(key)
  context.balancers.set(key, { hosts: known?.hosts ?? '', ensured: known?.ensured ?? false, ...more, busy: true })
}

function addFinalizer(context: CloudControllerManager, service: Service, out: Outbox): void {
  const { finalizers = [], resourceVersion } = service.metadata
  const body = { metadata: { resourceVersion, finalizers: [...finalizers, finalizer] } }
  hold(context, keyOf(service))
  const ref: Ref = { kind: 'finalizer', key: keyOf(service) }
  askApi(context, out, { verb: 'patch', ...at(service), body, options: { patchType: 'merge' } }, ref)
}

function ensure(context: CloudControllerManager, service: Service, behind: readonly string[], out: Outbox): void {
  const key = keyOf(service)
  tell(context, out, service, 'EnsuringLoadBalancer', 'Ensuring load balancer')
  hold(context, key, { hosts: behind.join() })
  askCloud(context, out, { type: 'cloud.balance', name: key, hosts: behind }, { about: 'balancer', key })
}

function release(context: CloudControllerManager, service: Service, out: Outbox): void {
  const key = keyOf(service)
  tell(context, out, service, 'DeletingLoadBalancer', 'Deleting load balancer')
  hold(context, key)
  askCloud(context, out, { type: 'cloud.unbalance', name: key }, { about: 'balancer-gone', key })
}

const serviceOf = ({ informers }: CloudControllerManager, key: string) =>
  informers.services.store.get(key) as Service | undefined

/** The provider has a balancer with these hosts. */
export function balanced(context: CloudControllerManager, key: string, ip: string, out: Outbox): void {
  const balancer = context.balancers.get(key)
  const service = serviceOf(context, key)
  if (!balancer || !service) return
  if (balancer.ensured)
    return tell(context, out, service, 'UpdatedLoadBalancer', 'Updated load balancer with new hosts')
  const body = { status: { loadBalancer: { ingress: [{ ip, ipMode: 'VIP' }] } } }
  const options = { patchType: 'merge' } as const
  askApi(context, out, { verb: 'patch', ...at(service), subresource: 'status', body, options }, { kind: 'status', key })
}

export function unbalanced(context: CloudControllerManager, key: string, out: Outbox): void {
  const service = serviceOf(context, key)
  if (!service) return void context.balancers.delete(key)
  const finalizers = (service.metadata.finalizers ?? []).filter((each) => each !== finalizer)
  const body = { metadata: { finalizers } }
  askApi(
    context,
    out,
    { verb: 'patch', ...at(service), body, options: { patchType: 'merge' } },
    { kind: 'release', key }
  )
}

/** The API has taken a step of it (`taken`: the Service as it is then); what failed is tried when something changes, and at the next look. */
export function serviceDone(
  context: CloudControllerManager,
  { kind, key }: Ref,
  taken: Service | null,
  out: Outbox
): void {
  const balancer = context.balancers.get(key)
  if (kind === 'finalizer' || kind === 'release' || !balancer) context.balancers.delete(key)
  else Object.assign(balancer, { busy: false, ensured: balancer.ensured || taken !== null })
  if (!taken) return
  if (kind === 'status') tell(context, out, taken, 'EnsuredLoadBalancer', 'Ensured load balancer')
  if (kind === 'release') tell(context, out, taken, 'DeletedLoadBalancer', 'Deleted load balancer')
}
