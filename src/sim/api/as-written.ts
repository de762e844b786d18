import { inGoOrder } from './encode'
import { findKind, typeOfKind } from './scheme'
import type { KubeObject } from './types'

/**
 * An object, or a list of them, with its fields in the order of its Go type, as encoding/json writes it: `kind` before
 * `apiVersion`. What is of no built-in kind is given back as it is.
 */
export function asWritten(object: object): object {
  const { kind, apiVersion, items } = object as Partial<KubeObject> & { readonly items?: unknown }
  if (kind === undefined || apiVersion === undefined) return object
  if (Array.isArray(items) && kind.endsWith('List')) {
    const { metadata } = object as KubeObject
    const of = kind.slice(0, -'List'.length)
    return { kind, apiVersion, metadata, items: items.map((item: object) => itemOf(item, of, apiVersion)) }
  }
  const row = findKind(kind, apiVersion)
  const of = row && typeOfKind(row, apiVersion)
  return of === undefined ? object : (inGoOrder(object, { form: 'struct', of }) as object)
}

/** Items of a list of one kind do not say what they are: the list does. */
function itemOf(item: object, kind: string, apiVersion: string): object {
  if (kind === '' || !findKind(kind, apiVersion)) return asWritten(item)
  const { kind: _kind, apiVersion: _version, ...rest } = asWritten({ ...item, kind, apiVersion }) as KubeObject
  return rest
}
