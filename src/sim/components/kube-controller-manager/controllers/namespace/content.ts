import type { Kind } from '../../../../api/scheme'
import type { KubeList, KubeObject } from '../../../../api/types'
import { errorOf, isNotFound, isOk, objectOf, request, requests, type Sync } from '../../sync'

/** What is left in a namespace after all of it was deleted. */
export interface Remaining {
  /** Seconds that it will take, by what pods and finalizers need; 0: nothing that takes time is left. */
  readonly estimate: number
  /** How many objects of which resource are left. */
  readonly resources: ReadonlyMap<string, number>
  /** How many objects wait for which finalizer. */
  readonly finalizers: ReadonlyMap<string, number>
}

export const nothing: Remaining = { estimate: 0, resources: new Map(), finalizers: new Map() }

/** Seconds that pods without a grace period of their own may take, and those that a finalizer may. */
const defaultGrace = 30
const finalizerEstimate = 15

/** What of a kind its objects are deleted by. */
type Deletable = Pick<Kind, 'plural' | 'group' | 'directory' | 'verbs'>

/** Deletes all objects of a kind in a namespace, and looks what is left. A text: an error. Models deleteAllContentForGroupVersionResource. */
export function* deleteKind(
  { plural, group, directory, verbs }: Deletable,
  namespace: string
): Sync<Remaining | string> {
  const estimate = plural === 'pods' ? yield* graceOf(namespace) : 0
  if (typeof estimate === 'string') return estimate
  const all = { resource: directory, namespace }
  if (verbs.includes('deletecollection')) {
    const deleted = yield* request({ verb: 'deletecollection', ...all, options: { propagationPolicy: 'Background' } })
    if (!isOk(deleted) && deleted.code !== 404 && deleted.code !== 405) return errorOf(deleted)
  }
  const listed = yield* request({ verb: 'list', ...all })
  if (isNotFound(listed)) return nothing
  if (!isOk(listed)) return errorOf(listed)
  const items: readonly KubeObject[] = objectOf<KubeList>(listed).items
  if (items.length === 0) return { ...nothing, estimate }
  if (!verbs.includes('deletecollection'))
    yield* requests(items.map(({ metadata }) => ({ verb: 'delete', ...all, name: metadata.name })))
  const finalizers = new Map<string, number>()
  for (const { metadata } of items)
    for (const finalizer of metadata.finalizers ?? []) finalizers.set(finalizer, (finalizers.get(finalizer) ?? 0) + 1)
  return {
    estimate: finalizers.size > 0 ? Math.max(estimate, finalizerEstimate) : estimate || 1,
    resources: new Map([[`${plural}.${group}`, items.length]]),
    finalizers
  }
}

/** The longest grace period of a pod there. Models estimateGracefulTerminationForPods. */
function* graceOf(namespace: string): Sync<number | string> {
  const listed = yield* request({ verb: 'list', resource: 'pods', namespace })
  if (!isOk(listed)) return errorOf(listed)
  return objectOf<KubeList>(listed).items.reduce((longest, { metadata, spec, status }) => {
    const { phase } = (status ?? {}) as { phase?: string }
    if (phase === 'Succeeded' || phase === 'Failed') return longest
    const { terminationGracePeriodSeconds } = (spec ?? {}) as { terminationGracePeriodSeconds?: number }
    return Math.max(longest, metadata.deletionGracePeriodSeconds ?? terminationGracePeriodSeconds ?? defaultGrace)
  }, 0)
}

export function joined(a: Remaining, b: Remaining): Remaining {
  const sum = (one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>) => {
    const total = new Map(one)
    for (const [key, n] of other) total.set(key, (total.get(key) ?? 0) + n)
    return total
  }
  return {
    estimate: Math.max(a.estimate, b.estimate),
    resources: sum(a.resources, b.resources),
    finalizers: sum(a.finalizers, b.finalizers)
  }
}
