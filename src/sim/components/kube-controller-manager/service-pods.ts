import { Table } from '../../../base/table'
import { equal } from '../../api/equality'
import { selectsEqual } from '../../api/labels'
import type { KubeObject, Node, Pod, Service } from '../../api/types'
import type { Change } from '../../client-go/informer'

/** Who looks at the pods behind Services, each at its own pace. */
type Reader = Controller | `${Controller} triggers`
type Controller = 'endpoints' | 'endpointslice'

/** Keys of pods that changed since a reader's last look; `all`: it must look at every pod. */
interface News {
  all: boolean
  readonly pods: Set<string>
}

/** The pods that a Service selects, by key, and what of them is news to whom: a look costs what changed, not what there is. */
export interface ServicePods {
  readonly selector: Service['spec']['selector']
  readonly pods: Table<Pod>
  readonly news: Readonly<Record<Reader, News>>
}

export const needsEndpoints = ({ spec }: Service): boolean =>
  spec.type !== 'ExternalName' && spec.selector !== undefined

/** What a reader has not looked at yet, which it does now: keys of pods, or null for all of them. */
export function takeNews({ news }: ServicePods, reader: Reader): readonly string[] | null {
  const its = news[reader]
  const changed = its.all ? null : [...its.pods]
  its.all = false
  its.pods.clear()
  return changed
}

/** Keeps the pods of Services in step with a change; `pods` are all that are cached. */
export function indexServicePods(services: Map<string, ServicePods>, pods: Table<KubeObject>, change: Change): void {
  if (change.resource === 'services') serviceChanged(services, pods, change)
  else if (change.resource === 'pods') podChanged(services, change)
  else if (change.resource === 'nodes' && zoneOf(change.object) !== zoneOf(change.old))
    for (const { news } of services.values()) news.endpointslice.all = true
}

export const zoneOf = (node: KubeObject | undefined): string | undefined =>
  (node as Node | undefined)?.metadata.labels?.['topology.kubernetes.io/zone']

function serviceChanged(services: Map<string, ServicePods>, pods: Table<KubeObject>, change: Change): void {
  const { key, type, object } = change
  const service = object as Service
  if (type === 'delete' || !needsEndpoints(service)) {
    services.delete(key)
    return
  }
  const { selector } = service.spec
  const known = services.get(key)
  if (known && equal(known.selector, selector)) {
    for (const news of Object.values(known.news)) news.all = true
    return
  }
  const selected = (pods.under(`${service.metadata.namespace}/`) as Pod[]).filter(({ metadata }) =>
    selectsEqual(selector, metadata.labels)
  )
  services.set(key, {
    selector,
    pods: new Table(selected.map((pod) => [`${pod.metadata.namespace}/${pod.metadata.name}`, pod])),
    news: {
      endpoints: everything(),
      'endpoints triggers': everything(),
      endpointslice: everything(),
      'endpointslice triggers': everything()
    }
  })
}

const everything = (): News => ({ all: true, pods: new Set() })

function podChanged(services: Map<string, ServicePods>, { key, type, object }: Change): void {
  const namespace = key.slice(0, key.indexOf('/') + 1)
  for (const [service, { selector, pods, news }] of services) {
    if (!service.startsWith(namespace)) continue
    if (type !== 'delete' && selectsEqual(selector, object.metadata.labels)) pods.set(key, object as Pod)
    else if (!pods.delete(key)) continue
    for (const { pods: changed } of Object.values(news)) changed.add(key)
  }
}
