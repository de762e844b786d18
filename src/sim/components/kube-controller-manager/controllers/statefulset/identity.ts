import type { Micros } from '../../../../../base/time'
import { isPodReady } from '../../../../api/kinds/pod/conditions'
import type { Pod, StatefulSet } from '../../../../api/types'
import type { Release } from '../../../../releases'
import { isAvailable } from '../../pods'
import { revisionLabel } from '../history'

/** Who a StatefulSet's pods are and how they are. Models stateful_set_utils.go. */

export const ordinalOf = (pod: Pod): number => Number(/-(\d+)$/.exec(pod.metadata.name)?.[1] ?? -1)
export const isMember = (set: StatefulSet, pod: Pod): boolean =>
  pod.metadata.name === `${set.metadata.name}-${ordinalOf(pod)}`
export const firstOrdinal = (set: StatefulSet): number => set.spec.ordinals?.start ?? 0
export const revisionOf = (pod: Pod): string => pod.metadata.labels?.[revisionLabel] ?? ''

export const isTerminating = (pod: Pod): boolean => pod.metadata.deletionTimestamp !== undefined
export const runsReady = (pod: Pod): boolean => pod.status.phase === 'Running' && isPodReady(pod.status)
export const isHealthy = (pod: Pod): boolean => runsReady(pod) && !isTerminating(pod)
export const runsAvailable = (set: StatefulSet, pod: Pod, now: Micros): boolean =>
  runsReady(pod) && isAvailable(pod, set.spec.minReadySeconds ?? 0, now)

/** What a verb is called in an event: since 1.33 it begins with a capital. */
export const verbOf = (verb: 'Create' | 'Delete' | 'Update', release: Release): string =>
  release === '1.25' ? verb.toLowerCase() : verb
