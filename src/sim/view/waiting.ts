import type { Pending } from '../kernel/queue'
import type { Process, World } from '../kernel/world'
import type { Timeline } from '../timeline/timeline'
import type { WaitView } from './types'
import { checkWaits } from './waits/checks'
import { lockWaits } from './waits/leases'
import { graceWaits } from './waits/nodes'
import { podWaits } from './waits/pods'
import { raftWaits } from './waits/raft'
import { kindOfTimer, timerWait } from './waits/timers'
import type { Found, Waiters } from './waits/wait'

/** More cannot be told apart. */
const most = 400

/** Settings of routine timers that countdowns are counted in. */
const steps: ReadonlySet<string> = new Set([
  'etcd-heartbeat-interval-ms',
  'haproxy-inter-ms',
  'haproxy-timeout-check-ms',
  'haproxy-timeout-connect-ms',
  'service-lb-inter-ms',
  'service-lb-timeout-ms',
  'periodSeconds'
])

/**
 * Every countdown that runs at the instant, the soonest first: timers that end in something, and what processes count or
 * measure by their own clocks. Each bears the setting that says how long. A process that does not run counts nothing; one that
 * hangs is seen as it would go on.
 */
export function waitingOf(world: World, timeline: Timeline): WaitView[] {
  const found: WaitView[] = []
  const own = new Map<string, Pending>()
  const add = (process: Process, wait: Found, id: string) =>
    void found.push({ id: `${process.id} ${id}`, process: process.id, ...wait })
  for (const item of world.queue.items()) {
    if (item.kind === 'start') {
      const process = world.find(item.target)
      const startedAt = item.cause >= 0 ? timeline.at(item.cause) : world.now
      const belongs = process?.machine.up && item.session === process.machine.bootId
      if (process?.status === 'stopped' && belongs && item.incarnation === process.incarnation && item.at > startedAt)
        add(process, { kind: 'start', about: '', setting: item.setting, startedAt, dueAt: item.at }, 'start')
      continue
    }
    if (item.kind !== 'timer') continue
    const kind = kindOfTimer(item)
    if (kind === null && !steps.has(item.setting)) continue
    const process = world.find(item.target)
    if (!process || process.status !== 'running' || process.timers.get(item.id) !== item.seq) continue
    if (steps.has(item.setting)) own.set(`${item.target} ${item.id}`, item)
    const wait = kind === null ? null : timerWait(timeline, process, item, kind, world.now)
    if (wait) add(process, wait, item.id)
  }
  const waiters: Waiters = { world, timerOf: (process, id) => own.get(`${process.id} ${id}`) }
  for (const process of world.processes) {
    if (process.status !== 'running') continue
    for (const wait of derived(waiters, process)) add(process, wait, `${wait.setting} ${wait.about}`)
  }
  return found.sort((a, b) => a.dueAt - b.dueAt || (a.id < b.id ? -1 : 1)).slice(0, most)
}

const derived = (waiters: Waiters, process: Process): Found[] => {
  switch (process.kind) {
    case 'etcd':
      return raftWaits(waiters, process)
    case 'kube-controller-manager':
      return [...lockWaits(process, waiters.world.now), ...graceWaits(waiters, process)]
    case 'kube-scheduler':
      return [...lockWaits(process, waiters.world.now), ...podWaits(waiters, process)]
    case 'load-balancer':
    case 'users':
      return checkWaits(waiters, process)
    case 'kubelet':
      return podWaits(waiters, process)
    default:
      return []
  }
}
