import { late } from '../../../../base/late'
import type { KubeObject, Status } from '../../../api/types'
import type { Admission } from './admission'
import type * as LimitRanger from './limitranger'

/** Clusters begin without LimitRanges. */
export const limitRanger = late<typeof LimitRanger>('limits of namespaces')

const areThere = ({ server }: Admission): boolean => server.caches.get('limitranges')!.objects.size > 0

export const limitDefaults = (admission: Admission): KubeObject | null =>
  areThere(admission) ? limitRanger().limitDefaults(admission) : null

export const limitCheck = (admission: Admission): Status | null =>
  areThere(admission) ? limitRanger().limitCheck(admission) : null
