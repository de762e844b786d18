import { late } from '../../../base/late'
import type * as Server from './server'

/** What people ask a kubelet for: logs, commands, ports. */
export const kubeletServer = late<typeof Server>("the kubelet's server")
