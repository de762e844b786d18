import type { EtcdContext, Proposal } from './context'
import { propose } from './raft'

/** Proposes, or keeps it until there is a leader. */
export function submit(context: EtcdContext, proposal: Proposal): void {
  if (context.leader === '' || !propose(context.raft, proposal)) context.blocked.push({ proposal })
}
