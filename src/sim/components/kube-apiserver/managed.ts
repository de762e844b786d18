import { applied } from '../../api/managed-fields/apply'
import { updated, type Writer } from '../../api/managed-fields/update'
import { typeOfKind, type Kind } from '../../api/scheme'
import type { Type } from '../../api/schema'
import { extensions } from './apiextensions/later'
import { decode } from '../../api/decode'
import { equal } from '../../api/equality'
import { encoded } from '../../api/encode'
import type { KubeObject } from '../../api/types'
import type { Request } from './context'

/** Who writes, as managedFields name them. Models apiserver/pkg/endpoints/handlers managerOrUserAgent. */
export function writerOf(kind: Kind, { options, userAgent, wire, subresource, writtenAt }: Request): Writer {
  const agent = userAgent.split('/')[0]!.slice(0, 128)
  const apiVersion = wire && subresource !== 'scale' ? wire.apiVersion : kind.apiVersion
  return {
    manager: options?.fieldManager || agent || 'unknown',
    apiVersion,
    subresource: subresource ?? '',
    // Models rest.ScaleREST: what it makes of entries has no time.
    time: subresource === 'scale' ? '' : (writtenAt ?? '')
  }
}

/** The type by which the fields of an object in a version are told apart; undefined: by their names alone. */
export function accountedType(kind: Kind, apiVersion: string = kind.apiVersion): string | Type | undefined {
  const schema = kind.custom?.schemas[apiVersion]
  return schema ? extensions().objectTypeOf(schema) : typeOfKind(kind, apiVersion)
}

/** Kinds whose spec is managed by nobody. Models pkg/registry/certificates/certificates/strategy.go GetResetFields. */
const ofNobody: ReadonlySet<string> = new Set(['certificatesigningrequests'])

/**
 * Keeps the account of who wrote which fields: from the first write of a client outside on. Of objects that only the cluster's own
 * components write none is kept, unless `--managed-fields` says so (then each of their requests tells its time): nothing of theirs reads it.
 */
export function withAccount(kind: Kind, request: Request, old: KubeObject | null, next: KubeObject): KubeObject {
  if (!request.wire && request.writtenAt === undefined && !old?.metadata.managedFields) return next
  const bare = old && !old.metadata.managedFields && !next.metadata.managedFields
  if (bare && isBare(withoutAdmitted(old), accountedType(kind))) return next
  if (ofNobody.has(kind.plural)) {
    const { spec: _spec, ...rest } = next
    if (!old) return { ...withAccount({ ...kind, plural: '' }, request, null, rest), spec: next.spec }
    const { spec: _before, ...before } = old
    if (!old.metadata.managedFields && isBare(before, typeOfKind(kind))) return next
    return { ...withAccount({ ...kind, plural: '' }, request, before, rest), spec: next.spec }
  }
  const version = request.wire?.apiVersion ?? kind.apiVersion
  if (version === kind.apiVersion || !kind.code.inVersion || request.subresource === 'scale') {
    const told = updated(
      old,
      request.wire ? next : asWritten(next, typeOfKind(kind)),
      accountedType(kind),
      writerOf(kind, request)
    )
    return withManagersOf(kind.custom && request.subresource === 'scale' ? withoutScaler(told) : told, next)
  }
  // Who writes in another version is told by that version's fields.
  const shown = (object: KubeObject): KubeObject => kind.code.inVersion!(object, version)
  const told = updated(old && shown(old), shown(next), accountedType(kind, version), writerOf(kind, request))
  return withManagersOf(told, next)
}

/**
 * The same of a write of the server's own, of an object of which it is known who wrote what: of its status, or of all. What it makes
 * new is accounted for where all objects are.
 */
export function withOwnAccount(
  kind: Kind,
  old: KubeObject | undefined,
  next: KubeObject,
  time: string,
  isAll: boolean
): KubeObject {
  if (!old) return isAll && !next.metadata.managedFields ? withMakers(kind, next, time) : next
  if (!next.metadata.managedFields || next.metadata.managedFields !== old.metadata.managedFields) return next
  const subresource = equal(old.spec, next.spec) && !equal(old.status, next.status) ? 'status' : ''
  const [, reporter] = ownManagers[kind.plural] ?? []
  if (reporter !== undefined && subresource === 'status') {
    const config = {
      apiVersion: kind.apiVersion,
      kind: kind.kind,
      metadata: { name: old.metadata.name },
      status: next.status
    }
    const writer = { manager: reporter, apiVersion: kind.apiVersion, subresource, time }
    const told = applied(old, config as KubeObject, accountedType(kind), writer, true, (one) => one)
    return 'object' in told ? withManagersOf(told.object, next) : next
  }
  const writer = { manager: ownManager, apiVersion: kind.apiVersion, subresource, time }
  return withManagersOf(updated(old, asWritten(next, typeOfKind(kind)), accountedType(kind), writer), next)
}

