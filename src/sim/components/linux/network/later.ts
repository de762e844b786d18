import { late } from '../../../../base/late'
import type { clientNamed } from './clients'

/** Programs that ask others over the network: what clusters begin with has none. */
export const networkClients = late<{ readonly clientNamed: typeof clientNamed }>('programs that ask the network')
