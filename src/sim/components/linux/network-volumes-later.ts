import { late } from '../../../base/late'
import type * as NetworkVolumes from './network-volumes'

/** Volumes that do not lie on this machine: clusters begin without any. */
export const networkVolumes = late<typeof NetworkVolumes>('volumes of the network')
