import type { KubeObject } from '../types'
import { readPaths, same, writePaths, type FieldsV1, type Paths } from './paths'

/** Who manages which fields of an object, and since when. Models metav1.ManagedFieldsEntry. */
export interface Manager {
  readonly manager: string
  readonly operation: 'Apply' | 'Update'
  readonly apiVersion: string
  readonly subresource: string
  readonly time: string | undefined
  readonly paths: Paths
}

interface Entry {
  readonly manager?: string
  readonly operation?: string
  readonly apiVersion?: string
  readonly time?: string | null
  readonly fieldsType?: string
  readonly fieldsV1?: unknown
  readonly subresource?: string
}

export const readManagers = ({ metadata }: KubeObject): readonly Manager[] =>
  ((metadata.managedFields ?? []) as readonly Entry[]).map(
    ({ manager = '', operation, apiVersion = '', subresource = '', time, fieldsV1 }): Manager => ({
      manager,
      operation: operation === 'Apply' ? 'Apply' : 'Update',
      apiVersion,
      subresource,
      time: time ?? undefined,
      paths: readPaths(fieldsV1 as FieldsV1 | undefined)
    })
  )

/** In the order in which the server lists them. Models managedfields sortEncodedManagedFields. */
export function writeManagers(managers: readonly Manager[]): readonly Entry[] {
  const less = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
  return managers
    .filter(({ paths }) => paths.size > 0)
    .toSorted(
      (a, b) =>
        less(a.operation, b.operation) ||
        less(a.time ?? '', b.time ?? '') ||
        less(a.manager, b.manager) ||
        less(a.apiVersion, b.apiVersion) ||
        less(a.subresource, b.subresource)
    )
    .map(({ manager, operation, apiVersion, subresource, time, paths }) => ({
      manager,
      operation,
      apiVersion,
      ...(time && { time }),
      fieldsType: 'FieldsV1',
      fieldsV1: writePaths(paths),
      ...(subresource !== '' && { subresource })
    }))
}

export const isSameManager = (a: Omit<Manager, 'time' | 'paths'>, b: Omit<Manager, 'time' | 'paths'>): boolean =>
  a.manager === b.manager &&
  a.operation === b.operation &&
  a.apiVersion === b.apiVersion &&
  a.subresource === b.subresource

/**
 * Whether two accounts name the same managers of the same fields; when they wrote does not count.
 * Models apiserver/pkg/endpoints/handlers/fieldmanager/equality.go IgnoreManagedFieldsTimestampsTransformer.
 */
export function isSameAccount(a: KubeObject, b: KubeObject): boolean {
  if (a.metadata.managedFields === b.metadata.managedFields) return true
  const [own, others] = [readManagers(a), readManagers(b)]
  if (own.length !== others.length) return false
  return own.every((one) => others.some((other) => isSameManager(one, other) && same(one.paths, other.paths)))
}

/** A manager with other fields; the time is of the change. */
export const withPaths = (manager: Manager, paths: Paths, time: string): Manager =>
  same(manager.paths, paths) ? manager : { ...manager, paths, time }

/** More entries of plain writes than this are put together. Models managedfields DefaultMaxUpdateManagers. */
const mostUpdates = 10

/** The oldest writes beyond the tenth are one entry of `ancient-changes` a version. Models capmanagers.go. */
export function capped(managers: readonly Manager[]): readonly Manager[] {
  const updates = managers.filter(({ operation }) => operation === 'Update')
  if (updates.length <= mostUpdates) return managers
  const oldest = updates.toSorted((a, b) => ((a.time ?? '') < (b.time ?? '') ? -1 : 1))
  let kept = [...managers]
  for (const one of oldest) {
    if (kept.filter(({ operation }) => operation === 'Update').length <= mostUpdates) break
    const about = {
      manager: 'ancient-changes',
      operation: 'Update',
      apiVersion: one.apiVersion,
      subresource: one.subresource
    } as const
    const before = kept.find((other) => isSameManager(other, about))
    if (one === before) continue
    kept = kept.filter((other) => other !== one && other !== before)
    kept.push({ ...about, time: one.time, paths: new Set([...(before?.paths ?? []), ...one.paths]) })
  }
  return kept
}
