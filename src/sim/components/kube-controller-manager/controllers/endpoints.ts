import type { Endpoints, Service } from '../../../api/types'
import { referenceTo } from '../../../client-go/events'
import { lookup } from '../caches'
import { enqueue, type Controller } from '../controller'
import { equal } from '../../../api/equality'
import { errorOf, event, isNamespaceTerminating, isNotFound, isOk, fact, note, request } from '../sync'
import { addressesOf, countAddresses, subsetsOf, truncated, type Subset } from './endpoint-subsets'
import { triggerTime, withTrigger } from './endpointtriggers'
import { needsEndpoints } from '../service-pods'
import { isHeadless, servicesOf } from './endpointpods'

interface Input {
  readonly key: string
  readonly service: Service | undefined
  readonly subsets: readonly Subset[]
  /** More addresses exist than one object may hold. */
  readonly isCut: boolean
  readonly current: Endpoints | undefined
  /** When that came which it is about. */
  readonly trigger?: string | undefined
  readonly managed: boolean
}

const name = 'endpoints'
const overCapacity = 'endpoints.kubernetes.io/over-capacity'
const managedByLabel = 'endpoints.kubernetes.io/managed-by'
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
    if (!service) {
      kcm.triggers.delete(`${name} ${key}`)
      kcm.addresses.delete(key)
      return current ? { key, service, subsets: [], isCut: false, current, managed: false } : null
    }
    if (!needsEndpoints(service)) return null
    const behind = kcm.caches.behind.get(key)!
    const trigger = triggerTime(kcm, name, key, service, behind)
    const addresses = addressesOf(service, behind, current, kcm.addresses.get(key))
    kcm.addresses.set(key, addresses)
    const all = subsetsOf(service, behind.pods, addresses)
    const cut = truncated(all)
    const subsets = cut ?? all
    const isCurrent = current && equal(current.subsets ?? [], subsets)
    if (isCurrent && equal(withoutOwn(current.metadata.labels), service.metadata.labels)) return null
    return { key, service, subsets, isCut: cut !== null, current, trigger, managed: kcm.settings.release !== '1.25' }
  },

  *sync({ key, service, subsets, isCut, current, trigger, managed }) {
    const [namespace, serviceName] = key.split('/') as [string, string]
    const at = { resource: 'endpoints', namespace, name: serviceName }
    if (!service) {
      const answer = yield* request({ verb: 'delete', ...at })
      return isOk(answer) || isNotFound(answer) ? undefined : errorOf(answer)
    }
    const labels: Record<string, string> = { ...service.metadata.labels }
    if (isHeadless(service)) labels[headlessLabel] = ''
    if (managed) labels[managedByLabel] = 'endpoint-controller'
    const ready = countAddresses(subsets, 'addresses')
    const notReady = countAddresses(subsets, 'notReadyAddresses')
    yield* note(
      `analyses ${key}: ${ready} ready and ${notReady} other addresses; ${current ? 'updates' : 'creates'} its Endpoints`
    )
    const { annotations, ...metadata } = current?.metadata ?? { name: serviceName, namespace }
    const { subsets: _before, ...others } = current ?? { apiVersion: 'v1', kind: 'Endpoints' }
    const body = {
      ...others,
      metadata: {
        ...metadata,
        labels,
        ...withTrigger(isCut ? { ...annotations, [overCapacity]: 'truncated' } : annotations, trigger)
      },
      ...(subsets.length > 0 && { subsets })
    }
    const answer = yield* request(
      current ? { verb: 'update', ...at, body } : { verb: 'create', resource: 'endpoints', namespace, body }
    )
    if (isOk(answer)) {
      yield* fact('endpoints-updated', { service: key, ready })
      return undefined
    }
    if (isNamespaceTerminating(answer)) return undefined
    const error = errorOf(answer)
    const [reason, text] = current
      ? ['FailedToUpdateEndpoint', `Failed to update endpoint ${key}: ${error}`]
      : ['FailedToCreateEndpoint', `Failed to create endpoint for service ${key}: ${error}`]
    yield* event(referenceTo(current ?? body), 'Warning', reason!, text!)
    return error
  }
}

/** Labels that are the Service's. */
const withoutOwn = ({ [headlessLabel]: _, [managedByLabel]: _by, ...labels }: Record<string, string> = {}) => labels
