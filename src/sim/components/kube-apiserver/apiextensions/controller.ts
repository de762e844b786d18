import { Prng } from '../../../../base/prng'
import { local } from '../bootstrap/apiservices'
import { uuid as uid } from '../../../api/uuid'
import { wallClock } from '../../../kernel/clock'
import { keyOf, kindOf, type Kind } from '../../../api/scheme'
import type { Definition } from '../../../api/structural/condition'
import { formatTime } from '../../../api/timestamp'
import type { ApiServer } from '../context'
import { toCacher } from '../events'
import type { Outbox } from '../messages'
import { removeOwn, storeOwn } from '../own'
import { createCache } from '../watch-cache'
import { extensions } from './later'
import { customKinds, findIn } from './served'

const definitions = 'customresourcedefinitions'

/**
 * What the server does with definitions: accepts their names, serves them, and takes their objects away before they go.
 * Models apiextensions-apiserver/pkg/controller/{status,establish,finalizer} and apiserver/customresource_handler.go.
 */
export function definitionsSeen(server: ApiServer, out: Outbox, resource: string): void {
  if (resource !== definitions && !findIn(server, resource)?.custom) return
  for (const kind of customKinds(server).values()) storageFor(server, out, kind)
  registerVersions(server, out)
  for (const object of server.caches.get(definitions)!.objects.values()) {
    const definition = object as Definition
    if (definition.metadata.deletionTimestamp) extensions().cleanUp(server, out, definition)
    else extensions().accept(server, out, definition)
  }
}

/**
 * A kind that a definition makes gets its storage when it is established, or with the first request that comes before that was heard.
 * Models apiextensions-apiserver/pkg/apiserver/customresource_handler.go getOrCreateServingInfoFor.
 */
export function storageFor(server: ApiServer, out: Outbox, { directory }: Kind): void {
  if (server.caches.has(directory)) return
  const number = Math.max(...[...server.caches.values()].map((cache) => cache.number)) + 1
  server.caches.set(directory, createCache(directory, number))
  out.raise(toCacher(directory, 'cacher.start'))
}

/** Each version that a definition serves has an APIService. Models kube-aggregator's autoregister with crdRegistrationController. */
function registerVersions(server: ApiServer, out: Outbox): void {
  const services = server.caches.get('apiservices')!
  if (!services.filled) return
  const wanted = new Set<string>()
  for (const { apiVersion, also } of customKinds(server).values())
    for (const one of [apiVersion, ...also]) wanted.add(one)
  const at = formatTime(wallClock(server))
  for (const apiVersion of wanted) {
    const [group = '', version = ''] = apiVersion.split('/')
    const name = `${version}.${group}`
    const key = keyOf(kindOf('apiservices'), undefined, name)
    if (services.objects.has(key)) continue
    const service = {
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: {
        name,
        uid: uid(Prng.forName(server.nextId, name)),
        creationTimestamp: at,
        labels: { 'kube-aggregator.kubernetes.io/automanaged': 'true' }
      },
      spec: { group, version, groupPriorityMinimum: 1_000, versionPriority: 100 },
      status: local(at)
    }
    storeOwn(server, out, 'apiservices', key, service, 0)
  }
  for (const [key, { metadata, spec }] of services.objects) {
    if (metadata.labels?.['kube-aggregator.kubernetes.io/automanaged'] !== 'true') continue
    const { group = '', version = '' } = spec as { group?: string; version?: string }
    if (!wanted.has(`${group}/${version}`)) removeOwn(server, out, 'apiservices', key, Number(metadata.resourceVersion))
  }
}
