import { late } from '../../../../base/late'
import type * as NodeShutdown from './shutdown'

/** No cluster begins with a shutdown. */
export const nodeShutdown = late<typeof NodeShutdown>('the end of pods whose machine is switched off')
