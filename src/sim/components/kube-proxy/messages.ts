import type { ServerMessage } from '../kube-apiserver/messages'
import type { LinuxRulesApplied } from '../linux/messages'

/** Nobody asks it anything: it hears the API, and its machine's packet filter when rules are in place. */
export type ProxyAccepts = ServerMessage | LinuxRulesApplied
