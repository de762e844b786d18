import { isLeader } from '../../client-go/leaderelection'
import { contextOf } from '../../components/contexts'
import { quorumActive } from '../../components/etcd/raft/quorum'
import type { World } from '../../kernel/world'
import type { Timeline } from '../../timeline/timeline'
import { runningPods } from '../truth'
import type { PillId, PillReason, PillView } from '../types'
import { usersPill } from './users'

/**
 * What the states of the cluster's processes alone say of what works: that something fails for want of somebody who must be
 * there. Whether the rest works nobody knows without trying.
 */
export function knownWorks(world: World, timeline: Timeline): PillView[] {
  const api = apiReason(world)
  const scheduler = someoneLeads(world, 'kube-scheduler') ? null : 'no-scheduler'
  const controllers = someoneLeads(world, 'kube-controller-manager') ? null : 'no-controllers'
  const placed = api ?? controllers ?? scheduler
  const pill = (id: PillId, reason: PillReason | null): PillView => ({
    id,
    status: reason === null ? 'playing' : 'none',
    done: 0,
    of: 0,
    since: 'unknown',
    ...(reason !== null && { reason })
  })
  return [
    usersPill(world, timeline),
    pill('reads', api),
    pill('writes', api),
    pill('new-pods', placed),
    pill('scaling', placed),
    pill('healing', placed),
    pill('restarts', kubeletReason(world)),
    pill('rescheduling', placed)
  ]
}

function apiReason(world: World): PillReason | null {
  const serves = world.processes.some(
    ({ kind, status, paused, table, leaf }) =>
      kind === 'kube-apiserver' && status === 'running' && !paused && table.leaves[leaf] === 'ready'
  )
  if (!serves) return 'no-api-server'
  const leads = world.processes.some((process) => {
    const raft = process.paused ? undefined : contextOf(process, 'etcd')?.raft
    return raft?.role === 'leader' && (raft.electionElapsed < 2 || quorumActive(raft.tracker))
  })
  return leads ? null : 'no-etcd-leader'
}

const someoneLeads = (world: World, kind: 'kube-scheduler' | 'kube-controller-manager'): boolean =>
  world.processes.some((process) => {
    const election = process.paused ? undefined : contextOf(process, kind)?.election
    return election !== undefined && isLeader(election)
  })

function kubeletReason(world: World): PillReason | null {
  const works = world.processes.some(
    ({ kind, status, paused, machine }) =>
      kind === 'kubelet' && status === 'running' && !paused && runningPods(world, machine.id).length > 0
  )
  return works ? null : 'no-kubelet'
}
