import { late } from '../../../base/late'
import type { forbiddenSysctl } from './sysctls'

/** Pods that clusters begin with set no kernel parameters. */
export const sysctls = late<typeof forbiddenSysctl>('kernel parameters of pods')
