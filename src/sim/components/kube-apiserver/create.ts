import { wallClock } from '../../kernel/clock'
import { keyOf, type Kind } from '../../api/scheme'
import { formatTime } from '../../api/timestamp'
import type { KubeObject, ObjectMeta, Service } from '../../api/types'
import { admitCreate } from './admission'
import { isBody, readBody } from './body'
import type { ApiServer, Request } from './context'
import { alreadyExists, badRequest, fromEtcd, invalid } from './errors'
import { generateName, uid } from './names'
import { isStatus, refuse, type Plan } from './plan'
import { createProblems, defaulted, inertWarnings } from './registry'
import { allocateService } from './service-ips'

/**
 * Decode, admit, default, validate, then store if there is none. Models apiserver/pkg/registry/generic/registry/store.go
 * Create with rest.BeforeCreate.
 */
export function planCreate(server: ApiServer, request: Request, resource: Kind, current?: KubeObject | null): Plan {
  const body = readBody(resource, request, request.body)
  if (!isBody(body)) return refuse(body)
  const { generateName: base, ...given } = body.object.metadata as Partial<ObjectMeta>
  const { name: onUrl } = request
  if (onUrl !== undefined && given.name !== undefined && given.name !== onUrl)
    return refuse(badRequest(`the name of the object (${given.name}) does not match the name on the URL (${onUrl})`))
  const namespace = resource.namespaced ? (request.namespace ?? given.namespace ?? 'default') : undefined
  if (namespace !== undefined && given.namespace !== undefined && given.namespace !== namespace)
    return refuse(badRequest('the namespace of the provided object does not match the namespace sent on the request'))
  if (given.resourceVersion && request.verb === 'create')
    return refuse(fromEtcd('resourceVersion should not be set on objects to be created'))
  const name = given.name || onUrl || (base ? generateName(base, server.rng) : '')
  const key = keyOf(resource, namespace, name)
  const known = current === undefined ? server.caches.get(resource.plural)!.objects.get(key) : current
  const object: KubeObject = {
    ...body.object,
    ...(resource.hasStatus && resource.kind !== 'Node' && { status: {} }),
    apiVersion: body.object.apiVersion || resource.apiVersion,
    kind: resource.kind,
    metadata: {
      ...withoutSystemFields(given),
      ...(base && { generateName: base }),
      name,
      ...(namespace !== undefined && { namespace }),
      // Who will be refused takes nothing from the stream of random numbers.
      uid: known ? '' : uid(server.rng),
      creationTimestamp: formatTime(wallClock(server)),
      ...(resource.hasGeneration && { generation: 1 })
    }
  }
  const admitted = admitCreate(server, request, resource, defaulted(resource, object))
  if (isStatus(admitted)) return refuse(admitted)
  const problems = createProblems(resource, admitted)
  if (problems.length > 0) return refuse(invalid(resource, name, problems))
  const ready = resource.kind === 'Service' ? allocateService(server, resource, admitted as Service) : admitted
  if (isStatus(ready)) return refuse(ready)
  if (known) return refuse(alreadyExists(resource, name))
  const warnings = [...body.warnings, ...inertWarnings(resource)]
  if (request.options?.dryRun) return { kind: 'answer', code: 201, body: ready, warnings }
  return { kind: 'store', key, old: null, object: ready, warnings }
}

/** What only the server sets. Models rest.FillObjectMetaSystemFields and WipeObjectMetaSystemFields. */
function withoutSystemFields(metadata: Partial<ObjectMeta>): Partial<ObjectMeta> {
  const {
    resourceVersion: _version,
    selfLink: _link,
    deletionTimestamp: _deleted,
    deletionGracePeriodSeconds: _grace,
    ...kept
  } = metadata
  return kept
}
