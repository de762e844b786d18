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
  return updated(old, next, typeOfKind(kind), writerOf(kind, request))
}
