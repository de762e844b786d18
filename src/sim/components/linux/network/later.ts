import { late } from '../../../../base/late'
import type { clientNamed } from './clients'
import type * as calls from './calls'
import type * as flows from './flows'

/** Programs that ask others over the network: what clusters begin with has none. */
export const networkClients = late<{ readonly clientNamed: typeof clientNamed }>('programs that ask the network')

/** Connections that clients keep: what clusters begin with has none. */
export const keptFlows = late<typeof flows>('connections that are kept')

/** Applications that call others: what clusters begin with calls nobody. */
export const callsOfApplications = late<typeof calls>('applications that call others')
