import { late } from '../../../../base/late'
import type { assumeDevices, beginDevices, devicesResult } from './bind'
import type { filterDevices, lookAtClaims } from './filter'

/** Allocation of devices: few clusters have any. */
export const devices = late<{
  readonly lookAtClaims: typeof lookAtClaims
  readonly filterDevices: typeof filterDevices
  readonly assumeDevices: typeof assumeDevices
  readonly beginDevices: typeof beginDevices
  readonly devicesResult: typeof devicesResult
}>('allocation of devices')
