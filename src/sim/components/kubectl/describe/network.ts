import type { EndpointPort } from 'kubernetes-types/discovery/v1'
import { labelText } from '../../../api/kinds/columns'
import type { Endpoints, EndpointSlice, Service } from '../../../api/types'
import { itemsOf, list, type Describer } from './describer'

/** `10.244.1.21:80,10.244.2.24:80 + 1 more...`: the ready endpoints of a port. Models formatEndpointSlices. */
export function endpointsText(slices: readonly EndpointSlice[], portName: string): string {
  if (slices.length === 0) return '<none>'
  const found = slices.flatMap(({ ports, endpoints }) => {
    const ready = (endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false)
    const address = (endpoint: (typeof ready)[number]) => endpoint.addresses[0] ?? ''
    if (!ports || ports.length === 0) return ready.map(address)
    return ports
      .filter(({ name = '' }) => name === portName)
      .flatMap(({ port }) => ready.map((endpoint) => joined(address(endpoint), port ?? 0)))
  })
  return found.slice(0, 3).join(',') + (found.length > 3 ? ` + ${found.length - 3} more...` : '')
}

const joined = (host: string, port: number): string => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`)

type More = { readonly trafficDistribution?: string }

/** Models describeService. */
export const service: Describer<Service> = {
  before: ({ metadata: { name, namespace } }) => [
    list('slices', 'endpointslices', namespace, { labelSelector: `kubernetes.io/service-name=${name}` }, 0)
  ],
  write: (of, writer, about) => {
    const { metadata, spec, status } = of
    const slices = itemsOf<EndpointSlice>(about, 'slices')
    writer.row(0, 'Name', metadata.name)
    writer.row(0, 'Namespace', metadata.namespace ?? '')
    writer.labels('Labels', metadata.labels)
    writer.annotations('Annotations', metadata.annotations)
    writer.row(0, 'Selector', labelText(spec.selector))
    writer.row(0, 'Type', spec.type ?? '')
    if (spec.ipFamilyPolicy) writer.row(0, 'IP Family Policy', spec.ipFamilyPolicy)
    writer.row(0, 'IP Families', (spec.ipFamilies ?? []).join(',') || '<none>')
    writer.row(0, 'IP', spec.clusterIP ?? '')
    writer.row(0, 'IPs', (spec.clusterIPs ?? []).join(',') || '<none>')
    if ((spec.externalIPs ?? []).length > 0) writer.row(0, 'External IPs', spec.externalIPs!.join(','))
    if (spec.loadBalancerIP) writer.row(0, 'Desired LoadBalancer IP', spec.loadBalancerIP)
    if (spec.externalName) writer.row(0, 'External Name', spec.externalName)
    const ingress = (status?.loadBalancer?.ingress ?? []) as readonly {
      ip?: string
      ipMode?: string
      hostname?: string
    }[]
    if (ingress.length > 0)
      writer.row(
        0,
        'LoadBalancer Ingress',
        ingress.map(({ ip, ipMode, hostname = '' }) => (ip ? ip + (ipMode ? ` (${ipMode})` : '') : hostname)).join(', ')
      )
    for (const { name = '', port, protocol = '', targetPort, nodePort, appProtocol } of spec.ports ?? []) {
      const shown = name || '<unset>'
      writer.row(0, 'Port', `${shown}\t${port}/${protocol}`)
      writer.row(0, 'TargetPort', `${String(targetPort ?? 0)}/${protocol}`)
      if (appProtocol !== undefined) writer.row(0, 'AppProtocol', appProtocol)
      if (nodePort) writer.row(0, 'NodePort', `${shown}\t${nodePort}/${protocol}`)
      writer.row(0, 'Endpoints', endpointsText(slices, name))
    }
    writer.row(0, 'Session Affinity', spec.sessionAffinity ?? '')
    if (spec.externalTrafficPolicy) writer.row(0, 'External Traffic Policy', spec.externalTrafficPolicy)
    if (spec.internalTrafficPolicy) writer.row(0, 'Internal Traffic Policy', spec.internalTrafficPolicy)
    if (spec.healthCheckNodePort) writer.row(0, 'HealthCheck NodePort', spec.healthCheckNodePort)
    if ((spec.loadBalancerSourceRanges ?? []).length > 0)
      writer.row(0, 'LoadBalancer Source Ranges', spec.loadBalancerSourceRanges!.join(','))
    const { trafficDistribution } = spec as More
    if (trafficDistribution) writer.row(0, 'Traffic Distribution', trafficDistribution)
    writer.events(about.events, about.now)
  }
}

/** Models describeEndpoints. */
export const endpoints: Describer<Endpoints> = {
  write: ({ metadata, subsets = [] }, writer, { events, now }) => {
    writer.row(0, 'Name', metadata.name)
    writer.row(0, 'Namespace', metadata.namespace ?? '')
    writer.labels('Labels', metadata.labels)
    writer.annotations('Annotations', metadata.annotations)
    writer.line(0, 'Subsets:')
    for (const { addresses = [], notReadyAddresses = [], ports = [] } of subsets) {
      writer.row(1, 'Addresses', addresses.map(({ ip }) => ip).join(',') || '<none>')
      writer.row(1, 'NotReadyAddresses', notReadyAddresses.map(({ ip }) => ip).join(',') || '<none>')
      if (ports.length > 0) {
        writer.line(1, 'Ports:')
        const rows = ports.map(({ name, port, protocol = '' }) => [name || '<unset>', port, protocol])
        writer.table(2, ['Name', 'Port', 'Protocol'], ['----', '----', '--------'], rows)
      }
      writer.line(0, '')
    }
    writer.events(events, now)
  }
}

/** Models describeEndpointSliceV1. */
export const endpointSlice: Describer<EndpointSlice> = {
  write: ({ metadata, addressType, ports, endpoints: all }, writer, { events, now }) => {
    writer.row(0, 'Name', metadata.name)
    writer.row(0, 'Namespace', metadata.namespace ?? '')
    writer.labels('Labels', metadata.labels)
    writer.annotations('Annotations', metadata.annotations)
    writer.row(0, 'AddressType', addressType)
    if (!ports || ports.length === 0) writer.line(0, 'Ports: <unset>')
    else {
      writer.line(0, 'Ports:')
      const row = ({ name, port, protocol = '' }: EndpointPort) => [name || '<unset>', port ?? '<unset>', protocol]
      writer.table(1, ['Name', 'Port', 'Protocol'], ['----', '----', '--------'], ports.map(row))
    }
    if (!all || all.length === 0) writer.line(0, 'Endpoints: <none>')
    else writer.line(0, 'Endpoints:')
    for (const { addresses, conditions, hostname, targetRef, nodeName, zone } of all ?? []) {
      writer.line(1, `- Addresses:\t${addresses.join(', ') || '<none>'}`)
      writer.line(2, 'Conditions:')
      writer.row(3, 'Ready', conditions?.ready ?? '<unset>')
      writer.row(2, 'Hostname', hostname ?? '<unset>')
      if (targetRef) writer.row(2, 'TargetRef', `${targetRef.kind ?? ''}/${targetRef.name ?? ''}`)
      writer.row(2, 'NodeName', nodeName ?? '<unset>')
      writer.row(2, 'Zone', (zone as string | undefined) ?? '<unset>')
    }
    writer.events(events, now)
  }
}
