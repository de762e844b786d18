import type { PodCondition, PodStatus } from '../../types'

/** Models pkg/api/v1/pod/util.go GetPodCondition. A pod that was just created may have no status yet. */
export const podCondition = (status: PodStatus | undefined, type: string): PodCondition | undefined =>
  status?.conditions?.find((condition) => condition.type === type)

/** Models pkg/api/v1/pod/util.go IsPodReady. */
export const isPodReady = (status: PodStatus | undefined): boolean => podCondition(status, 'Ready')?.status === 'True'
