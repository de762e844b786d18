import { formatTime } from '../../api/timestamp'
import { wallClock } from '../../kernel/clock'
import { extensions } from './apiextensions/later'
import { isChange, isCounting } from './generation'
import { decode } from '../../api/decode'
import { patchedText } from '../../api/encode'
import { equal } from '../../api/equality'
import { jsonPatch } from '../../api/patch/json-patch'
import { converterError } from '../../api/patch/convert-error'
import { isFields, jsonKind, PatchError } from '../../api/patch/json'
import { mergePatch } from '../../api/patch/merge'
import { goMap, strategicPatch } from '../../api/patch/strategic'
import type { Type } from '../../api/schema'
import type { Kind } from '../../api/scheme'
import type { KubeObject, ObjectMeta, Status } from '../../api/types'
import { isConfig, mergedBy, readConfig } from './apply'
import { expected, isBody, readBody, unregistered } from './body'
import { strictError, warningsOf, type Body } from './strictness'
import { isStatus, mutate, validate } from './admission'
import { escalationProblem } from './authorization/rbac/escalation'
import type { ApiServer, Request } from './context'
import { unmodelled } from './rarely'
import { badRequest, conflict, fromEtcd, invalid, invalidPatch, invalidResource, rejected } from './errors'
import { refuse, type Plan } from './plan'
import { defaulted, prepared, preparedStatus, statusProblems, updateProblems, warningsAbout } from './registry'
import { withAccount } from './managed'
import { Problems, type Problem } from '../../api/kinds/problems'
import { isSameAccount } from '../../api/managed-fields/managers'
import { scaleOf, scaleToPatch, withReplicas } from './scale'
import { allocateService } from './service-ips'

/** PUT: the whole object as the client wants it. Models handlers/update.go and store.go Update. */
export function planUpdate(server: ApiServer, request: Request, resource: Kind, key: string, old: KubeObject): Plan {
  const body = readBody(resource, request, request.body, request.subresource ? undefined : old)
  if (!isBody(body)) return refuse(body)
  const { name, namespace } = body.object.metadata as Partial<ObjectMeta>
  const onUrl = old.metadata.name
  if (request.subresource !== 'scale' && !name)
    return refuse(
      badRequest(`the name of the object (${onUrl} based on URL) was undeterminable: name must be provided`)
    )
  if (isElsewhere(namespace, old)) return refuse(badRequest(elsewhere))
  const { resourceVersion } = body.object.metadata
  if (resourceVersion && !/^\d+$/.test(resourceVersion))
    return refuse(fromEtcd(`strconv.ParseUint: parsing ${JSON.stringify(resourceVersion)}: invalid syntax`))
  const isWhole = !request.subresource || request.subresource === 'status'
  if (!resource.unconditional && Number(resourceVersion ?? 0) === 0 && isWhole) {
    const text = 'Invalid value: 0: must be specified for an update'
    return refuse(
      invalidResource(resource, onUrl, [{ reason: 'FieldValueInvalid', field: 'metadata.resourceVersion', text }])
    )
  }
  return planChange(server, request, resource, key, old, body)
}

/** Models rest.EnsureObjectNamespaceMatchesRequestNamespace. */
const isElsewhere = (namespace: string | undefined, { metadata }: KubeObject): boolean =>
  !!namespace && !!metadata.namespace && namespace !== metadata.namespace
const elsewhere = 'the namespace of the provided object does not match the namespace sent on the request'

/** PATCH: what changes in the object as it is. Models handlers/patch.go. */
export function planPatch(server: ApiServer, request: Request, resource: Kind, key: string, old: KubeObject): Plan {
  if (isApplying(request)) return planApply(server, request, resource, key, old)
  const base = request.subresource === 'scale' ? scaleToPatch(old, resource) : asAsked(resource, request, old)
  let next: unknown
  try {
    next = patched(base, request, resource)
  } catch (error) {
    if (!(error instanceof PatchError)) throw error
    if (error.code === 500) return refuse(fromEtcd(error.message))
    return refuse(error.code === 400 ? badRequest(error.message) : rejected())
  }
  const body = readPatched(resource, request, next, base)
  if (isBody(body) && isElsewhere(body.object.metadata.namespace, old)) return refuse(badRequest(elsewhere))
  return isBody(body) ? planChange(server, request, resource, key, old, body) : refuse(body)
}

/** What components apply is merged, unless it is known of the object who wrote what. */
const isApplying = ({ wire, writtenAt, options }: Request): boolean =>
  (wire !== undefined || writtenAt !== undefined) && options?.patchType === 'apply'

