import { scheme, storedKinds, type Kind } from '../../../api/scheme'
import { isTrue, type Definition } from '../../../api/structural/condition'
import type { ApiServer } from '../context'
import { extensions } from './later'

/** The kinds that definitions make, by the directory of their objects; the same for every copy of the server. */
const known = new WeakMap<object, ReadonlyMap<string, Kind>>()
const kinds = new WeakMap<Definition, Kind>()

function kindFor(definition: Definition): Kind {
  let kind = kinds.get(definition)
  if (!kind) kinds.set(definition, (kind = extensions().kindOfDefinition(definition)))
  return kind
}

export function customKinds(server: ApiServer): ReadonlyMap<string, Kind> {
  let found = known.get(server.definitions)
  if (found) return found
  const definitions = [...server.caches.get('customresourcedefinitions')!.objects.values()] as Definition[]
  found = new Map(
    definitions
      .filter((definition) => isTrue(definition, 'Established'))
      .map((definition) => [kindFor(definition).directory, kindFor(definition)])
  )
  known.set(server.definitions, found)
  return found
}

/** Every kind that is served now. */
export function servedKinds(server: ApiServer): readonly Kind[] {
  const custom = customKinds(server)
  return custom.size === 0 ? scheme : [...scheme, ...custom.values()]
}

/** The kind whose objects a request names: by its plural, or by its directory. */
export const findIn = (server: ApiServer, resource: string): Kind | undefined =>
  storedKinds.get(resource) ?? customKinds(server).get(resource) ?? last.get(resource)

/** Kinds that are gone, for requests that were under way. */
const last = new Map<string, Kind>()

export function kindIn(server: ApiServer, resource: string): Kind {
  const found = findIn(server, resource)
  if (!found) throw new Error(`${resource} is served no more`)
  if (found.custom) last.set(resource, found)
  return found
}

/** The storages that use a client of etcd. */
export const storagesOf = ({ caches }: ApiServer, client: string): readonly string[] =>
  client === 'customresourcedefinitions'
    ? [client, ...[...caches.keys()].filter((name) => !storedKinds.has(name))]
    : caches.has(client)
      ? [client]
      : []
