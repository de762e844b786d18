import { seconds } from '../../../../../base/time'
import { scheme } from '../../../../api/scheme'
import type { Namespace } from '../../../../api/types'
import type { Release } from '../../../../releases'
import type { CustomKind } from '../../custom'
import { errorOf, isConflict, isNotFound, isOk, later, note, objectOf, request, type Sync } from '../../sync'
import { withConditions } from './conditions'
import { deleteKind, joined, nothing, type Remaining } from './content'

/** A look at a namespace that is being deleted. */
export interface NamespaceLook {
  readonly namespace: Namespace
  /** Kinds of CustomResourceDefinitions that live in namespaces. */
  readonly custom: readonly CustomKind[]
  readonly release: Release
  readonly now: string
}

/** What a namespace can hold, in the order of discovery. Models discovery.ServerPreferredNamespacedResources. */
const namespaced = scheme.filter(({ namespaced, stored }) => namespaced && stored)
const pods = namespaced.filter(({ plural }) => plural === 'pods')
const others = namespaced.filter(({ plural }) => plural !== 'pods')

/** Models namespaced_resources_deleter.go Delete. */
export function* syncNamespace({ namespace: { metadata }, custom, release, now }: NamespaceLook): Sync {
  const at = { resource: 'namespaces', name: metadata.name }
  const answer = yield* request({ verb: 'get', ...at })
  if (isNotFound(answer)) return undefined
  if (!isOk(answer)) return errorOf(answer)
  let live = objectOf<Namespace>(answer)
  if (live.metadata.uid !== metadata.uid || !live.metadata.deletionTimestamp) return undefined
  if ((live.spec?.finalizers ?? []).length === 0) return undefined
  yield* note(`analyses namespace ${metadata.name}: is being deleted; deletes all it holds`)
  const { remaining, error } = yield* deleteContent(metadata.name, custom, release)
  const status = withConditions(live, remaining, error, now)
  if (status) {
    const told = yield* request({ verb: 'update', ...at, subresource: 'status', body: { ...live, status } })
    if (isNotFound(told)) return undefined
    if (!isOk(told)) return errorOf(told)
    live = objectOf<Namespace>(told)
  }
  if (error !== undefined) return error
  if (remaining.estimate > 0) {
    const wait = seconds(Math.floor(remaining.estimate / 2) + 1)
    yield* later(metadata.name, wait, 'namespace-deletion-estimate')
    return undefined
  }
  const finalizers = live.spec!.finalizers!.filter((finalizer) => finalizer !== 'kubernetes')
  const body = { ...live, spec: { ...live.spec, finalizers } }
  const finalized = yield* request({ verb: 'update', ...at, subresource: 'finalize', body })
  return isOk(finalized) || isNotFound(finalized) || isConflict(finalized) ? undefined : errorOf(finalized)
}

/** Deletes all: since 1.33 first the pods, and nothing else until they are gone (OrderedNamespaceDeletion). */
function* deleteContent(
  namespace: string,
  custom: readonly CustomKind[],
  release: Release
): Sync<{ remaining: Remaining; error?: string }> {
  let remaining: Remaining = nothing
  const steps = release === '1.25' ? [[...namespaced, ...custom]] : [pods, [...others, ...custom]]
  for (const kinds of steps) {
    const errors: string[] = []
    for (const kind of kinds) {
      const left = yield* deleteKind(kind, namespace)
      if (typeof left === 'string') errors.push(left)
      else remaining = joined(remaining, left)
    }
    const error = errors[0]
    if (error !== undefined) return { remaining, error }
    if (kinds === pods && remaining.resources.size > 0) break
  }
  return { remaining: remaining.resources.size === 0 ? { ...remaining, estimate: 0 } : remaining }
}
