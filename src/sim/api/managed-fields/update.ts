import { zeroObject } from '../decode'
import { encoded } from '../encode'
import type { Type } from '../schema'
import type { KubeObject } from '../types'
import { compare } from './compare'
import { capped, isSameManager, readManagers, withPaths, writeManagers, type Manager } from './managers'
import { common, minus, union, type Paths } from './paths'

/** Who writes, through which subresource, in which version, at what time. */
export interface Writer {
  readonly manager: string
  readonly apiVersion: string
  readonly subresource: string
  readonly time: string
}

/** Fields that no manager has: those of the server. Models managedfields stripMeta. */
const ofNobody =
  /^f:(?:apiVersion|kind)$|^f:metadata(?:$|\nf:(?:name|namespace|creationTimestamp|selfLink|uid|generation|managedFields|resourceVersion)(?:\n|$))/
const owned = (paths: Paths): Set<string> => new Set([...paths].filter((path) => !ofNobody.test(path)))

const typed = (type: string | Type | undefined): Type | undefined =>
  typeof type === 'string' ? { form: 'struct', of: type } : type

/** What an object has before it is made. */
export function emptyOf(type: string | Type | undefined): unknown {
  if (typeof type !== 'string') return {}
  const zero = zeroObject(type)
  return typeof zero === 'object' && zero !== null ? encoded(zero, type) : zero
}

/** The managers of an object that was written whole: what changed is the writer's, what went away nobody's. */
export function updated(
  before: KubeObject | null,
  after: KubeObject,
  type: string | Type | undefined,
  writer: Writer
): KubeObject {
  const known = after.metadata.managedFields ? readManagers(after) : before ? readManagers(before) : []
  const { added, removed, modified } = compare(before ?? emptyOf(type), after, typed(type))
  const changed = owned(union(added, modified))
  const about = {
    manager: writer.manager,
    operation: 'Update',
    apiVersion: writer.apiVersion,
    subresource: writer.subresource
  } as const
  const own = known.find((manager) => isSameManager(manager, about)) ?? {
    ...about,
    time: writer.time,
    paths: new Set<string>()
  }
  const others = known
    .filter((manager) => !isSameManager(manager, about))
    .map((manager) => withPaths(manager, minus(minus(manager.paths, changed), removed), manager.time ?? writer.time))
  const mine = withPaths(own, union(minus(own.paths, removed), changed), writer.time)
  return withManagers(after, capped([...others, mine]))
}

export function withManagers(object: KubeObject, managers: readonly Manager[]): KubeObject {
  const { managedFields: _, ...metadata } = object.metadata
  const entries = writeManagers(managers)
  if (entries.length === 0) return { ...object, metadata }
  return {
    ...object,
    metadata: { ...metadata, managedFields: entries as NonNullable<KubeObject['metadata']['managedFields']> }
  }
}

export { common, owned, typed }