/** A patch is of the object in the version in which it was asked for. */
function asAsked({ apiVersion, also, code }: Kind, { wire, subresource }: Request, old: KubeObject): KubeObject {
  const version = wire?.apiVersion ?? apiVersion
  return subresource !== 'scale' && also.includes(version) ? (code.inVersion?.(old, version) ?? old) : old
}

/** PATCH with application/apply-patch+yaml. */
function planApply(server: ApiServer, request: Request, resource: Kind, key: string, old: KubeObject): Plan {
  const config = readConfig(resource, request, old.metadata.name)
  if (!isConfig(config)) return config
  const { uid, resourceVersion } = config.object.metadata
  if (uid && uid !== old.metadata.uid) {
    const text = `Invalid value: ${JSON.stringify(uid)}: field is immutable`
    const problem: Problem = { reason: 'FieldValueInvalid', field: 'metadata.uid', text }
    // The strategy and the store tell it alike.
    return refuse(invalid(resource, old.metadata.name, [problem, problem]))
  }
  const next = mergedBy(request, resource, old, config)
  if (!('metadata' in next)) return next
  const metadata = { ...next.metadata, ...(uid && { uid }), ...(resourceVersion && { resourceVersion }) }
  return planChange(server, request, resource, key, old, { object: { ...next, metadata }, warnings: [] })
}

function patched(base: KubeObject, request: Request, resource: Kind): unknown {
  const { body, options } = request
  if (options?.patchType === 'json') return jsonPatch(base, body)
  if (!isFields(body))
    throw new PatchError(
      `error decoding patch: json: cannot unmarshal ${jsonKind(body)} into Go value of type map[string]interface {}`,
      400
    )
  // Of what components write it is not kept whose each field is.
  const isOwn = options?.patchType === 'apply' && !request.wire
  if (options?.patchType === 'merge' || isOwn) return mergePatch(base, body)
  const [, name] = expected(resource, request, { ...base }) ?? []
  const type: Type | undefined = name === undefined ? undefined : { form: 'struct', of: name }
  return strategicPatch(base, body, type, request.wire !== undefined)
}

/** What a patch made of an object is decoded as a body is; errors tell the whole object. */
function readPatched(resource: Kind, request: Request, next: unknown, base: KubeObject): Body | Status {
  const fields = isFields(next) ? next : {}
  const kind = typeof fields.kind === 'string' ? fields.kind : ''
  const apiVersion = typeof fields.apiVersion === 'string' ? fields.apiVersion : ''
  if (resource.custom && request.subresource !== 'scale')
    return extensions().customOf(resource, request, fields, apiVersion)
  const wanted = expected(resource, request, fields)
  const text = patchedText(next, base, expected(resource, request, { ...base })?.[1])
  if (!wanted || kind !== wanted[0] || (!request.subresource && apiVersion !== base.apiVersion))
    return invalidPatch(text, unregistered(kind, apiVersion))
  const decoded = decode(fields, wanted[1], base)
  if (!decoded.ok && request.options?.patchType === 'strategic' && request.wire)
    return invalidPatch(goMap(request.body), converterError(decoded.error))
  if (!decoded.ok) return invalidPatch(text, decoded.error)
  const strict = strictError(decoded.unknown, request)
  if (strict !== undefined) return invalidPatch(text, strict)
  return { object: decoded.object, warnings: warningsOf(decoded.unknown, request) }
}

/** What PUT and PATCH have in common: preconditions, then the subresource's part of the object changes. */
function planChange(
  server: ApiServer,
  request: Request,
  resource: Kind,
  key: string,
  old: KubeObject,
  body: Body
): Plan {
  const plan = planPart(server, request, resource, key, old, body)
  const isRefused = plan.kind === 'answer' && plan.code >= 400
  // What its decoder found odd a client hears of though it is refused.
  return isRefused && body.warnings.length > 0 ? { ...plan, warnings: body.warnings } : plan
}

/** The subresource's part of the object changes. */
function planPart(server: ApiServer, request: Request, resource: Kind, key: string, old: KubeObject, body: Body): Plan {
  const { object } = body
  const { name, resourceVersion, uid } = object.metadata
  if (name && name !== old.metadata.name)
    return refuse(
      badRequest(`the name of the object (${name}) does not match the name on the URL (${old.metadata.name})`)
    )
  if (resourceVersion && resourceVersion !== '0' && resourceVersion !== old.metadata.resourceVersion)
    return refuse(conflict(resource, old.metadata.name))
  if (uid && uid !== old.metadata.uid) return refuse(conflict(resource, old.metadata.name, storageError(key, uid, old)))
  switch (request.subresource) {
    case 'scale': {
      const { replicas } = (object.spec ?? {}) as { replicas?: number }
      if (replicas !== undefined && replicas < 0)
        return refuse(invalid(scaleKind, old.metadata.name, negative(replicas)))
      const next = withReplicas(old, replicas ?? 0, resource)
      return finish(server, request, resource, key, old, next, body.warnings)
    }
    case 'approval': {
      const { conditions } = (object.status ?? {}) as { conditions?: unknown }
      const status = { ...(old.status as object), ...(conditions !== undefined && { conditions }) }
      return finish(server, request, resource, key, old, { ...old, status }, body.warnings)
    }
    case 'finalize':
      return finish(server, request, resource, key, old, { ...old, spec: object.spec }, body.warnings)
    case 'status': {
      // What components write is whole.
      const next = request.wire && !resource.custom ? defaulted(resource, object) : object
      return finish(server, request, resource, key, old, next, body.warnings)
    }
    default:
      return finish(
        server,
        request,
        resource,
        key,
        old,
        defaulted(resource, withKeptAddresses(object, old)),
        body.warnings
      )
  }
}

