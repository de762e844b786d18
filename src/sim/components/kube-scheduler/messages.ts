import type { ServerMessage } from '../kube-apiserver/messages'

/** Nobody asks it anything: it hears the API, and what it wants of others it writes into objects. */
export type SchedulerAccepts = ServerMessage
