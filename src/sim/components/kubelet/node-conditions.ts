import { wallClock } from '../../kernel/clock'
import { formatTime } from '../../api/timestamp'
import type { NodeCondition } from '../../api/types'
import { longAgo, type KubeletContext } from './context'
import { ownWordOf, runtimeIsDown } from './cri'
import { hasPressure } from './eviction/pressure'

/* What a node says of its state. Models pkg/kubelet/nodestatus/setters.go. */

export function mergeConditions(
  context: KubeletContext,
  old: readonly NodeCondition[],
  events: (readonly [string, string])[]
): NodeCondition[] {
  const now = formatTime(wallClock(context))
  const result = [...old]
  for (const wanted of ownConditions(context)) {
    const index = result.findIndex(({ type }) => type === wanted.type)
    const before = result[index]
    const same = before?.status === wanted.status
    const condition = {
      lastHeartbeatTime: now,
      lastTransitionTime: same ? before.lastTransitionTime : now,
      ...wanted
    } as NodeCondition
    if (before && !same) events.push(eventOf(wanted))
    if (index < 0) result.push(condition)
    else result[index] = condition
  }
  return result
}

function eventOf({ type, status }: { type: string; status: string }): readonly [string, string] {
  const isTrue = status === 'True'
  const names: Readonly<Record<string, readonly [string, string]>> = {
    Ready: ['NodeReady', 'NodeNotReady'],
    MemoryPressure: ['NodeHasInsufficientMemory', 'NodeHasSufficientMemory'],
    DiskPressure: ['NodeHasDiskPressure', 'NodeHasNoDiskPressure'],
    PIDPressure: ['NodeHasInsufficientPID', 'NodeHasSufficientPID']
  }
  const name = names[type]![isTrue ? 0 : 1]
  return [name, name]
}

function ownConditions(context: KubeletContext): { message: string; reason: string; status: string; type: string }[] {
  const memory = hasPressure(context, 'memory')
  const disk = hasPressure(context, 'disk')
  const errors = readyErrors(context)
  return [
    memory
      ? {
          message: 'kubelet has insufficient memory available',
          reason: 'KubeletHasInsufficientMemory',
          status: 'True',
          type: 'MemoryPressure'
        }
      : {
          message: 'kubelet has sufficient memory available',
          reason: 'KubeletHasSufficientMemory',
          status: 'False',
          type: 'MemoryPressure'
        },
    disk
      ? { message: 'kubelet has disk pressure', reason: 'KubeletHasDiskPressure', status: 'True', type: 'DiskPressure' }
      : {
          message: 'kubelet has no disk pressure',
          reason: 'KubeletHasNoDiskPressure',
          status: 'False',
          type: 'DiskPressure'
        },
    hasPressure(context, 'pid')
      ? {
          message: 'kubelet has insufficient PID available',
          reason: 'KubeletHasInsufficientPID',
          status: 'True',
          type: 'PIDPressure'
        }
      : {
          message: 'kubelet has sufficient PID available',
          reason: 'KubeletHasSufficientPID',
          status: 'False',
          type: 'PIDPressure'
        },
    errors.length === 0
      ? { message: 'kubelet is posting ready status', reason: 'KubeletReady', status: 'True', type: 'Ready' }
      : {
          message: errors.length > 1 ? `[${errors.join(', ')}]` : errors[0]!,
          reason: 'KubeletNotReady',
          status: 'False',
          type: 'Ready'
        }
  ]
}

/** Models runtime.go: nobody has asked the runtime yet. */
export const unchecked = 'container runtime status check may not have completed yet'

/** Why the node is not ready. Models setters.go ReadyCondition with runtime.go runtimeErrors, networkErrors, storageErrors. */
export function readyErrors(context: KubeletContext): string[] {
  const { cri, pleg, nodeStatus } = context
  const errors: string[] = []
  if (cri.lastCheck === longAgo) errors.push(unchecked)
  else if (runtimeIsDown(context)) errors.push('container runtime is down')
  const ownWord = ownWordOf(context)
  if (ownWord !== '') errors.unshift(ownWord)
  if (!pleg.done) errors.push('PLEG is not healthy: pleg has yet to be successful')
  if (cri.lastCheck !== longAgo && !nodeStatus.networkReady) {
    errors.push(
      'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized'
    )
  }
  if (nodeStatus.csiReadyAt === null || context.now < nodeStatus.csiReadyAt)
    errors.push('CSINode is not yet initialized')
  if (context.shutdown) errors.push('node is shutting down')
  return errors
}