/** Models pkg/apis/autoscaling/validation ValidateScale. */
const scaleKind = { kind: 'Scale', group: 'autoscaling', apiVersion: 'autoscaling/v1', plural: 'scales' }
const negative = (replicas: number): readonly Problem[] => {
  const problems = new Problems()
  problems.nonNegative('spec.replicas', replicas)
  return problems.list
}

/** Through the subresource of a part nothing else is written. */
const narrowed = ({ code }: Kind, { subresource = '' }: Request, object: KubeObject, old: KubeObject): KubeObject =>
  code.parts?.[subresource]?.narrow(object, old) ?? object

/** Where upstream keeps kinds under another name than their plural. Models kubeapiserver SpecialDefaultResourcePrefixes. */
const directories: Readonly<Record<string, string>> = {
  apiservices: 'apiregistration.k8s.io/apiservices',
  customresourcedefinitions: 'apiextensions.k8s.io/customresourcedefinitions',
  endpoints: 'services/endpoints',
  ingresses: 'ingress',
  nodes: 'minions',
  replicationcontrollers: 'controllers',
  services: 'services/specs'
}
const upstreamKey = (key: string): string =>
  key.replace(/^\/registry\/([^/]+)\//, (all, name: string) =>
    directories[name] ? `/registry/${directories[name]}/` : all
  )

/** Models storage.NewInvalidObjError: another object has taken the name. */
const storageError = (key: string, uid: string, { metadata }: KubeObject): string =>
  `StorageError: invalid object, Code: 4, Key: ${upstreamKey(key)}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid ?? ''}`

/** A Service that is written without its addresses keeps them. Models pkg/registry/core/service patchAllocatedValues. */
function withKeptAddresses(object: KubeObject, old: KubeObject): KubeObject {
  if (object.kind !== 'Service') return object
  const spec = object.spec as { clusterIP?: string; type?: string }
  const before = old.spec as { clusterIP?: string; clusterIPs?: readonly string[] }
  if (spec.clusterIP || spec.type === 'ExternalName' || !before.clusterIP) return object
  return { ...object, spec: { ...spec, clusterIP: before.clusterIP, clusterIPs: before.clusterIPs } }
}

function finish(
  server: ApiServer,
  request: Request,
  resource: Kind,
  key: string,
  old: KubeObject,
  next: KubeObject,
  unknown: readonly string[]
): Plan {
  const mergedObject = merged(request, resource, old, next)
  const isApplied = isApplying(request)
  // Whose the fields are is put down before what may not be written here is taken back.
  const told = isApplied ? mergedObject : withAccount(resource, request, old, mergedObject)
  const slim = narrowed(resource, request, told, old)
  const mutated = mutate({ server, request, kind: resource, operation: 'UPDATE', object: slim, old })!
  if (isStatus(mutated)) return refuse(mutated)
  const ofStatus = request.subresource === 'status'
  const isInStatus = ofStatus || request.subresource === 'approval'
  const changed = isInStatus
    ? preparedStatus(resource, mutated, old, formatTime(wallClock(server)))
    : counted(resource, request.subresource === 'finalize' ? mutated : prepared(resource, mutated, old), old)
  const object = resource.code.readBack?.(changed) ?? changed
  const isLacking = lacksPorts(object) || lacksAddress(object, old)
  const withPorts = isLacking && !request.subresource ? allocateService(server, resource, object, old) : object
  if (isStatus(withPorts)) return refuse(withPorts)
  const escalation = escalationProblem(server, request, resource, object, old)
  if (escalation) return refuse(escalation)
  const problems =
    ofStatus && !resource.custom
      ? statusProblems(resource, object, old)
      : updateProblems(resource, object, old, request.subresource, request.wire?.apiVersion)
  if (problems.length > 0) return refuse(invalid(resource, old.metadata.name, problems))
  const verdict = validate({ server, request, kind: resource, operation: 'UPDATE', object, old })
  if (verdict.refusal) return refuse(verdict.refusal)
  const warnings = [
    ...unknown,
    ...verdict.warnings,
    ...(request.wire ? warningsAbout(resource, object, old) : []),
    ...(request.subresource ? [] : unmodelled(server, resource, object))
  ]
  // The last finalizer of an object that is being deleted was taken away: now it goes.
  const finalizers = object.metadata.finalizers ?? []
  const held = finalizers.length > 0 || namespaceHolds(object)
  const grace = object.metadata.deletionGracePeriodSeconds ?? 0
  if (object.metadata.deletionTimestamp && !held && grace === 0)
    return { kind: 'store', key, old, object: null, last: withRevision(object, old) }
  if (isSame(old, object))
    return {
      kind: 'answer',
      code: 200,
      body: request.subresource === 'scale' ? scaleOf(old, resource) : old,
      warnings
    }
  return { kind: 'store', key, old, object: withPorts, warnings, reserved: verdict.reserved }
}

