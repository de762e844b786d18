import type { Service } from '../../api/types'
import type { Status } from '../../api/types'
import type { ApiServer } from './context'
import { invalid } from './errors'
import type { Kind } from '../../api/scheme'

/** 10.96.0.0/12, whose lower band of 256 addresses is left to whoever asks for one. Models pkg/registry/core/service/ipallocator. */
const network = (10 << 24) | (96 << 16)
const size = 2 ** 20
const staticBand = 256
const firstNodePort = 30_000
const lastNodePort = 32_767

/** Gives a Service its cluster IP and node ports, or says which that it asks for is taken. */
export function allocateService(server: ApiServer, resource: Kind, service: Service): Service | Status {
  const others = [...server.caches.get('services')!.objects.values()] as Service[]
  const usedIPs = new Set(others.map((other) => other.spec.clusterIP))
  const usedPorts = new Set(others.flatMap((other) => other.spec.ports?.map((port) => port.nodePort) ?? []))
  const { spec, metadata } = service
  if (spec.type === 'ExternalName') return service
  let { clusterIP } = spec
  if (clusterIP === undefined || clusterIP === '') {
    do clusterIP = format(network + staticBand + server.rng.below(size - staticBand - 1))
    while (usedIPs.has(clusterIP))
  } else if (clusterIP !== 'None' && usedIPs.has(clusterIP)) {
    const text = `Invalid value: ["${clusterIP}"]: failed to allocate IP ${clusterIP}: provided IP is already allocated`
    return invalid(resource, metadata.name, [{ reason: 'FieldValueInvalid', field: 'spec.clusterIPs', text }])
  }
  const needsPort = spec.type === 'NodePort' || spec.type === 'LoadBalancer'
  const ports = spec.ports?.map((port) => {
    if (!needsPort || port.nodePort) return port
    let nodePort: number
    do nodePort = firstNodePort + server.rng.below(lastNodePort - firstNodePort + 1)
    while (usedPorts.has(nodePort))
    usedPorts.add(nodePort)
    return { ...port, nodePort }
  })
  return { ...service, spec: { ...spec, clusterIP, clusterIPs: [clusterIP], ...(ports && { ports }) } }
}

const format = (address: number): string => [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.')
