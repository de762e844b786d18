import type { Micros } from '../../../base/time'
import type { ProcessContext } from '../../kernel/types'

/**
 * The clock that durations are measured with: it goes on evenly when somebody sets the machine's clock. Go's times carry
 * such a reading, so only what is compared with a written timestamp sees a clock that jumps.
 */
export const uptime = ({ now, skew = 0 }: ProcessContext): Micros => now - skew
