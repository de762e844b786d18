import { findKind } from '../../../api/scheme'
import type { KubeList, KubeObject } from '../../../api/types'
import { isList } from './partial'

/** An object, or those of a list, in the version in which a client asked for them. */
export function inVersion(object: KubeObject, apiVersion: string): KubeObject
export function inVersion(object: KubeObject | KubeList, apiVersion: string): KubeObject | KubeList
export function inVersion(object: KubeObject | KubeList, apiVersion: string): KubeObject | KubeList {
  if (object.apiVersion === apiVersion || apiVersion === '') return object
  if (isList(object)) {
    const kind = object.kind.slice(0, -'List'.length)
    const row = findKind(kind, object.apiVersion)
    if (row ? !row.also.includes(apiVersion) : groupOf(object.apiVersion) !== groupOf(apiVersion)) return object
    return { ...object, apiVersion, items: object.items.map((item) => inVersion(item, apiVersion)) }
  }
  const kind = findKind(object.kind, object.apiVersion)
  // Kinds that definitions make are converted by their version's name alone.
  if (!kind) return groupOf(object.apiVersion) === groupOf(apiVersion) ? { ...object, apiVersion } : object
  if (!kind.also.includes(apiVersion)) return object
  return kind.code.inVersion?.(object, apiVersion) ?? { ...object, apiVersion }
}

const groupOf = (apiVersion: string): string => apiVersion.slice(0, apiVersion.indexOf('/') + 1)
