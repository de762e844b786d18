import { begins } from './generation'
import { wallClock } from '../../kernel/clock'
import { keyOf, type Kind } from '../../api/scheme'
import { formatTime } from '../../api/timestamp'
import type { KubeObject, ObjectMeta, Pod } from '../../api/types'
import { mutate, validate, withQos } from './admission'
import { escalationProblem } from './authorization/rbac/escalation'
import { mergedBy, type Config } from './apply'
import { isBody, readBody } from './body'
import type { Body } from './strictness'
import type { ApiServer, Request } from './context'
import { alreadyExists, badRequest, fromEtcd, invalid, denied } from './errors'
import { unmodelled } from './rarely'
import { withAccount } from './managed'
import { uuid as uid } from '../../api/uuid'
import { generateName } from './names'
import { isStatus, refuse, type Plan } from './plan'
import { withTopology } from './podtopologylabels'
import { createProblems, defaulted, emptyStatus, prepared, warningsAbout } from './registry'
import { allocateService } from './service-ips'

/**
 * Decode, admit, default, validate, then store if there is none. Models apiserver/pkg/registry/generic/registry/store.go
 * Create with rest.BeforeCreate.
 */
export function planCreate(
  server: ApiServer,
  request: Request,
  resource: Kind,
  current?: KubeObject | null,
  config?: Config
): Plan {
  const body = config ? { object: config.object, warnings: [] } : readBody(resource, request, request.body)
  if (!isBody(body)) return refuse(body)
  const plan = planMade(server, request, resource, current, config, body)
  // What its decoder found odd a client hears of though it is refused.
  return plan.kind === 'answer' && body.warnings.length > 0 ? { ...plan, warnings: body.warnings } : plan
}

function planMade(
  server: ApiServer,
  request: Request,
  resource: Kind,
  current: KubeObject | null | undefined,
  config: Config | undefined,
  body: Body
): Plan {
  const { generateName: base, ...given } = body.object.metadata as Partial<ObjectMeta>
  const { name: onUrl } = request
  if (onUrl !== undefined && given.name !== undefined && given.name !== onUrl)
    return refuse(badRequest(`the name of the object (${given.name}) does not match the name on the URL (${onUrl})`))
  const { namespace: _unused, ...clusterWide } = given
  const namespace = resource.namespaced ? (request.namespace ?? given.namespace ?? 'default') : undefined
  if (namespace !== undefined && given.namespace !== undefined && given.namespace !== namespace)
    return refuse(badRequest('the namespace of the provided object does not match the namespace sent on the request'))
  if (given.resourceVersion && request.verb === 'create')
    return refuse(fromEtcd('resourceVersion should not be set on objects to be created'))
  const name =
    given.name ||
    onUrl ||
    (base
      ? resource.code.generates === 'prefix'
        ? base
        : generateName(base, server.rng)
      : (resource.code.nameless?.(server.rng) ?? ''))
  const key = keyOf(resource, namespace, name)
  const known = current === undefined ? server.caches.get(resource.directory)!.objects.get(key) : current
  const { status: _given, ...withoutStatus } = body.object
  const object: KubeObject = {
    ...(resource.custom && resource.hasStatus ? withoutStatus : body.object),
    ...(resource.hasStatus && !resource.custom && resource.kind !== 'Node' && { status: emptyStatus(resource) }),
    apiVersion: body.object.apiVersion || resource.apiVersion,
    // A custom resource that calls itself something else is refused by that name.
    kind: resource.custom ? body.object.kind : resource.kind,
    metadata: {
      ...withoutSystemFields(resource.namespaced ? given : clusterWide),
      ...(base && { generateName: base }),
      name,
      ...(namespace !== undefined && { namespace }),
      // Who will be refused takes nothing from the stream of random numbers.
      uid: known ? (known.metadata.uid ?? '') : uid(server.rng),
      creationTimestamp: formatTime(wallClock(server)),
      ...(begins(server, resource) && { generation: 1 })
    }
  }
  const made = accounted(request, resource, defaulted(resource, object), config)
  if ('code' in made) return made
  const gone = resource.custom && definitionOf(server, resource.custom.definition)
  if (gone?.metadata.deletionTimestamp)
    return refuse(denied(resource, name, 'create not allowed while custom resource definition is terminating'))
  const admitted = mutate({ server, request, kind: resource, operation: 'CREATE', object: made, old: null })!
  if (isStatus(admitted)) return refuse(base && !given.name && !onUrl ? calledBy(base, name, admitted) : admitted)
  const placed =
    resource.kind === 'Pod' ? withTopology(server, admitted as Pod, (admitted as Pod).spec.nodeName) : admitted
  const complete = prepared(resource, withQos(resource.code.requestedBy?.(placed, request) ?? placed), null)
  const escalation = escalationProblem(server, request, resource, complete, null)
  if (escalation) return refuse(escalation)
  // A Service takes its address and ports before it is looked at. Models Store.Create: BeginCreate.
  const begun = resource.kind === 'Service' && request.wire ? allocateService(server, resource, complete) : undefined
  if (begun && isStatus(begun)) return refuse(begun)
  const problems = createProblems(resource, complete, request.wire?.apiVersion)
  if (problems.length > 0) return refuse(invalid({ ...resource, kind: complete.kind }, name, problems))
  const verdict = validate({ server, request, kind: resource, operation: 'CREATE', object: complete, old: null })
  if (verdict.refusal) return refuse(verdict.refusal)
  const read = resource.code.readBack?.(complete) ?? complete
  const ready = begun ?? (resource.kind === 'Service' ? allocateService(server, resource, read) : read)
  if (isStatus(ready)) return refuse(ready)
  if (known) return refuse(alreadyExists(resource, name))
  const warnings = [
    ...body.warnings,
    ...(request.wire ? warningsAbout(resource, ready, null) : []),
    ...unmodelled(server, resource, ready),
    ...verdict.warnings
  ]
  return { kind: 'store', key, old: null, object: ready, warnings, reserved: verdict.reserved }
}

