import { late } from '../../../base/late'
import { keptChart } from '../../tcp/kept'
import type { Users } from './context'
import type { Own } from './messages'
import type * as Pool from './pool'

/** What users do with connections that they keep: clusters begin with users who keep none. */
export const pool = late<typeof Pool>('connections that users keep')

/** The chart of kept connections, as users drive it. */
export const keptConnections = keptChart<Users, Own>({
  find: ({ traffic }, id) => traffic.kept.get(id),
  all: ({ traffic }) => traffic.kept,
  silent: (context, kept, out) => pool().silent(context, kept, out),
  send: (context, kept, flow, request, out) => pool().transmit(context, kept, flow, request, out),
  lost: (context, kept, why, out) => pool().lost(context, kept, why, out)
})
