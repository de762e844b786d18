import { customVersions, openapiOf } from '../../../api/structural/openapi'
import { customKinds, servedKinds } from '../apiextensions/served'
import { aggregate, remoteOf, remoteServices } from '../aggregator'
import { machineOf } from '../../../protocol'
import { nodeAddress, type ApiServer, type Request } from '../context'
import { methodNotAllowed, notAcceptable, unknownPath } from '../errors'
import { keyOf, kindOf } from '../../../api/scheme'
import { releaseOf } from '../../../releases'
import { rarely } from '../rarely'
import { inspect, versionOf } from '../health'
import type { Outbox } from '../messages'
import { remoteKinds } from '../remote-kinds'
import { respond } from '../respond'
import { negotiate, type Offer } from './accept'
import { groupDiscovery, groupList, groupObject, groupsOf, resourceList, servedIn, type Versioned } from './discovery'
import type { RequestInfo } from './target'

const discoveryOffers: Offer = { 'apidiscovery.k8s.io/v2 APIGroupDiscoveryList': 'APIGroupDiscoveryList' }
const nothing = '404 page not found\n'

/** Paths that are no resource: health, version, discovery, OpenAPI. Models apiserver/pkg/server/routes and endpoints/discovery. */
export function servePath(server: ApiServer, out: Outbox, request: Request, info: RequestInfo): void {
  const http = request.http!
  const [, first = '', second, third, fourth, fifth] = info.path.replace(/\/+$/, '').split('/')
  const slash = info.path.endsWith('/') && info.path !== '/'
  switch (first) {
    case 'healthz':
    case 'livez':
    case 'readyz': {
      if (slash || (second !== undefined && !(second in knownChecks)))
        return respond(server, out, request, 404, nothing)
      if (second !== undefined) return respond(server, out, request, 200, 'ok')
      return inspect(server, out, request, http.target)
    }
    case 'version':
      if (second !== undefined) return respond(server, out, request, 404, nothing)
      if (http.method !== 'GET') return respond(server, out, request, 405, methodNotAllowed())
      return respond(server, out, request, 200, versionText(server), [], {
        headers: { 'content-type': 'application/json' },
        content: versionText(server)
      })
    case 'api':
    case 'apis': {
      const kinds = [...servedKinds(server), ...remoteKinds(server)]
      // A group is there as long as it is somebody's, whether they answer or not.
      const elsewhere = remoteServices(server).map(({ spec: { group, version } }) => ({
        apiVersion: `${group}/${version}`,
        also: []
      }))
      if (second === undefined) {
        const form = negotiate(http.headers.accept, discoveryOffers)
        if (!form) return respond(server, out, request, 406, notAcceptable(unacceptable, {}))
        if (form.as === 'APIGroupDiscoveryList')
          return answerWith(
            server,
            out,
            request,
            groupDiscovery(first === 'api', registered(server, kinds)),
            'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'
          )
        return answerWith(
          server,
          out,
          request,
          first === 'api' ? coreVersions(server) : groupList(registered(server, [...kinds, ...elsewhere]))
        )
      }
      if (first === 'api') {
        if (second !== 'v1' || third !== undefined) return respond(server, out, request, 404, nothing)
        return answerWith(server, out, request, resourceList('v1', kinds))
      }
      const group = groupsOf([...kinds, ...elsewhere]).find(({ name }) => name === second)
      if (!group) return respond(server, out, request, 404, nothing)
      if (third === undefined)
        return answerWith(server, out, request, { kind: 'APIGroup', apiVersion: 'v1', ...groupObject(group) })
      const apiVersion = `${second}/${third}`
      const remote = remoteOf(server, apiVersion)
      if (remote && !rarely().aggregating.isReachable(server, remote)) return aggregate(server, out, request, remote)
      if (fourth !== undefined || servedIn(apiVersion, kinds).length === 0)
        return respond(server, out, request, 404, unknownPath())
      return answerWith(server, out, request, resourceList(apiVersion, kinds))
    }
    case 'openapi':
      if (second === 'v2') {
        const form = /json|\*\/\*|^$/.test(http.headers.accept ?? '')
          ? ''
          : /openapi\.spec\.v2.*protobuf/.test(http.headers.accept ?? '')
            ? '.pb-v1'
            : undefined
        if (form === undefined) return respond(server, out, request, 406, notAcceptable(unacceptable, {}))
        return answerWith(
          server,
          out,
          request,
          { document: `/openapi/v2${form}` },
          form === '' ? undefined : protobufOfV2
        )
      }
      if (second === 'v3' && third === 'apis' && fourth !== undefined) {
        const version = info.path.replace(/\/+$/, '').split('/')[5]
        const served = [...servedKinds(server), ...remoteKinds(server)]
        const known =
          version === undefined
            ? groupsOf(served).some(({ name }) => name === fourth)
            : servedIn(`${fourth}/${version}`, served).length > 0
        if (!known) return respond(server, out, request, 404, '', [], { headers: {}, content: '' })
      }
      // The documents are long and the same for every server of a release: whoever stands at the socket has them.
      return answerWith(server, out, request, {
        document: http.target,
        ...customDocuments(server, third === undefined ? undefined : `${fourth}/${fifth}`)
      })
    case '.well-known':
      if (second === 'openid-configuration') return answerWith(server, out, request, issuer(server))
      return respond(server, out, request, 404, nothing)
    case 'openid':
      return respond(
        server,
        out,
        request,
        406,
        notAcceptable('406: Not Acceptable\n\nAvailable representations: application/jwk-set+json', {})
      )
    case 'debug': {
      const dump = second === 'api_priority_and_fairness' ? dumps[third ?? ''] : undefined
      if (!dump) return respond(server, out, request, 404, nothing)
      return respond(server, out, request, 200, dump(server))
    }
    case 'metrics': {
      if (second !== undefined) return respond(server, out, request, 404, nothing)
      const content = rarely().metricsText(server)
      return respond(server, out, request, 200, content, [], { headers: { 'content-type': exposition }, content })
    }
    case 'statusz':
    case 'flagz':
      return respond(
        server,
        out,
        request,
        406,
        notAcceptable('only the following media types are accepted: application/json, application/yaml, text/plain')
      )
    case '':
      return answerWith(server, out, request, { paths: pathsOf(server) })
    default:
      return respond(server, out, request, 404, nothing)
  }
}

