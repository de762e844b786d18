import { quantityValue } from '../../../api/quantity'
import type { Container, Pod } from '../../../api/types'
import type { LinuxUsage, PodUsage } from '../../linux/messages'
import type { KubeletContext } from '../context'
import { isFinished } from '../pod-worker/worker'
import { podRequest } from '../resources'
import { resourceOf, type Signal } from './signals'

type Requested = 'memory' | 'ephemeral-storage'

export const activePods = (context: KubeletContext): Pod[] =>
  [...context.pods.values()].filter((pod) => {
    const worker = context.workers.get(pod.metadata.uid!)
    return worker !== undefined && !worker.ends && !isFinished(worker)
  })

/** Bytes in its containers' layers and logs, and in its emptyDirs on the disk. */
export const diskOf = (pod: Pod, usage: PodUsage | undefined): number => {
  if (!usage) return 0
  const isOnDisk = (name: string) =>
    pod.spec.volumes?.some((each) => each.name === name && each.emptyDir?.medium !== 'Memory')
  const volumes = Object.entries(usage.volumes).filter(([name]) => isOnDisk(name))
  return (
    Object.values(usage.containers).reduce((sum, { diskBytes }) => sum + diskBytes, 0) +
    volumes.reduce((sum, [, bytes]) => sum + bytes, 0)
  )
}

/**
 * Who goes first: a pod that statistics do not tell of, who uses more than it asked for, then by priority, then by how much more.
 * Models helpers.go rankMemoryPressure, rankDiskPressureFunc, rankPIDPressure.
 */
export function rank(context: KubeletContext, signal: Signal, { pods }: LinuxUsage): Pod[] {
  const of = ({ metadata }: Pod) => pods[metadata.uid!]
  const isKnown = (pod: Pod) => Object.keys(of(pod)?.containers ?? {}).length > 0
  const { short, name } = resourceOf[signal]
  const requests = short === 'memory' ? 'memory' : 'ephemeral-storage'
  const used = (pod: Pod) =>
    short === 'memory'
      ? (of(pod)?.memoryBytes ?? 0)
      : short === 'pid'
        ? (of(pod)?.processes ?? 0)
        : name === 'inodes'
          ? (of(pod)?.files ?? 0)
          : diskOf(pod, of(pod))
  // Nobody asks for inodes or processes.
  const isAskedFor = name === 'memory' || name === 'ephemeral-storage'
  const over = (pod: Pod) => used(pod) - (isAskedFor ? requestOf(pod, requests) : 0)
  return activePods(context).sort(
    (a, b) =>
      Number(isKnown(a)) - Number(isKnown(b)) ||
      (isAskedFor ? Number(over(b) > 0) - Number(over(a) > 0) : 0) ||
      (a.spec.priority ?? 0) - (b.spec.priority ?? 0) ||
      over(b) - over(a)
  )
}

const requestOf = (pod: Pod, resource: Requested): number =>
  resource === 'memory'
    ? podRequest(pod, 'memory')
    : pod.spec.containers.reduce((sum, container) => sum + asked(container, resource), 0)

/** What a container asks for, in bytes. */
export const asked = ({ resources }: Container, resource: Requested): number =>
  quantityValue(resources?.requests?.[resource] ?? resources?.limits?.[resource])
