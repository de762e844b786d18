import { fnv1a } from '../../../base/prng'
import type { Service } from '../../api/types'
import {
  precedence,
  upstreamName,
  type Configuration,
  type Endpoint,
  type Location,
  type Server
} from './configuration'
import { attach, condition, endpointsOf, listenerProblem, resolveBackend, type Attachment, type Seen } from './graph'
import type { Condition, Gateway, HTTPRoute, Match } from './objects'

/** An HTTPRoute with what its parents and its references come to. */
export interface Bound {
  readonly route: HTTPRoute
  readonly parents: readonly { readonly at: number; readonly attachment: Attachment }[]
  readonly resolved: Condition
}

/** Routes that have one of the controller's Gateways as parent, the oldest first. */
export function bind(seen: Seen): Bound[] {
  const age = ({ metadata }: HTTPRoute) => `${metadata.creationTimestamp ?? ''} ${metadata.namespace}/${metadata.name}`
  return seen.routes
    .toSorted((a, b) => (age(a) < age(b) ? -1 : 1))
    .flatMap((route) => {
      const parents = (route.spec.parentRefs ?? []).flatMap((parent, at) => {
        const attachment = attach(seen, route, parent)
        return attachment ? [{ at, attachment }] : []
      })
      return parents.length > 0 ? [{ route, parents, resolved: resolvedRefs(seen, route) }] : []
    })
}

function resolvedRefs(seen: Seen, route: HTTPRoute): Condition {
  for (const [i, { backendRefs = [] }] of (route.spec.rules ?? []).entries())
    for (const [j, ref] of backendRefs.entries()) {
      const found = resolveBackend(seen, route, ref, `spec.rules[${i}].backendRefs[${j}]`)
      if ('type' in found) return found
    }
  return condition('ResolvedRefs', true, 'ResolvedRefs', 'All references are resolved')
}

const everything: readonly Match[] = [{ path: { type: 'PathPrefix', value: '/' } }]

/** What a Gateway's nginx is to be told. Models state/dataplane/configuration.go. */
export function configurationFor(seen: Seen, gateway: Gateway, bound: readonly Bound[]): Configuration {
  const servers = new Map<string, Server & { readonly locations: Location[] }>()
  const upstreams: Record<string, readonly Endpoint[]> = {}
  const serverAt = (port: number, host: string, tls: boolean) => {
    const key = `${port} ${host}`
    let found = servers.get(key)
    if (!found) servers.set(key, (found = { port, host, tls, locations: [] }))
    return found
  }
  for (const listener of gateway.spec.listeners)
    if (!listenerProblem(seen, gateway, listener) && listener.hostname === undefined)
      serverAt(listener.port, '', listener.protocol === 'HTTPS')
  for (const { route, parents } of bound) {
    const locations = locationsOf(seen, route, upstreams)
    for (const { attachment } of parents) {
      if (attachment.gateway !== gateway) continue
      for (const { listener, hosts } of attachment.listeners)
        for (const host of hosts)
          serverAt(listener.port, host.toLowerCase(), listener.protocol === 'HTTPS').locations.push(...locations)
    }
  }
  return {
    servers: [...servers.values()].map((server) => ({
      ...server,
      locations: server.locations.toSorted((a, b) => precedence(a.match, b.match))
    })),
    upstreams
  }
}

function locationsOf(seen: Seen, route: HTTPRoute, upstreams: Record<string, readonly Endpoint[]>): Location[] {
  return (route.spec.rules ?? []).flatMap(({ matches = everything, filters = [], backendRefs = [] }, i) => {
    const backends = backendRefs.map((ref, j) => {
      const { weight = 1 } = ref
      const found = resolveBackend(seen, route, ref, `spec.rules[${i}].backendRefs[${j}]`)
      if ('type' in found) return { upstream: '', weight }
      const upstream = upstreamName(found.namespace, ref)
      upstreams[upstream] ??= endpointsOf(seen, found.service as Service, ref.port)
      return { upstream, weight }
    })
    return matches.map((match) => ({ match, filters, backends }))
  })
}

/** Which configuration it is: the same text, the same number. */
export const versionOf = (configuration: Configuration): string => fnv1a(JSON.stringify(configuration)).toString(16)
