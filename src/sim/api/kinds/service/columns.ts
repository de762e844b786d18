import { since } from '../../duration'
import type { Service } from '../../types'
import { as, labelText, none, type Columns } from '../columns'

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

export const columns: Columns = {
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
