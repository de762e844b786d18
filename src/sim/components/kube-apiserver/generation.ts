import { equal } from '../../api/equality'
import type { Kind } from '../../api/scheme'
import type { KubeObject } from '../../api/types'
import { releaseOf } from '../../releases'
import type { ApiServer } from './context'

/** Whether a new object begins to count its changes (`metadata.generation`). Pods do since 1.35 (PodObservedGenerationTracking). */
export const begins = ({ config }: ApiServer, { hasGeneration, kind }: Kind): boolean =>
  hasGeneration && !(kind === 'Pod' && releaseOf(config) === '1.25')

/** A pod of a release before does not begin to count. */
export const isCounting = ({ kind, metadata }: KubeObject): boolean =>
  kind !== 'Pod' || metadata.generation !== undefined

/**
 * Whether an update is counted: its spec changed (of a kind without one: anything but its metadata), or an annotation of a Deployment
 * did, as these are copied to its ReplicaSets. Models rest BeforeUpdate of each kind's strategy, pkg/registry/apps/deployment/strategy.go.
 */
export function isChange(old: KubeObject, next: KubeObject): boolean {
  if (old.kind === 'PriorityClass') return false
  // Its strategy compares its labels, too.
  if (old.kind === 'EndpointSlice' && !equal(next.metadata.labels ?? {}, old.metadata.labels ?? {})) return true
  if (old.spec === undefined && next.spec === undefined)
    return !equal({ ...next, metadata: null }, { ...old, metadata: null })
  return (
    !equal(next.spec, old.spec) ||
    (old.kind === 'Deployment' && !equal(next.metadata.annotations ?? {}, old.metadata.annotations ?? {}))
  )
}
