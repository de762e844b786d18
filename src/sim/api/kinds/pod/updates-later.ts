import { late } from '../../../../base/late'
import type { validatePodUpdate } from './validate-update'

/** What may be changed of a pod that is there: people change pods, a cluster that comes up does not. */
export const podUpdates = late<typeof validatePodUpdate>('changes of pods')
