import { storeOwn } from './own'
import { keyOf, kindOf, type Kind } from '../../api/scheme'
import type { KubeObject, Pod } from '../../api/types'
import { formatTime } from '../../api/timestamp'
import { wallClock } from '../../kernel/clock'
import { isConfig, readConfig, uidMismatch } from './apply'
import { planBinding } from './binding'
import { askWebhooks } from './admission/webhook/calls'
import { hearingOf, inHearing, Unanswered } from './admission/webhook/hearing'
import type { ApiServer, Request } from './context'
import { planCreate } from './create'
import { planDelete } from './delete'
import { isDryRun } from './dry-run'
import { asCalled, created, methodNotAllowed, notFound } from './errors'
import { call } from './etcd-client/calls'
import { toRequest } from './events'
import type { Outbox } from './messages'
import { refuse, type Plan } from './plan'
import { respond } from './respond'
import { takeAddress } from './service-addresses'
import { planPatch, planUpdate } from './update'
import { answerWritten } from './written'

/**
 * Carries a write as far as etcd: read (from the watch cache), change, admit, validate, and a transaction that holds only
 * if nobody changed the object meanwhile. Models apiserver/pkg/registry/generic/registry/store.go with GuaranteedUpdate.
 */
export function write(
  server: ApiServer,
  out: Outbox,
  request: Request,
  resource: Kind,
  tries = 0,
  current?: KubeObject | null
): void {
  const hearing = asksWebhooks(request) ? hearingOf(server, request.hearing, tries) : undefined
  let plan: Plan
  try {
    plan = hearing
      ? planWrite(inHearing(server, hearing), { ...request, hearing }, resource, current ?? hearing.old)
      : planWrite(server, request, resource, current)
  } catch (error) {
    if (!(error instanceof Unanswered) || !hearing) throw error
    const old = current ?? hearing.old ?? knownAs(server, request, resource)
    return askWebhooks(server, out, request, hearing, error.questions, { tries, current }, old)
  }
  if (hearing?.warnings.length) plan = { ...plan, warnings: [...hearing.warnings, ...(plan.warnings ?? [])] }
  if (plan.kind === 'answer') {
    if (current === undefined && isDoubtful(request, plan)) return recheck(server, out, request, resource, tries)
    // Evicting a pod that goes already.
    if (request.subresource === 'eviction' && plan.code === 200) return respond(server, out, request, 201, created())
    return respond(server, out, request, plan.code, plan.body, plan.warnings)
  }
  const { key, old, object, last, warnings = [], reserved = [] } = plan
  if (isDryRun(request))
    return answerWritten(server, out, { request, object, old, warnings }, resource, (object ?? last ?? old)!)
  for (const quota of reserved) reserve(server, out, quota)
  if (object?.kind === 'Service') takeAddress(server, out, object, old)
  const id = server.nextId++
  server.pending.set(id, {
    kind: 'write',
    request,
    since: server.now,
    tries,
    object,
    old,
    ...(last && { last }),
    warnings
  })
  store(server, out, id, resource.directory, key, object, old ? Number(old.metadata.resourceVersion) : 0)
  out.raise(toRequest(request, 'request.asks'))
}

/** The deletion that an eviction is was asked about as an eviction. */
const asksWebhooks = ({ verb, subresource }: Request): boolean => subresource !== 'eviction' || verb !== 'delete'

/** The object that a write is of, as the cache has it. */
function knownAs(server: ApiServer, request: Request, resource: Kind): KubeObject | undefined {
  const key = keyOf(resource, request.namespace ?? namespaceOf(request), nameOf(request))
  return server.caches.get(resource.directory)!.objects.get(key)
}

/** Writes down what is taken of a quota; until the cache hears of it the server remembers. */
function reserve(server: ApiServer, out: Outbox, quota: KubeObject): void {
  const { namespace = '', name, resourceVersion } = quota.metadata
  server.quotasTaken.set(`${namespace}/${name}`, Object.freeze(quota))
  storeOwn(
    server,
    out,
    'resourcequotas',
    keyOf(kindOf('resourcequotas'), namespace, name),
    quota,
    Number(resourceVersion)
  )
}

