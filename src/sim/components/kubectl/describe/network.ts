import type { CoreEvent, EndpointSlice, Service } from '../../../api/types'
import { labelText } from '../../../api/kinds/columns'
import { eventLines, mapLines } from './lines'

/** `10.244.1.21:80,10.244.2.24:80`: the ready endpoints of one port. */
function endpointsOf(slices: readonly EndpointSlice[], portName: string): string {
  const found = slices.flatMap(({ ports, endpoints }) => {
    const port = (ports ?? []).find(({ name }) => (name ?? '') === portName)
    if (!port) return []
    return (endpoints ?? [])
      .filter(({ conditions }) => conditions?.ready !== false)
      .flatMap(({ addresses }) => addresses.map((address) => `${address}:${port.port}`))
  })
  return found.slice(0, 3).join(',') + (found.length > 3 ? ` + ${found.length - 3} more...` : '')
}

/** Models describeService. */
export function describeService(
  service: Service,
  slices: readonly EndpointSlice[],
  events: readonly CoreEvent[],
  now: number
): string {
  const { metadata, spec } = service
  return [
    `Name:\t${metadata.name}\nNamespace:\t${metadata.namespace}\n`,
    mapLines('Labels', metadata.labels, '='),
    mapLines('Annotations', metadata.annotations, ': '),
    `Selector:\t${labelText(spec.selector)}\nType:\t${spec.type ?? 'ClusterIP'}\n`,
    spec.ipFamilyPolicy ? `IP Family Policy:\t${spec.ipFamilyPolicy}\n` : '',
    `IP Families:\t${(spec.ipFamilies ?? []).join(',') || '<none>'}\n`,
    `IP:\t${spec.clusterIP ?? ''}\nIPs:\t${(spec.clusterIPs ?? []).join(',') || '<none>'}\n`,
    ...(spec.ports ?? []).map(({ name = '', port, protocol = 'TCP', targetPort, nodePort }) =>
      [
        `Port:\t${name || '<unset>'}\t${port}/${protocol}\n`,
        `TargetPort:\t${String(targetPort ?? port)}/${protocol}\n`,
        nodePort ? `NodePort:\t${name || '<unset>'}\t${nodePort}/${protocol}\n` : '',
        `Endpoints:\t${endpointsOf(slices, name)}\n`
      ].join('')
    ),
    `Session Affinity:\t${spec.sessionAffinity ?? 'None'}\n`,
    spec.externalTrafficPolicy ? `External Traffic Policy:\t${spec.externalTrafficPolicy}\n` : '',
    spec.internalTrafficPolicy ? `Internal Traffic Policy:\t${spec.internalTrafficPolicy}\n` : '',
    eventLines(events, now)
  ].join('')
}