/** What changes objects sees them before they have their names: who is refused there is called by the name's beginning. */
function calledBy<T extends ReturnType<typeof denied>>(base: string, name: string, status: T): T {
  const message = status.message?.replaceAll(`"${name}"`, `"${base}"`)
  const details = status.details?.name === name ? { ...status.details, name: base } : status.details
  return { ...status, ...(message !== undefined && { message }), ...(details && { details }) }
}

const definitionOf = (server: ApiServer, name: string): KubeObject | undefined =>
  server.caches.get('customresourcedefinitions')!.objects.get(`/registry/customresourcedefinitions/${name}`)

/** Who made it, before admission changes it: its fields are theirs. */
function accounted(
  request: Request,
  resource: Kind,
  object: KubeObject,
  config: Config | undefined
): KubeObject | Extract<Plan, { kind: 'answer' }> {
  // What the server itself gives to a new object is nobody's.
  if (!config && resource.plural === 'namespaces') {
    const { spec } = (request.body ?? {}) as { spec?: { finalizers?: readonly unknown[] } }
    const own = (spec?.finalizers ?? []).length > 0 ? spec : {}
    const { managedFields } = withAccount(resource, request, null, { ...object, spec: own, status: {} }).metadata
    return { ...object, metadata: { ...object.metadata, ...(managedFields && { managedFields }) } }
  }
  if (!config) {
    // A status is not for whoever makes an object.
    const { status, ...rest } = object
    const told = withAccount(
      resource,
      request,
      null,
      resource.custom ? rest : resource.hasStatus ? { ...rest, status: emptyStatus(resource) } : object
    )
    return resource.hasStatus && status !== undefined ? { ...told, status } : told
  }
  const merged = mergedBy(request, resource, null, config)
  if (!('metadata' in merged)) return merged as Extract<Plan, { kind: 'answer' }>
  const { managedFields } = merged.metadata
  return { ...object, metadata: { ...object.metadata, ...(managedFields && { managedFields }) } }
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