const ownManager = 'kube-apiserver'
/** Parts of the server that write under names of their own, an object's content and its status. */
const ownManagers: Readonly<Record<string, readonly [content: string, status: string]>> = {
  flowschemas: ['api-priority-and-fairness-config-producer-v1', 'api-priority-and-fairness-config-consumer-v1'],
  prioritylevelconfigurations: [
    'api-priority-and-fairness-config-producer-v1',
    'api-priority-and-fairness-config-consumer-v1'
  ]
}

/** What of its own objects the server asks itself for; the rest it fills in. */
function asked(object: KubeObject): KubeObject {
  const { spec, ...rest } = object
  if (object.kind === 'Namespace') return rest
  if (object.kind !== 'Service') return object
  const { clusterIPs: _addresses, ipFamilies: _families, ...own } = spec as Readonly<Record<string, unknown>>
  return { ...rest, spec: own }
}

/** An object of the server's own as it is made, then its status. */
function withMakers(kind: Kind, object: KubeObject, time: string): KubeObject {
  const type = accountedType(kind)
  const whole = asWritten(object, typeOfKind(kind))
  const [content, reporter] = ownManagers[kind.plural] ?? [ownManager, ownManager]
  const writer = { manager: content, apiVersion: kind.apiVersion, subresource: '', time }
  const { status, ...rest } = whole
  const made = updated(null, asked(rest), type, writer)
  // Services of the API that the server has itself are available by being made.
  const conditions = (status as { conditions?: readonly unknown[] } | undefined)?.conditions ?? []
  if (conditions.length === 0 || kind.plural === 'apiservices') return withManagersOf(made, object)
  // Conditions are applied.
  const { apiVersion, kind: called, metadata } = object
  const config = { apiVersion, kind: called, metadata: { name: metadata.name }, status } as KubeObject
  const told = applied(made, config, type, { ...writer, manager: reporter, subresource: 'status' }, true, (one) => one)
  return 'object' in told ? withManagersOf(told.object, object) : object
}

/** Whoever scales a custom resource takes its replicas from their managers, and has them not. Models customresource/etcd.go ScaleREST. */
function withoutScaler(object: KubeObject): KubeObject {
  const managedFields = object.metadata.managedFields?.filter(({ subresource }) => subresource !== 'scale')
  return { ...object, metadata: { ...object.metadata, ...(managedFields && { managedFields }) } }
}

/** An object with what Go always writes: the cluster's own components leave it out. */
function asWritten(object: KubeObject, type: string | undefined): KubeObject {
  if (type === undefined) return object
  const read = decode(object, type)
  return read.ok ? encoded(read.object, type) : object
}

function withManagersOf({ metadata: { managedFields } }: KubeObject, object: KubeObject): KubeObject {
  const { managedFields: _own, ...metadata } = object.metadata
  return { ...object, metadata: { ...metadata, ...(managedFields && { managedFields }) } }
}

/** What a client wrote of a new object: no status, and of a node not the taint that every new one gets by admission. */
function withoutAdmitted({ status: _status, ...object }: KubeObject): KubeObject {
  if (object.kind !== 'Node') return object
  const { taints, ...spec } = (object.spec ?? {}) as { readonly taints?: readonly { readonly key: string }[] }
  const given = (taints ?? []).filter(({ key }) => key !== 'node.kubernetes.io/not-ready')
  return { ...object, spec: given.length > 0 ? { ...spec, taints: given } : spec }
}

/**
 * An object that was made without a field that anybody owns has no managers, and gets none by being updated.
 * Models managedfields skipNonAppliedManager.
 */
const isBare = (object: KubeObject, type: string | Type | undefined): boolean =>
  updated(null, object, type, { manager: '', apiVersion: '', subresource: '', time: '' }).metadata.managedFields ===
  undefined