/** Stores an object (null: deletes it) if etcd still has it at `revision` (0: has none). */
export function store(
  server: ApiServer,
  out: Outbox,
  id: number,
  resource: string,
  key: string,
  object: KubeObject | null,
  revision: number
): void {
  call(
    server,
    out,
    resource,
    {
      type: 'etcd.txn',
      id,
      compares: [{ key, target: 'mod', result: '=', revision }],
      success: [object ? { op: 'put', key, value: stored(object) } : { op: 'delete', key }],
      failure: [{ op: 'range', key }]
    },
    false,
    server.settings.writeLatency
  )
}

/**
 * The cache may be behind: that an object is missing, has another version or is the same already counts only if etcd says
 * so too. Models etcd3/store.go GuaranteedUpdate, which reads again if its cached object was not accepted (and Create,
 * which finds in its transaction that the object is there).
 */
function isDoubtful(request: Request, { code }: Extract<Plan, { kind: 'answer' }>): boolean {
  return (code === 200 || code === 404 || code === 409) && !isDryRun(request)
}

function recheck(server: ApiServer, out: Outbox, request: Request, resource: Kind, tries: number): void {
  const id = server.nextId++
  server.pending.set(id, { kind: 'recheck', request, since: server.now, tries })
  const key = keyOf(resource, request.namespace ?? namespaceOf(request), nameOf(request))
  call(server, out, resource.directory, { type: 'etcd.range', id, key }, true, server.settings.writeLatency)
  out.raise(toRequest(request, 'request.asks'))
}

/** An object as etcd keeps it: without resourceVersion, which its revision will be. */
function stored(object: KubeObject): KubeObject {
  const { resourceVersion: _, ...metadata } = object.metadata
  return Object.freeze({ ...object, metadata: Object.freeze(metadata) })
}

/** @param current the object as etcd has it, if the cache was found to be behind */
export function planWrite(server: ApiServer, asked: Request, kind: Kind, current?: KubeObject | null): Plan {
  const resource = asCalled(kind, asked)
  const { verb, subresource } = asked
  const request: Request =
    asked.wire || server.settings.allManaged ? { ...asked, writtenAt: formatTime(wallClock(server)) } : asked
  if (verb === 'create' && !subresource) return planCreate(server, request, resource, current)
  const key = keyOf(resource, request.namespace ?? namespaceOf(request), nameOf(request))
  const old = current === undefined ? (knownAs(server, request, resource) ?? null) : current
  if (!old) {
    const makes = (verb === 'update' && resource.createOnUpdate) || (verb === 'patch' && isApply(request))
    if (makes && !subresource) {
      if (!request.wire || !isApply(request)) return planCreate(server, request, resource, current)
      const name = nameOf(request)
      const config = readConfig(resource, request, name)
      if (!isConfig(config)) return config
      return uidMismatch(resource, name, config) ?? planCreate(server, request, resource, current, config)
    }
    return refuse(notFound(resource, nameOf(request)))
  }
  switch (verb) {
    case 'create':
      return subresource === 'binding'
        ? planBinding(server, request, resource, key, old as Pod)
        : refuse(methodNotAllowed())
    case 'update':
      return planUpdate(server, stamped(server, request, old), resource, key, old)
    case 'patch':
      return planPatch(server, stamped(server, request, old), resource, key, old)
    case 'delete':
      return planDelete(server, request, resource, key, old)
    default:
      return refuse(methodNotAllowed())
  }
}

/** The time counts only for objects of which it is known who wrote what. */
const stamped = (server: ApiServer, request: Request, old: KubeObject): Request =>
  request.writtenAt === undefined && old.metadata.managedFields
    ? { ...request, writtenAt: formatTime(wallClock(server)) }
    : request

const isApply = ({ options }: Request): boolean => options?.patchType === 'apply'

/** A name or namespace in the body, for requests that do not tell it in their path. */
function inMetadata({ body }: Request, field: 'name' | 'namespace'): string {
  const { metadata } = (body ?? {}) as { metadata?: unknown }
  const value = (metadata ?? {}) as Partial<Record<typeof field, unknown>>
  return typeof value[field] === 'string' ? value[field] : ''
}
const nameOf = (request: Request): string => request.name ?? inMetadata(request, 'name')
const namespaceOf = (request: Request): string => inMetadata(request, 'namespace')