/** What has an APIService: without it a group is in no list, though its paths answer. Models kube-aggregator handler_apis.go. */
function registered<K extends Versioned>(server: ApiServer, kinds: readonly K[]): readonly K[] {
  const services = server.caches.get('apiservices')
  if (!services?.filled || releaseOf(server.config) === '1.25') return kinds
  const isListed = (apiVersion: string): boolean => {
    const [group = '', version] = apiVersion.split('/')
    // The aggregator's own is nobody's service.
    if (version === undefined || group === 'apiregistration.k8s.io') return true
    return services.objects.has(keyOf(kindOf('apiservices'), undefined, `${version}.${group}`))
  }
  return kinds.flatMap((kind) => {
    const versions = [kind.apiVersion, ...kind.also].filter(isListed)
    const [first, ...also] = versions
    return first === undefined ? [] : [versions.length > kind.also.length ? kind : { ...kind, apiVersion: first, also }]
  })
}

/** What definitions add to the documents: to the index where theirs are, to their own all that is in it. */
function customDocuments(server: ApiServer, apiVersion: string | undefined): object {
  const kinds = [...customKinds(server).values()]
  if (kinds.length === 0) return {}
  if (apiVersion !== undefined) return { custom: openapiOf(kinds, apiVersion) }
  return { customs: Object.fromEntries(customVersions(kinds).map((one) => [`apis/${one}`, openapiOf(kinds, one)])) }
}

const exposition = 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores'
const dumps: Readonly<Record<string, (server: ApiServer) => string>> = {
  dump_priority_levels: (server) => rarely().dumpLevels(server),
  dump_requests: (server) => rarely().dumpRequests(server)
}

const protobufOfV2 = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf'
const unacceptable =
  '406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, application/vnd.kubernetes.protobuf'
const knownChecks: Readonly<Record<string, true>> = {
  etcd: true,
  ping: true,
  log: true,
  'informer-sync': true,
  shutdown: true
}

/** What is no object of the API, as JSON. */
function answerWith(
  server: ApiServer,
  out: Outbox,
  request: Request,
  content: object,
  type = 'application/json'
): void {
  respond(server, out, request, 200, JSON.stringify(content), [], { headers: { 'content-type': type }, content })
}

/** Models apiserver/pkg/server/routes/version.go. */
function versionText(server: ApiServer): string {
  const { major, minor, gitVersion } = versionOf(server)
  return JSON.stringify({ major, minor, ...compatibilityOf(Number(minor)), gitVersion, ...build }, null, 2)
}

/** A server emulates its own release, and is compatible with the one before. Models component-base/compatibility/version.go. */
const compatibilityOf = (minor: number) => ({
  emulationMajor: '1',
  emulationMinor: String(minor),
  minCompatibilityMajor: '1',
  minCompatibilityMinor: String(minor - 1)
})
const build = {
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '2026-08-12T00:00:00Z',
  goVersion: 'go1.26.0',
  compiler: 'gc',
  platform: 'linux/amd64'
}

const addressOf = (server: ApiServer): string => `${nodeAddress(server, machineOf(server.self)) ?? '10.0.0.11'}:6443`

const coreVersions = (server: ApiServer): object => ({
  kind: 'APIVersions',
  versions: ['v1'],
  serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: addressOf(server) }]
})

const issuer = (server: ApiServer): object => ({
  issuer: 'https://kubernetes.default.svc.cluster.local',
  jwks_uri: `https://${addressOf(server)}/openid/v1/jwks`,
  response_types_supported: ['id_token'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256']
})

const pathsOf = (server: ApiServer): readonly string[] =>
  [
    '/.well-known/openid-configuration',
    '/api',
    '/api/v1',
    '/apis',
    '/apis/',
    ...groupsOf([...servedKinds(server), ...remoteKinds(server)]).flatMap(({ name, versions }) => [
      `/apis/${name}`,
      ...versions.map((one) => `/apis/${name}/${one}`)
    ]),
    '/healthz',
    '/livez',
    '/metrics',
    '/openapi/v2',
    '/openapi/v3',
    '/openapi/v3/',
    '/readyz',
    '/version'
  ].sort()
