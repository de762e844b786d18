import type { EndpointSlice, KubeObject, Service } from '../../api/types'

export interface Endpoint {
  readonly ip: string
  readonly port: number
  /** `namespace/name` of the pod; empty: a Service's own address. */
  readonly pod: string
}

/** What it has read of the cluster. */
export interface Seen {
  readonly services: { get(key: string): Service | undefined }
  readonly slices: ReadonlyMap<string, readonly EndpointSlice[]>
  readonly secrets: { has(key: string): boolean }
}

type ServicePort = NonNullable<Service['spec']['ports']>[number]

/** The port that an Ingress names by number, target or name. */
export const portOf = ({ spec }: Service, asked: string): ServicePort | undefined =>
  (spec.ports ?? []).find(
    ({ port, targetPort, name }) => String(port) === asked || String(targetPort ?? port) === asked || name === asked
  )

/** A Service as one endpoint: its own address. */
export function clusterEndpoint({ spec }: Service, asked: string): readonly Endpoint[] {
  const port = (spec.ports ?? []).find(({ name }) => name === asked)?.port ?? Number(asked)
  const { clusterIP = 'None' } = spec
  return clusterIP === '' || clusterIP === 'None' ? [] : [{ ip: clusterIP, port, pod: '' }]
}

/** Models endpointslices.go getEndpointsFromSlices: only what is ready. */
export function endpointsFor({ slices }: Seen, service: Service, port: ServicePort): readonly Endpoint[] {
  const { namespace, name } = service.metadata
  const found = new Map<string, Endpoint>()
  for (const slice of slices.get(`${namespace}/${name}`) ?? []) {
    const target = typeof port.targetPort === 'number' ? port.targetPort : 0
    const ports = (slice.ports ?? [])
      .filter(({ protocol = 'TCP' }) => protocol === 'TCP')
      .map((one) => (!port.name || port.name === one.name ? (one.port ?? 0) : target))
      .filter((number) => number > 0)
    for (const { addresses, conditions, targetRef } of slice.endpoints ?? []) {
      if (conditions?.ready === false) continue
      const pod = targetRef?.name ? `${targetRef.namespace ?? ''}/${targetRef.name}` : ''
      for (const number of ports) for (const ip of addresses) found.set(`${ip}:${number}`, { ip, port: number, pod })
    }
  }
  return [...found.values()]
}

/** EndpointSlices by `namespace/name` of their Service. */
export function slicesByService(slices: Iterable<KubeObject>): ReadonlyMap<string, readonly EndpointSlice[]> {
  const found = new Map<string, EndpointSlice[]>()
  for (const slice of slices as Iterable<EndpointSlice>) {
    const name = slice.metadata.labels?.['kubernetes.io/service-name']
    if (name === undefined) continue
    const key = `${slice.metadata.namespace}/${name}`
    const known = found.get(key)
    if (known) known.push(slice)
    else found.set(key, [slice])
  }
  return found
}
