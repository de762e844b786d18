import type { Endpoints, Pod, Service } from '../../../api/types'
import { referenceTo } from '../../../client-go/events'
import { lookup } from '../caches'
import { enqueue, type Controller } from '../controller'
import { canonical, equal } from '../equality'
import { isReady } from '../pods'
import { errorOf, event, isNamespaceTerminating, isNotFound, isOk, milestone, note, request } from '../sync'
import { isBehindService, isHeadless, needsEndpoints, portsOf, selectedPods, servicesOf } from './endpointpods'

interface Input {
  readonly key: string
  readonly service: Service | undefined
  readonly pods: readonly Pod[]
  readonly current: Endpoints | undefined
}

type Subset = NonNullable<Endpoints['subsets']>[number]

const name = 'endpoints'
const headlessLabel = 'service.kubernetes.io/headless'

/** The legacy Endpoints object of each Service. Models pkg/controller/endpoint/endpoints_controller.go. */
export const endpoints: Controller<Input> = {
  name,
  user: 'endpoint-controller',
  workers: 'concurrent-endpoint-syncs',
  maxRetries: 15,
  needs: ['services', 'pods', 'endpoints'],

  observe(kcm, change) {
    if (change.resource === 'services') enqueue(kcm, name, change.key)
    else if (change.resource === 'pods') for (const key of servicesOf(kcm, change)) enqueue(kcm, name, key)
    else if (change.type === 'delete' && lookup(kcm.caches, 'services', change.key)) enqueue(kcm, name, change.key)
  },

  read(kcm, key) {
    const service = lookup(kcm.caches, 'services', key)
    const current = lookup(kcm.caches, 'endpoints', key)
    if (service ? !needsEndpoints(service) : !current) return null
    return { key, service, pods: service ? selectedPods(kcm, service) : [], current }
  },

  *sync({ key, service, pods, current }) {
    const [namespace, serviceName] = key.split('/') as [string, string]
    const at = { resource: 'endpoints', namespace, name: serviceName }
    if (!service) {
      const answer = yield* request({ verb: 'delete', ...at })
      return isOk(answer) || isNotFound(answer) ? undefined : errorOf(answer)
    }
    const subsets = subsetsOf(service, pods)
    const labels: Record<string, string> = { ...service.metadata.labels }
    if (current && equal(current.subsets, subsets) && equal(withoutHeadless(current.metadata.labels), labels))
      return undefined
    if (isHeadless(service)) labels[headlessLabel] = ''
    const ready = subsets.reduce((sum, { addresses = [] }) => sum + addresses.length, 0)
    const notReady = subsets.reduce((sum, { notReadyAddresses = [] }) => sum + notReadyAddresses.length, 0)
    yield* note(
      `analyses ${key}: ${ready} ready and ${notReady} other addresses; ${current ? 'updates' : 'creates'} its Endpoints`
    )
    const body = {
      apiVersion: 'v1',
      kind: 'Endpoints',
      ...current,
      metadata: { ...(current?.metadata ?? { name: serviceName, namespace }), labels },
      subsets
    }
    const answer = yield* request(
      current ? { verb: 'update', ...at, body } : { verb: 'create', resource: 'endpoints', namespace, body }
    )
    if (isOk(answer)) {
      yield* milestone('endpoints-updated', { service: key, ready })
      return undefined
    }
    if (isNamespaceTerminating(answer)) return undefined
    const [verb, reason] = current ? ['update', 'FailedToUpdateEndpoint'] : ['create', 'FailedToCreateEndpoint']
    const error = errorOf(answer)
    yield* event(referenceTo(current ?? body), 'Warning', reason!, `Failed to ${verb} endpoint ${key}: ${error}`)
    return error
  }
}

const withoutHeadless = ({ [headlessLabel]: _, ...labels }: Record<string, string> = {}) => labels

/** Addresses by their ports: one subset per distinct set of ports. Models RepackSubsets. */
export function subsetsOf(service: Service, pods: readonly Pod[]): Subset[] {
  const publishAll = service.spec.publishNotReadyAddresses === true
  const byPorts = new Map<string, Required<Subset>>()
  for (const pod of pods) {
    if (!isBehindService(pod, publishAll)) continue
    const ports = portsOf(service, pod)
    if (ports.length === 0 && !((service.spec.ports ?? []).length === 0 && isHeadless(service))) continue
    const key = canonical(ports)
    let subset = byPorts.get(key)
    if (!subset) byPorts.set(key, (subset = { addresses: [], notReadyAddresses: [], ports }))
    ;(publishAll || isReady(pod) ? subset.addresses : subset.notReadyAddresses).push(addressOf(service, pod))
  }
  const byIp = (a: { ip: string }, b: { ip: string }) => (a.ip < b.ip ? -1 : a.ip > b.ip ? 1 : 0)
  return [...byPorts.values()].map(({ addresses, notReadyAddresses, ports }) => ({
    ...(addresses.length > 0 && { addresses: addresses.sort(byIp) }),
    ...(notReadyAddresses.length > 0 && { notReadyAddresses: notReadyAddresses.sort(byIp) }),
    ...(ports.length > 0 && { ports })
  }))
}

function addressOf(service: Service, { metadata, spec, status }: Pod) {
  const { namespace, name: podName, uid } = metadata
  const hasHostname = spec.hostname && spec.subdomain === service.metadata.name
  return {
    ip: status.podIP!,
    ...(hasHostname && { hostname: spec.hostname }),
    nodeName: spec.nodeName!,
    targetRef: { kind: 'Pod', namespace: namespace!, name: podName, uid: uid! }
  }
}