/** Who does not say of which revision an object is means the one that is there. Models etcd3 store.go GuaranteedUpdate. */
const withRevision = (object: KubeObject, { metadata: { resourceVersion } }: KubeObject): KubeObject =>
  resourceVersion === undefined ? object : { ...object, metadata: { ...object.metadata, resourceVersion } }

/** A Service that was made one with ports of nodes gets them. */
const lacksPorts = ({ kind, spec }: KubeObject): boolean => {
  const { type, ports = [] } = (spec ?? {}) as { type?: string; ports?: readonly { readonly nodePort?: number }[] }
  return (
    kind === 'Service' && (type === 'NodePort' || type === 'LoadBalancer') && ports.some(({ nodePort }) => !nodePort)
  )
}

/** A Service that was only another name has no address yet. Models allocUpdate of pkg/registry/core/service/storage/alloc.go. */
const lacksAddress = ({ kind, spec }: KubeObject, old: KubeObject): boolean => {
  const typeOf = (its: unknown) => (its as { type?: string } | undefined)?.type
  return kind === 'Service' && typeOf(old.spec) === 'ExternalName' && typeOf(spec) !== 'ExternalName'
}

/** Takes over what a client may not set, and keeps spec and status apart. Models rest.BeforeUpdate. */
function merged({ subresource }: Request, resource: Kind, old: KubeObject, next: KubeObject): KubeObject {
  const { uid, creationTimestamp, namespace, deletionTimestamp, deletionGracePeriodSeconds, generation } = old.metadata
  const kept = {
    ...(uid !== undefined && { uid }),
    ...(creationTimestamp !== undefined && { creationTimestamp }),
    ...(namespace && { namespace }),
    ...(deletionTimestamp && { deletionTimestamp }),
    ...(deletionTimestamp && deletionGracePeriodSeconds !== undefined && { deletionGracePeriodSeconds })
  }
  const { generation: _given, ...given } = next.metadata
  const metadata = { ...next.metadata, ...kept }
  if (subresource === 'status' && resource.custom) return { ...old, status: next.status }
  if (subresource === 'status') {
    const own = { ...given, ...kept, ...(generation !== undefined && { generation }) }
    return { ...old, metadata: own, status: next.status }
  }
  if (subresource === 'approval') return { ...old, status: next.status }
  const spec = resource.hasStatus ? { ...next, status: old.status } : next
  const { generation: _own, ...rest } = metadata
  return {
    ...spec,
    apiVersion: next.apiVersion || old.apiVersion,
    kind: resource.kind,
    metadata: { ...rest, ...(generation !== undefined && { generation }) }
  }
}

/** Counts changes of what an object asks for. */
function counted(resource: Kind, object: KubeObject, old: KubeObject): KubeObject {
  if (!resource.hasGeneration || !isCounting(old) || !isChange(old, object)) return object
  return { ...object, metadata: { ...object.metadata, generation: (old.metadata.generation ?? 0) + 1 } }
}

const namespaceHolds = ({ kind, spec }: KubeObject): boolean =>
  kind === 'Namespace' && ((spec as { finalizers?: string[] } | undefined)?.finalizers ?? []).length > 0

/** A write that changes nothing is not written: the revision stays. */
function isSame(old: KubeObject, object: KubeObject): boolean {
  const { resourceVersion: _a, managedFields: _own, ...before } = old.metadata
  const { resourceVersion: _b, managedFields: _others, ...after } = object.metadata
  return (
    equal(old.spec, object.spec) &&
    equal(before, after) &&
    isSameAccount(old, object) &&
    equal(restOf(old), restOf(object))
  )
}
const restOf = (object: KubeObject) => ({ ...object, spec: undefined, metadata: undefined })
