import type {
  Ingress as PublishedIngress,
  IngressBackend,
  IngressClass as PublishedClass
} from 'kubernetes-types/networking/v1'
import type { EndpointSlice, KubeObject, Service } from '../../../api/types'
import { errorOf, itemsOf, list, objectOf, type About, type Describer, type Question } from './describer'
import { endpointsText } from './network'
import type { TimedCondition } from './writer'

type Ingress = KubeObject & Pick<PublishedIngress, 'spec' | 'status'>
type IngressClass = KubeObject & Pick<PublishedClass, 'spec'>

function backendsOf({ spec }: Ingress): readonly IngressBackend[] {
  const paths = (spec?.rules ?? []).flatMap(({ http }) => (http?.paths ?? []).map(({ backend }) => backend))
  return [...(spec?.defaultBackend ? [spec.defaultBackend] : []), ...paths]
}

/** What each of its services has. */
function questionsOf(ingress: Ingress): readonly Question[] {
  const { namespace } = ingress.metadata
  const names = new Set(backendsOf(ingress).flatMap(({ service }) => (service ? [service.name] : [])))
  return [...names].flatMap((name): Question[] => [
    list(`slices/${name}`, 'endpointslices', namespace, { labelSelector: `kubernetes.io/service-name=${name}` }, 0),
    {
      key: `service/${name}`,
      call: { verb: 'get', resource: 'services', name, ...(namespace !== undefined && { namespace }) }
    }
  ])
}

/** `web:80 (10.244.1.2:80)`. Models describeBackendV1. */
function backendText({ service, resource }: IngressBackend, about: About): string {
  if (service) {
    const { name, port = {} } = service
    const shown = `${name}:${port.number ? String(port.number) : (port.name ?? '')}`
    const error = errorOf(about, `slices/${name}`) ?? errorOf(about, `service/${name}`)
    if (error !== undefined) return `${shown} (<error: ${error}>)`
    const ports = objectOf<Service>(about, `service/${name}`)?.spec.ports ?? []
    const named = ports.findLast((one) =>
      port.number ? one.port === port.number : port.name !== undefined && one.name === port.name
    )
    return `${shown} (${endpointsText(itemsOf<EndpointSlice>(about, `slices/${name}`), named?.name ?? '')})`
  }
  if (!resource) return ''
  return `APIGroup: ${resource.apiGroup ?? '<none>'}, Kind: ${resource.kind}, Name: ${resource.name}`
}

/** Models describeIngressV1. */
export const ingress: Describer<Ingress> = {
  after: questionsOf,
  write: (of, writer, about) => {
    const { metadata, spec = {}, status } = of
    const addresses = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname = '' }) => ip || hostname)
    writer.row(0, 'Name', metadata.name)
    writer.labels('Labels', metadata.labels)
    writer.row(0, 'Namespace', metadata.namespace ?? '')
    writer.row(0, 'Address', [...new Set(addresses.filter((address) => address !== ''))].sort().join(','))
    writer.row(0, 'Ingress Class', spec.ingressClassName ?? '<none>')
    const fallback = spec.defaultBackend ? backendText(spec.defaultBackend, about) : '<default>'
    writer.row(0, 'Default backend', fallback)
    if ((spec.tls ?? []).length > 0) writer.line(0, 'TLS:')
    for (const { secretName, hosts = [] } of spec.tls ?? [])
      writer.line(1, secretName ? `${secretName} terminates ${hosts.join(',')}` : `SNI routes ${hosts.join(',')}`)
    writer.line(0, 'Rules:\n  Host\tPath\tBackends')
    writer.line(1, '----\t----\t--------')
    const rules = (spec.rules ?? []).filter(({ http }) => http)
    for (const { host, http } of rules) {
      writer.line(1, `${host || '*'}\t`)
      for (const { path = '', backend } of http!.paths) writer.line(2, `\t${path} \t${backendText(backend, about)}`)
    }
    if (rules.length === 0) writer.line(1, `*\t*\t${fallback}`)
    writer.annotations('Annotations', metadata.annotations)
    writer.events(about.events, about.now)
  }
}

/** Models describeIngressClassV1. */
export const ingressClass: Describer<IngressClass> = {
  write: ({ metadata, spec }, writer, { events, now }) => {
    writer.row(0, 'Name', metadata.name)
    writer.labels('Labels', metadata.labels)
    writer.annotations('Annotations', metadata.annotations)
    writer.row(0, 'Controller', spec?.controller ?? '')
    const parameters = spec?.parameters
    if (parameters) {
      writer.line(0, 'Parameters:')
      if (parameters.apiGroup !== undefined) writer.row(1, 'APIGroup', parameters.apiGroup)
      writer.row(1, 'Kind', parameters.kind)
      writer.row(1, 'Name', parameters.name)
    }
    writer.events(events, now)
  }
}

type ServiceCidr = KubeObject & {
  readonly spec?: { readonly cidrs?: readonly string[] }
  readonly status?: { readonly conditions?: readonly TimedCondition[] }
}

/** Models describeServiceCIDRV1. */
export const serviceCidr: Describer<ServiceCidr> = {
  write: ({ metadata, spec, status }, writer, { events, now }) => {
    writer.row(0, 'Name', metadata.name)
    writer.labels('Labels', metadata.labels)
    writer.annotations('Annotations', metadata.annotations)
    writer.row(0, 'CIDRs', (spec?.cidrs ?? []).join(', '))
    const conditions = status?.conditions ?? []
    if (conditions.length > 0) {
      writer.line(0, 'Status:\nConditions:')
      writer.timedConditions(conditions)
    }
    writer.events(events, now)
  }
}

interface Parent {
  readonly group?: string
  readonly resource?: string
  readonly namespace?: string
  readonly name?: string
}
type IpAddress = KubeObject & { readonly spec?: { readonly parentRef?: Parent } }

/** Models describeIPAddressV1. */
export const ipAddress: Describer<IpAddress> = {
  write: ({ metadata, spec }, writer, { events, now }) => {
    writer.row(0, 'Name', metadata.name)
    writer.labels('Labels', metadata.labels)
    writer.annotations('Annotations', metadata.annotations)
    if (spec?.parentRef) {
      const { group = '', resource = '', namespace = '', name = '' } = spec.parentRef
      writer.line(0, 'Parent Reference:')
      writer.row(1, 'Group', group)
      writer.row(1, 'Resource', resource)
      writer.row(1, 'Namespace', namespace)
      writer.row(1, 'Name', name)
    }
    writer.events(events, now)
  }
}
