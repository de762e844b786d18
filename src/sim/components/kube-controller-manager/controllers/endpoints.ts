import type { Endpoints, Service } from '../../../api/types'
import { referenceTo } from '../../../client-go/events'
import { lookup } from '../caches'
import { enqueue, type Controller } from '../controller'
import { equal } from '../../../api/equality'
import { errorOf, event, isNamespaceTerminating, isNotFound, isOk, fact, note, request } from '../sync'
import { countAddresses, subsetsOf, truncated, type Subset } from './endpoint-subsets'
import { isHeadless, needsEndpoints, selectedPods, servicesOf } from './endpointpods'

interface Input {
  readonly key: string
  readonly service: Service | undefined
  readonly subsets: readonly Subset[]
  /** More addresses exist than one object may hold. */
  readonly isCut: boolean
  readonly current: Endpoints | undefined
}

const name = 'endpoints'
const overCapacity = 'endpoints.kubernetes.io/over-capacity'
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
    if (!service) return current ? { key, service, subsets: [], isCut: false, current } : null
    if (!needsEndpoints(service)) return null
    const all = subsetsOf(service, selectedPods(kcm, service), current)
    const cut = truncated(all)
    const subsets = cut ?? all
    const isCurrent = current && equal(current.subsets, subsets)
    if (isCurrent && equal(withoutHeadless(current.metadata.labels), service.metadata.labels)) return null
    return { key, service, subsets, isCut: cut !== null, current }
  },

  *sync({ key, service, subsets, isCut, current }) {
    const [namespace, serviceName] = key.split('/') as [string, string]
    const at = { resource: 'endpoints', namespace, name: serviceName }
    if (!service) {
      const answer = yield* request({ verb: 'delete', ...at })
      return isOk(answer) || isNotFound(answer) ? undefined : errorOf(answer)
    }
    const labels: Record<string, string> = { ...service.metadata.labels }
    if (isHeadless(service)) labels[headlessLabel] = ''
    const ready = countAddresses(subsets, 'addresses')
    const notReady = countAddresses(subsets, 'notReadyAddresses')
    yield* note(
      `analyses ${key}: ${ready} ready and ${notReady} other addresses; ${current ? 'updates' : 'creates'} its Endpoints`
    )
    const body = {
      apiVersion: 'v1',
      kind: 'Endpoints',
      ...current,
      metadata: {
        ...(current?.metadata ?? { name: serviceName, namespace }),
        labels,
        ...(isCut && { annotations: { ...current?.metadata.annotations, [overCapacity]: 'truncated' } })
      },
      subsets
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

const withoutHeadless = ({ [headlessLabel]: _, ...labels }: Record<string, string> = {}) => labels
