import { decode } from '../../../api/decode'
import { typeOfKind } from '../../../api/scheme'
import type { KubeObject } from '../../../api/types'
import type { Info } from './manifest'

/** The object as Go's type has it: structs that are held by value are there, unknown fields are not. */
export function typed({ kind, apiVersion, object }: Pick<Info, 'kind' | 'apiVersion' | 'object'>): KubeObject {
  const type = typeOfKind(kind, apiVersion)
  const read = type === undefined ? undefined : decode(object, type)
  const result = read?.ok ? read.object : object
  return withoutNullTimes({ ...result, apiVersion: object.apiVersion, kind: object.kind }) as KubeObject
}

/** A time that was never set is left out. */
function withoutNullTimes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNullTimes)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => !(key === 'creationTimestamp' && item === null))
      .map(([key, item]) => [key, withoutNullTimes(item)])
  )
}
