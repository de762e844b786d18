import type { KubeObject, Pod, Service } from '../../../api/types'

/* Variables that tell a container of Services. Models pkg/kubelet/kubelet_pods.go getServiceEnvVarMap and envvars.FromServices. */

const variable = (name: string): string => name.toUpperCase().replaceAll('-', '_')

/** Those of the Services of its namespace, unless `enableServiceLinks` is false, and in any case of the API server's. */
export function serviceVariables(services: Iterable<KubeObject>, { metadata, spec }: Pod): Record<string, string> {
  const found: Record<string, string> = {}
  for (const object of services) {
    const service = object as Service
    const { name, namespace } = service.metadata
    const isApi = namespace === 'default' && name === 'kubernetes'
    const isNear = namespace === metadata.namespace && spec.enableServiceLinks !== false
    const { clusterIP = '' } = service.spec
    if ((isApi || isNear) && clusterIP !== '' && clusterIP !== 'None') Object.assign(found, linksOf(service, clusterIP))
  }
  return found
}

/** Host and ports, then the links that Docker once gave. */
function linksOf({ metadata, spec }: Service, address: string): Record<string, string> {
  const prefix = variable(metadata.name)
  const host = address.includes(':') ? `[${address}]` : address
  const { ports = [] } = spec
  const found: Record<string, string> = { [`${prefix}_SERVICE_HOST`]: address }
  if (ports[0]) found[`${prefix}_SERVICE_PORT`] = String(ports[0].port)
  for (const { name, port } of ports) if (name) found[`${prefix}_SERVICE_PORT_${variable(name)}`] = String(port)
  for (const [i, { port, protocol = 'TCP' }] of ports.entries()) {
    const url = `${protocol.toLowerCase()}://${host}:${port}`
    if (i === 0) found[`${prefix}_PORT`] = url
    const link = `${prefix}_PORT_${port}_${protocol}`
    found[link] = url
    found[`${link}_PROTO`] = protocol.toLowerCase()
    found[`${link}_PORT`] = String(port)
    found[`${link}_ADDR`] = address
  }
  return found
}
