import { keyOf } from '../../client-go/reflector'
import { annotation, type Backend, type Ingress, type Path } from './ingress'
import { locationsOf, mannersOf, type Location, type Manners } from './locations'
import { clusterEndpoint, endpointsFor, portOf, type Endpoint, type Seen } from './upstreams'

/** A name that nginx serves: `_` for all that have none of their own. */
export interface Server {
  readonly host: string
  /** It has a certificate: somebody's Ingress names the host under `tls`. */
  readonly tls: boolean
  readonly locations: readonly Location[]
}

/** What nginx is told. A change of `servers` needs a reload; the endpoints of `backends` it hears while it runs. */
export interface Configuration {
  readonly servers: readonly Server[]
  readonly backends: Readonly<Record<string, readonly Endpoint[]>>
}

export interface Built {
  readonly configuration: Configuration
  /** What is wrong with it, as its log says. */
  readonly warnings: readonly string[]
}

/** The backend that says 404. */
export const nowhere = 'upstream-default-backend'
const catchAll = '_'

interface Draft {
  readonly host: string
  tls: boolean
  readonly locations: Location[]
}

/** Models internal/ingress/controller/controller.go getBackendServers, createUpstreams and createServers. */
export function buildConfiguration(
  seen: Seen,
  ingresses: readonly Ingress[],
  defaultService: string,
  own: Manners
): Built {
  const warnings: string[] = []
  const backends: Record<string, readonly Endpoint[]> = { [nowhere]: defaultEndpoints(seen, defaultService, warnings) }
  const backendOf = (ingress: Ingress, to: Backend): string => {
    const name = nameOf(ingress, to)
    backends[name] ??= upstreamOf(seen, ingress, to, warnings)
    return name
  }
  const root = (backend: string, manners: Manners): Location => ({
    path: '/',
    exact: false,
    isDefault: true,
    backend,
    ...manners
  })
  const servers = new Map<string, Draft>([[catchAll, { host: catchAll, tls: false, locations: [root(nowhere, own)] }]])
  const canaries = ingresses.filter((ingress) => annotation(ingress, 'canary') === 'true')
  const plain = ingresses.filter((ingress) => !canaries.includes(ingress))
  for (const ingress of plain) {
    const { defaultBackend, rules = [] } = ingress.spec
    const fallback = defaultBackend?.service ? backendOf(ingress, defaultBackend.service) : nowhere
    const [first] = servers.get(catchAll)!.locations
    if (defaultBackend?.service && rules.length === 0 && first!.isDefault)
      servers.get(catchAll)!.locations[0] = {
        ...root(fallback, mannersOf(ingress, own)),
        isDefault: false,
        ingress: keyOf(ingress)
      }
    for (const { host = catchAll } of rules)
      if (!servers.has(host))
        servers.set(host, {
          host,
          tls: false,
          locations: [{ ...root(fallback, mannersOf(ingress, own)), ingress: keyOf(ingress) }]
        })
  }
  for (const ingress of plain) {
    for (const { host = catchAll, http } of ingress.spec.rules ?? [])
      for (const path of http?.paths ?? [])
        if (path.backend.service)
          place(servers.get(host)!.locations, ingress, path, backendOf(ingress, path.backend.service), own)
    for (const { hosts = [], secretName = '' } of ingress.spec.tls ?? [])
      for (const host of hosts) secure(seen, servers.get(host), ingress, secretName, warnings)
  }
  for (const ingress of canaries)
    for (const { host = catchAll, http } of ingress.spec.rules ?? [])
      for (const { path = '/', backend } of http?.paths ?? [])
        if (backend.service) divert(servers.get(host)?.locations, ingress, path, backendOf(ingress, backend.service))
  const told = [...servers.values()].map(({ host, tls, locations }) => ({
    host,
    tls,
    locations: locationsOf(locations)
  }))
  return { configuration: { servers: told.toSorted((a, b) => (a.host < b.host ? -1 : 1)), backends }, warnings }
}

const nameOf = ({ metadata }: Ingress, { name, port }: Backend): string =>
  `${metadata.namespace}-${name}-${port?.name ?? port?.number ?? ''}`

function upstreamOf(seen: Seen, ingress: Ingress, { name, port }: Backend, warnings: string[]): readonly Endpoint[] {
  const key = `${ingress.metadata.namespace}/${name}`
  const service = seen.services.get(key)
  if (!service) {
    const missing = `no object matching key ${JSON.stringify(key)} in local store`
    warnings.push(`controller.go:1126] Error obtaining Endpoints for Service ${JSON.stringify(key)}: ${missing}`)
    return []
  }
  const asked = String(port?.name ?? port?.number ?? '')
  if (annotation(ingress, 'service-upstream') === 'true') return clusterEndpoint(service, asked)
  const found = portOf(service, asked)
  const endpoints = found ? endpointsFor(seen, service, found) : []
  if (found && endpoints.length === 0)
    warnings.push(`controller.go:1216] Service ${JSON.stringify(key)} does not have any active Endpoint.`)
  return endpoints
}

function defaultEndpoints(seen: Seen, key: string, warnings: string[]): readonly Endpoint[] {
  if (key === '') return []
  const service = seen.services.get(key)
  const [port] = service?.spec.ports ?? []
  const endpoints = service && port ? endpointsFor(seen, service, port) : []
  if (endpoints.length === 0)
    warnings.push(`controller.go:551] Service ${JSON.stringify(key)} does not have any active Endpoint`)
  return endpoints
}

/** The first Ingress that defines a path has it. */
function place(
  locations: Location[],
  ingress: Ingress,
  { path = '/', pathType }: Path,
  backend: string,
  own: Manners
): void {
  const exact = pathType === 'Exact'
  const at = locations.findIndex((location) => location.path === path && location.exact === exact)
  if (at >= 0 && !locations[at]!.isDefault) return
  const location = { path, exact, isDefault: false, backend, ingress: keyOf(ingress), ...mannersOf(ingress, own) }
  if (at >= 0) locations[at] = location
  else locations.push(location)
}

function secure(seen: Seen, server: Draft | undefined, ingress: Ingress, secretName: string, warnings: string[]): void {
  if (!server) return
  server.tls = true
  const key = `${ingress.metadata.namespace}/${secretName}`
  if (secretName !== '' && !seen.secrets.has(key))
    warnings.push(
      `controller.go:1469] Error getting SSL certificate ${JSON.stringify(key)}: local SSL certificate ${key} was not found. Using default certificate`
    )
}

/** A share of the requests goes elsewhere. Models mergeAlternativeBackends with canary-weight. */
function divert(locations: Location[] | undefined, ingress: Ingress, path: string, backend: string): void {
  const at = locations?.findIndex((location) => location.path === path && !location.isDefault) ?? -1
  const weight =
    Number(annotation(ingress, 'canary-weight') ?? 0) / Number(annotation(ingress, 'canary-weight-total') ?? 100)
  if (locations && at >= 0 && weight > 0) locations[at] = { ...locations[at]!, canary: { backend, weight } }
}
