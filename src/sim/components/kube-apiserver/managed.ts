import { updated, type Writer } from '../../api/managed-fields/update'
import { typeOfKind, type Kind } from '../../api/scheme'
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
    time: writtenAt ?? ''
  }
}

/**
 * Keeps the account of who wrote which fields: from the first write of a client outside on. Of objects that only the cluster's own
 * components write none is kept: nothing of theirs reads it.
 */
export function withAccount(kind: Kind, request: Request, old: KubeObject | null, next: KubeObject): KubeObject {
  if (!request.wire && !old?.metadata.managedFields) return next
  if (old && !old.metadata.managedFields && !next.metadata.managedFields && isBare(old, typeOfKind(kind))) return next
  const version = request.wire?.apiVersion ?? kind.apiVersion
  if (version === kind.apiVersion || !kind.code.inVersion || request.subresource === 'scale')
    return updated(old, next, typeOfKind(kind), writerOf(kind, request))
  // Who writes in another version is told by that version's fields.
  const shown = (object: KubeObject): KubeObject => kind.code.inVersion!(object, version)
  const told = updated(old && shown(old), shown(next), typeOfKind(kind, version), writerOf(kind, request))
  const { managedFields: _own, ...metadata } = next.metadata
  const { managedFields } = told.metadata
  return { ...next, metadata: { ...metadata, ...(managedFields && { managedFields }) } }
}

/**
 * An object that was made without a field that anybody owns has no managers, and gets none by being updated.
 * Models managedfields skipNonAppliedManager.
 */
const isBare = (object: KubeObject, type: string | undefined): boolean =>
  updated(null, object, type, { manager: '', apiVersion: '', subresource: '', time: '' }).metadata.managedFields ===
  undefined
