import type { PodInfo } from './pod-info'

/** A pod that has not started counts as started now, after all others. */
const justNow = Number.MAX_SAFE_INTEGER

export const startedAt = ({ startTime }: PodInfo): number => startTime ?? justNow

/** Higher priority first, then the longer running; 0 for equals. Models pkg/scheduler/util/utils.go MoreImportantPod. */
export const byImportance = (a: PodInfo, b: PodInfo): number => b.priority - a.priority || startedAt(a) - startedAt(b)
