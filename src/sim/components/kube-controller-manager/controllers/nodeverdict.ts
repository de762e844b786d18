import { evenClock, wallClock, type Clocks } from '../../../kernel/clock'
import type { Micros } from '../../../../base/time'
import { formatTime, parseTime } from '../../../api/timestamp'
import type { Lease, Node, NodeCondition } from '../../../api/types'
import type { Settings } from '../config'

/** What is remembered of a node's heartbeats. Models nodeHealthData. */
export interface Health {
  /** The Ready condition when the node was last looked at; null: it had none. */
  readonly ready: NodeCondition | null
  /** `renewTime` of its lease when it was last looked at; empty: it had no lease. */
  readonly renewTime: string
  /** Own clock when a heartbeat was last seen. */
  readonly probeAt: Micros
  /** Timeline entry in which it was marked Unknown; 0: it was not. */
  readonly markedEntry: number
}

export interface Verdict {
  readonly health: Health
  /** The Ready condition before this pass. */
  readonly observed: NodeCondition
  /** The Ready condition after it; null: there is none. */
  readonly current: NodeCondition | null
  /** All conditions as they must be written, or null if they stay. */
  readonly conditions: readonly NodeCondition[] | null
  readonly grace: Micros
  readonly graceSetting: string
}

/** Set to Unknown when heartbeats stop. */
const judgedTypes = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure']

export const readyOf = (node: Node): NodeCondition | null =>
  node.status.conditions?.find((condition) => condition.type === 'Ready') ?? null

/**
 * Judges a node by its heartbeats. The node's own clock does not matter: what counts is when this process saw the
 * status or the lease change.
 * Models pkg/controller/nodelifecycle/node_lifecycle_controller.go tryUpdateNodeHealth.
 */
export function judge(
  node: Node,
  before: Health | undefined,
  lease: Lease | undefined,
  clocks: Clocks,
  settings: Settings
): Verdict {
  const current = readyOf(node)
  const created = node.metadata.creationTimestamp
  const observed: NodeCondition = current ?? {
    type: 'Ready',
    status: 'Unknown',
    ...(created !== undefined && { lastHeartbeatTime: created, lastTransitionTime: created })
  }
  const [grace, graceSetting] = current
    ? [settings.monitorGrace, 'node-monitor-grace-period']
    : [settings.startupGrace, 'node-startup-grace-period']
  const health = heartbeat(node, current, before, lease, clocks)
  if (clocks.now <= health.probeAt + grace) return { health, observed, current, conditions: null, grace, graceSetting }
  const conditions = unknownConditions(node, wallClock(clocks))
  const ready = conditions.find(({ type }) => type === 'Ready')!
  const same = current?.status === ready.status && current.reason === ready.reason
  return { health, observed, current: ready, conditions: same ? null : conditions, grace, graceSetting }
}

function heartbeat(
  node: Node,
  ready: NodeCondition | null,
  before: Health | undefined,
  lease: Lease | undefined,
  clocks: Clocks
): Health {
  const { now } = clocks
  const renewTime = lease?.spec.renewTime ?? ''
  const statusSeen = before
    ? (before.ready === null) !== (ready === null) || before.ready?.lastHeartbeatTime !== ready?.lastHeartbeatTime
    : ready !== null
  const leaseSeen = lease !== undefined && (before?.renewTime ?? '') < renewTime
  const firstSeen = ready === null ? evenClock(parseTime(node.metadata.creationTimestamp), clocks) : now
  const probeAt = statusSeen || leaseSeen ? now : (before?.probeAt ?? firstSeen)
  const isHealthy = ready?.status === 'True'
  return { ready, renewTime, probeAt, markedEntry: isHealthy ? 0 : (before?.markedEntry ?? 0) }
}

function unknownConditions(node: Node, now: Micros): NodeCondition[] {
  const at = formatTime(now)
  const created = node.metadata.creationTimestamp
  const conditions = (node.status.conditions ?? []).map((condition) =>
    judgedTypes.includes(condition.type) && condition.status !== 'Unknown'
      ? {
          ...condition,
          status: 'Unknown',
          reason: 'NodeStatusUnknown',
          message: 'Kubelet stopped posting node status.',
          lastTransitionTime: at
        }
      : condition
  )
  for (const type of judgedTypes) {
    if (conditions.some((condition) => condition.type === type)) continue
    conditions.push({
      type,
      status: 'Unknown',
      reason: 'NodeStatusNeverUpdated',
      message: 'Kubelet never posted node status.',
      ...(created !== undefined && { lastHeartbeatTime: created }),
      lastTransitionTime: at
    })
  }
  return conditions
}
