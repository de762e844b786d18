import { wallClock } from '../../../kernel/clock'
import { formatTime } from '../../../api/timestamp'
import type { Pod } from '../../../api/types'
import type { LinuxUsage } from '../../linux/messages'
import type { KubeletContext } from '../context'
import { cachedStatus } from '../pod-status'

/* `/stats/summary`. Models kubelet/pkg/apis/stats/v1alpha1 types.go and pkg/kubelet/server/stats/summary.go. */

const pressure = { total: 0, avg10: 0, avg60: 0, avg300: 0 }
const psi = { full: pressure, some: pressure }
const page = 4_096

/** CPU time in milliseconds as the API counts it; how fast it grows is not known. */
const cpuOf = (time: string, ms: number) => ({
  time,
  usageNanoCores: 0,
  usageCoreNanoSeconds: Math.round(ms * 1_000_000),
  psi
})
const memoryOf = (time: string, bytes: number, available?: number) => ({
  time,
  ...(available !== undefined && { availableBytes: available }),
  usageBytes: bytes,
  workingSetBytes: bytes,
  rssBytes: bytes,
  pageFaults: 0,
  majorPageFaults: 0,
  psi
})
/** What passes a network interface is not counted. */
const card = { name: 'eth0', rxBytes: 0, rxErrors: 0, txBytes: 0, txErrors: 0 }
const networkOf = (time: string) => ({ time, ...card, interfaces: [card] })

export function summary(context: KubeletContext, usage: LinuxUsage): object {
  const time = formatTime(wallClock(context))
  const begun = formatTime(context.startedAt + wallClock(context) - context.now)
  const { memoryCapacityBytes: capacity, memoryAvailableBytes: available, containers = [], cpuMs = 0 } = usage
  const disk = (used: number, inodesUsed: number) => ({
    time,
    availableBytes: usage.diskAvailableBytes,
    capacityBytes: usage.diskCapacityBytes,
    usedBytes: used,
    inodesFree: usage.inodesFree,
    inodes: usage.inodes,
    inodesUsed
  })
  const images = context.nodeStatus.images.reduce((sum, { bytes }) => sum + bytes, 0)
  const ofPods = containers.reduce((sum, one) => sum + one.memoryBytes, 0)
  const swap = { time, swapUsageBytes: 0 }
  const podCpu = containers.reduce((sum, one) => sum + one.cpuMs, 0)
  const node = {
    nodeName: context.node,
    systemContainers: [
      {
        name: 'pods',
        startTime: begun,
        cpu: cpuOf(time, podCpu),
        memory: memoryOf(time, ofPods, capacity - ofPods),
        io: { time, psi },
        swap
      }
    ],
    startTime: begun,
    cpu: cpuOf(time, cpuMs),
    memory: memoryOf(time, capacity - available, available),
    io: { time, psi },
    network: networkOf(time),
    fs: disk(usage.diskCapacityBytes - usage.diskAvailableBytes, usage.inodes - usage.inodesFree),
    runtime: { imageFs: disk(images, 0), containerFs: disk(images, 0) },
    rlimit: { time, maxpid: usage.pids, curproc: usage.pidsInUse },
    swap: { time, swapAvailableBytes: 0, swapUsageBytes: 0 }
  }
  const pods = [...context.pods.values()].flatMap((pod) => {
    const found = podOf(context, pod, usage, time, disk)
    return found ? [found] : []
  })
  return { node, pods }
}

function podOf(
  context: KubeletContext,
  { metadata, spec }: Pod,
  { pods, containers = [] }: LinuxUsage,
  time: string,
  disk: (used: number, inodesUsed: number) => object
): object | undefined {
  const uid = metadata.uid!
  const used = pods[uid]
  const own = containers.filter(({ podUid }) => podUid === uid)
  if (!used || own.length === 0) return undefined
  const status = cachedStatus(context, uid)
  const begun = new Map(
    (status?.containerStatuses ?? []).map(({ name, state }) => [name, state?.running?.startedAt ?? ''])
  )
  const diskBytes = Object.values(used.containers).reduce((sum, one) => sum + one.diskBytes, 0)
  const volumes = Object.values(used.volumes).reduce((sum, bytes) => sum + bytes, 0)
  const swap = { time, swapUsageBytes: 0 }
  return {
    podRef: { name: metadata.name, namespace: metadata.namespace ?? 'default', uid },
    startTime: status?.startTime ?? null,
    containers: own.map(({ name, cpuMs, memoryBytes }) => ({
      name,
      startTime: begun.get(name) ?? null,
      cpu: cpuOf(time, cpuMs),
      memory: memoryOf(time, memoryBytes),
      io: { time, psi },
      rootfs: disk(used.containers[name]?.diskBytes ?? 0, 0),
      logs: disk(0, 1),
      swap
    })),
    cpu: cpuOf(
      time,
      own.reduce((sum, { cpuMs }) => sum + cpuMs, 0)
    ),
    memory: memoryOf(time, used.memoryBytes),
    io: { time, psi },
    ...(spec.hostNetwork !== true && { network: networkOf(time) }),
    volume: volumesOf(spec, used.volumes, time, disk),
    'ephemeral-storage': disk(diskBytes + volumes, used.files),
    process_stats: { process_count: used.processes },
    swap
  }
}

/** Volumes whose use is counted: what is mounted from the node's own storage. */
const volumesOf = (
  spec: Pod['spec'],
  bytes: Readonly<Record<string, number>>,
  time: string,
  disk: (used: number, inodesUsed: number) => object
): object[] =>
  (spec.volumes ?? [])
    .filter((volume) => ['emptyDir', 'configMap', 'secret', 'projected', 'downwardAPI'].some((kind) => kind in volume))
    .map((volume) => ({ ...disk(bytes[volume.name] ?? page, 1), time, name: volume.name }))
