import type { Endpoints, EndpointSlice, Service } from '../../../api/types'
import { since } from '../duration'
import { as, labelText, none, type Columns } from './table'

const portsText = ({ spec }: Service): string =>
  (spec.ports ?? [])
    .map(({ port, nodePort, protocol = 'TCP' }) => `${port}${nodePort ? `:${nodePort}` : ''}/${protocol}`)
    .join(',') || none

function externalText({ spec, status }: Service): string {
  const external = spec.externalIPs ?? []
  if (spec.type === 'ExternalName') return spec.externalName ?? ''
  if (spec.type !== 'LoadBalancer') return external.join(',') || none
  const ingress = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip ?? hostname ?? '')
  return [...ingress, ...external].join(',') || '<pending>'
}

export const services: Columns = {
  headers: ['NAME', 'TYPE', 'CLUSTER-IP', 'EXTERNAL-IP', 'PORT(S)', 'AGE'],
  wide: ['SELECTOR'],
  row: (object, now) => {
    const service = as<Service>(object)
    return [
      service.metadata.name,
      service.spec.type ?? 'ClusterIP',
      service.spec.clusterIP || none,
      externalText(service),
      portsText(service),
      since(service.metadata.creationTimestamp, now),
      labelText(service.spec.selector)
    ]
  }
}

/** At most three addresses, then how many more. Models formatEndpoints. */
export function endpointsText(subsets: Endpoints['subsets'], portName?: string): string {
  const all = (subsets ?? []).flatMap(({ addresses = [], ports }) => {
    if (!ports || ports.length === 0) return addresses.map(({ ip }) => ip)
    return ports
      .filter(({ name = '' }) => portName === undefined || name === portName)
      .flatMap(({ port }) => addresses.map(({ ip }) => `${ip}:${port}`))
  })
  if (all.length === 0) return none
  return all.slice(0, 3).join(',') + (all.length > 3 ? ` + ${all.length - 3} more...` : '')
}

export const endpoints: Columns = {
  headers: ['NAME', 'ENDPOINTS', 'AGE'],
  row: (object, now) => [
    object.metadata.name,
    endpointsText(as<Endpoints>(object).subsets),
    since(object.metadata.creationTimestamp, now)
  ]
}

const shortened = (items: readonly string[], unset: string): string =>
  items.length === 0 ? unset : items.slice(0, 3).join(',') + (items.length > 3 ? ` + ${items.length - 3} more...` : '')

export const endpointslices: Columns = {
  headers: ['NAME', 'ADDRESSTYPE', 'PORTS', 'ENDPOINTS', 'AGE'],
  row: (object, now) => {
    const { metadata, addressType, ports, endpoints: found } = as<EndpointSlice>(object)
    return [
      metadata.name,
      addressType,
      shortened(
        (ports ?? []).map(({ port }) => String(port ?? '')),
        '<unset>'
      ),
      shortened(
        (found ?? []).flatMap(({ addresses }) => addresses),
        '<unset>'
      ),
      since(metadata.creationTimestamp, now)
    ]
  }
}
