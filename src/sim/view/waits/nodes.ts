import { seconds } from '../../../base/time'
import { isLeader } from '../../client-go/leaderelection'
import { contextOf } from '../../components/contexts'
import { flagValue } from '../../flags'
import type { Process, World } from '../../kernel/world'
import { onRunClock, type Found, type Waiters } from './wait'

/** Until the leading controller manager takes a node for lost whose heartbeats it misses. */
export function graceWaits({ world }: Waiters, process: Process): Found[] {
  const kcm = contextOf(process, 'kube-controller-manager')
  if (!kcm || !isLeader(kcm.election)) return []
  const { monitorGrace, monitorPeriod } = kcm.settings
  const overdue = renewalOf(world) + 2 * monitorPeriod
  const found: Found[] = []
  for (const [node, { probeAt, ready }] of kcm.health) {
    if (ready?.status !== 'True') continue
    const startedAt = onRunClock(probeAt)
    if (world.now - startedAt < overdue && isThere(world, node)) continue
    found.push({
      kind: 'grace',
      about: node,
      setting: 'node-monitor-grace-period',
      startedAt,
      dueAt: startedAt + monitorGrace
    })
  }
  return found
}

function renewalOf(world: World): number {
  const value = (name: string) => Number(flagValue(world.setup.flags, 'kubelet', name))
  return seconds(value('node-lease-duration-s') * value('node-lease-renew-interval-fraction'))
}

/** Whether its kubelet could send a heartbeat at all, as far as its own machine goes. */
function isThere(world: World, node: string): boolean {
  const kubelet = world.find(`${node}/kubelet`)
  return kubelet !== undefined && kubelet.status === 'running' && !kubelet.paused
}
