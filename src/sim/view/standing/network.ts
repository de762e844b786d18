import { isPodReady } from '../../api/kinds/pod/conditions'
import { list, part, text, type Part } from '../../api/kinds/parts'
import { selectsEqual } from '../../api/labels'
import type { Endpoints, EndpointSlice, KubeObject, Pod, Service } from '../../api/types'
import type { World } from '../../kernel/world'
import { storedObjects, storedValue } from '../truth'
import { lastEventOf } from './says'
import { count, ended, unwell, well, type Standing, type Stands } from './types'

export const service: Stands<Service> = (world, object) => {
  const { metadata, spec, status } = object
  const namespace = metadata.namespace ?? 'default'
  if (spec.type === 'ExternalName') return well(`Is another name of ${spec.externalName}: nothing goes through it.`)
  const led = leadsTo(world, object, namespace)
  if (spec.type !== 'LoadBalancer' || (status?.loadBalancer?.ingress ?? []).length > 0) return led
  const failure = lastEventOf(world, object)
  const none = failure ? `It has no address outside: ${ended(failure.message)}` : 'It has no address outside yet.'
  return unwell(`${led.text} ${none}`, led.well ? failure?.key : led.by)
}

function leadsTo(world: World, { metadata, spec }: Service, namespace: string): Standing {
  const slices = storedObjects<EndpointSlice>(world, `endpointslices/${namespace}`).filter(
    ({ metadata: slice }) => slice.labels?.['kubernetes.io/service-name'] === metadata.name
  )
  const ready = slices
    .flatMap(({ endpoints }) => endpoints ?? [])
    .filter(({ conditions }) => conditions?.ready !== false)
  if (ready.length > 0) return well(`Leads to ${count(ready.length, 'endpoint')}.`)
  const by = slices[0] && `/registry/endpointslices/${namespace}/${slices[0].metadata.name}`
  const selector = Object.entries(spec.selector ?? {})
  if (selector.length === 0) return unwell('Leads nowhere: it has no selector, and nobody has given it endpoints.', by)
  const chosen = storedObjects<Pod>(world, `pods/${namespace}`).filter(({ metadata: pod }) =>
    selectsEqual(spec.selector, pod.labels)
  )
  const labels = selector.map(([name, value]) => `${name}=${value}`).join(',')
  if (chosen.length === 0) return unwell(`Leads nowhere: no pod in ${namespace} is labelled ${labels}.`, by)
  if (chosen.every(({ status }) => !isPodReady(status)))
    return unwell(
      `Leads nowhere: ${chosen.length === 1 ? 'its only pod is not ready' : `none of its ${chosen.length} pods is ready`}.`,
      by
    )
  return unwell('Leads nowhere: its pods are ready, and its EndpointSlices do not say so yet.', by)
}

export const endpoints: Stands<Endpoints> = (_world, { subsets = [] }) =>
  addressed(
    subsets.flatMap(({ addresses = [] }) => addresses).length,
    subsets.flatMap(({ notReadyAddresses = [] }) => notReadyAddresses).length
  )

export const slice: Stands<EndpointSlice> = (_world, object) => {
  const all = object.endpoints ?? []
  const ready = all.filter(({ conditions }) => conditions?.ready !== false).length
  return addressed(ready, all.length - ready)
}

const addressed = (ready: number, other: number): Standing =>
  well(`Names ${ready} ready ${ready === 1 ? 'address' : 'addresses'}${other > 0 ? ` and ${other} that are not` : ''}.`)

export const ingress: Stands<KubeObject> = (world, object) => {
  const spec = part(object.spec) ?? {}
  const namespace = object.metadata.namespace ?? 'default'
  const name = text(spec.ingressClassName) || (object.metadata.annotations?.['kubernetes.io/ingress.class'] ?? '')
  if (name === '') return unwell('Names no class, and there is no default one: no controller serves it.')
  if (spec.ingressClassName !== undefined && !storedValue(world, `/registry/ingressclasses/${name}`))
    return unwell(`There is no IngressClass ${name}: no controller serves it.`)
  const lost = backendsOf(spec).find((one) => !storedValue(world, `/registry/services/${namespace}/${one}`))
  const missing = lost === undefined ? '' : ` Its Service ${lost} does not exist.`
  const addresses = list(part(part(object.status)?.loadBalancer)?.ingress).flatMap(
    ({ ip, hostname }) => text(ip) || text(hostname) || []
  )
  if (addresses.length === 0) return unwell(`No controller of class ${name} has given it an address.${missing}`)
  const now = `Is reached at ${addresses.join(', ')}.`
  return missing === '' ? well(now) : unwell(`${now}${missing}`)
}

function backendsOf(spec: Part): string[] {
  const paths = list(spec.rules).flatMap(({ http }) => list(part(http)?.paths).map(({ backend }) => part(backend)))
  return [part(spec.defaultBackend), ...paths].flatMap((backend) => text(part(backend?.service)?.name) || [])
}
