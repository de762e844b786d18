import { parseTime, unixMicros } from '../../../api/timestamp'
import { quantityMilliValue, quantityValue } from '../../../api/quantity'
import type { Container, ContainerStatus, Pod } from '../../../api/types'
import { wallClock } from '../../../kernel/clock'
import type { ContainerUsage, LinuxUsage } from '../../linux/messages'
import { number } from '../config'
import type { KubeletContext } from '../context'
import { cachedStatus } from '../pod-status'
import { labelled, written, type Family } from './series'

/*
 * `/metrics/cadvisor`: what the simulated system counts of its containers and of itself. Times of the system and of users apart, file systems' and
 * networks' traffic, throttled periods, page cache, threads and sockets are not simulated, and their series are not there. Models
 * cadvisor/metrics/prometheus.go and pkg/kubelet/server's containerPrometheusLabelsFunc.
 */

interface Seen {
  readonly labels: string
  readonly spec: Container | undefined
  readonly status: ContainerStatus | undefined
  readonly used: ContainerUsage
  readonly diskBytes: number
}

export function cadvisorMetrics(context: KubeletContext, usage: LinuxUsage): string {
  const millis = Math.floor(unixMicros(wallClock(context)) / 1_000)
  const { nodeInfo = {} as { kernelVersion?: string; osImage?: string } } = context.ownNode?.status ?? {}
  const seen = containersOf(context, usage)
  const root = labelled({ container: '', id: '/', image: '', name: '', namespace: '', pod: '' })
  const disk = labelled({ container: '', device: '/dev/sda1', id: '/', image: '', name: '', namespace: '', pod: '' })
  const { cpuMs = 0, memoryCapacityBytes, memoryAvailableBytes } = usage
  const inUse = memoryCapacityBytes - memoryAvailableBytes
  const each = (value: (one: Seen) => number | undefined): [string, number][] =>
    seen.flatMap((one): [string, number][] => {
      const found = value(one)
      return found === undefined ? [] : [[one.labels, found]]
    })
  const gauge = 'gauge'
  const counter = 'counter'
  const ofContainers: Family[] = [
    {
      name: 'container_cpu_usage_seconds_total',
      help: 'Cumulative cpu time consumed in seconds.',
      type: counter,
      samples: [
        [inAll(root), cpuMs / 1_000],
        ...each(({ used }) => used.cpuMs / 1_000).map(([l, v]): [string, number] => [inAll(l), v])
      ]
    },
    {
      name: 'container_fs_inodes_free',
      help: 'Number of available Inodes',
      type: gauge,
      samples: [[disk, usage.inodesFree]]
    },
    { name: 'container_fs_inodes_total', help: 'Number of Inodes', type: gauge, samples: [[disk, usage.inodes]] },
    {
      name: 'container_fs_limit_bytes',
      help: 'Number of bytes that can be consumed by the container on this filesystem.',
      type: gauge,
      samples: [[disk, usage.diskCapacityBytes]]
    },
    {
      name: 'container_fs_usage_bytes',
      help: 'Number of bytes that are consumed by the container on this filesystem.',
      type: gauge,
      samples: [[disk, usage.diskCapacityBytes - usage.diskAvailableBytes], ...each(({ diskBytes }) => diskBytes)]
    },
    {
      name: 'container_last_seen',
      help: 'Last time a container was seen by the exporter',
      type: gauge,
      samples: [[root, Math.floor(millis / 1_000)], ...each(() => Math.floor(millis / 1_000))]
    },
    ...['container_memory_usage_bytes', 'container_memory_working_set_bytes'].map((name): Family => ({
      name,
      help:
        name === 'container_memory_usage_bytes'
          ? 'Current memory usage in bytes, including all memory regardless of when it was accessed'
          : 'Current working set in bytes.',
      type: gauge,
      samples: [[root, inUse], ...each(({ used }) => used.memoryBytes)]
    })),
    {
      name: 'container_memory_swap',
      help: 'Container swap usage in bytes.',
      type: gauge,
      samples: [[root, 0], ...each(() => 0)]
    },
    {
      name: 'container_processes',
      help: 'Number of processes running inside the container.',
      type: gauge,
      samples: [[root, usage.pidsInUse], ...each(({ used }) => used.processes)]
    },
    {
      name: 'container_scrape_error',
      help: '1 if there was an error while getting container metrics, 0 otherwise',
      type: gauge,
      samples: [['', 0]]
    },
    {
      name: 'container_spec_cpu_period',
      help: 'CPU period of the container.',
      type: gauge,
      samples: each(() => 100_000)
    },
    {
      name: 'container_spec_cpu_quota',
      help: 'CPU quota of the container.',
      type: gauge,
      samples: each(({ spec }) => {
        const limit = spec?.resources?.limits?.cpu
        return limit === undefined ? undefined : quantityMilliValue(limit) * 100
      })
    },
    {
      name: 'container_spec_cpu_shares',
      help: 'CPU share of the container.',
      type: gauge,
      samples: each(({ spec }) =>
        Math.max(2, Math.floor((quantityMilliValue(spec?.resources?.requests?.cpu) * 1_024) / 1_000))
      )
    },
    {
      name: 'container_spec_memory_limit_bytes',
      help: 'Memory limit for the container.',
      type: gauge,
      samples: each(({ spec }) => quantityValue(spec?.resources?.limits?.memory ?? '0'))
    },
    {
      name: 'container_spec_memory_reservation_limit_bytes',
      help: 'Memory reservation limit for the container.',
      type: gauge,
      samples: each(() => 0)
    },
    {
      name: 'container_spec_memory_swap_limit_bytes',
      help: 'Memory swap limit for the container.',
      type: gauge,
      samples: each(() => 0)
    },
    {
      name: 'container_start_time_seconds',
      help: 'Start time of the container since unix epoch in seconds.',
      type: gauge,
      samples: each(({ status }) => unixMicros(parseTime(status?.state?.running?.startedAt)) / 1_000_000)
    }
  ]
  const machine = labelled({
    boot_id: text(nodeInfo, 'bootID'),
    machine_id: text(nodeInfo, 'machineID'),
    system_uuid: text(nodeInfo, 'systemUUID')
  })
  const ofMachine: Family[] = [
    {
      name: 'machine_cpu_cores',
      help: 'Number of logical CPU cores.',
      type: gauge,
      samples: [[machine, number(context.config, 'node-cpu')]]
    },
    {
      name: 'machine_memory_bytes',
      help: 'Amount of memory installed on the machine.',
      type: gauge,
      samples: [[machine, memoryCapacityBytes]]
    },
    {
      name: 'machine_scrape_error',
      help: '1 if there was an error while getting machine metrics, 0 otherwise.',
      type: gauge,
      samples: [['', 0]]
    },
    {
      name: 'machine_swap_bytes',
      help: 'Amount of swap memory available on the machine.',
      type: gauge,
      samples: [[machine, 0]]
    }
  ]
  const version: Family = {
    name: 'cadvisor_version_info',
    help: "A metric with a constant '1' value labeled by kernel version, OS version, docker version, cadvisor version & cadvisor revision.",
    type: gauge,
    samples: [
      [
        labelled({
          cadvisorRevision: '',
          cadvisorVersion: '',
          dockerVersion: '',
          kernelVersion: text(nodeInfo, 'kernelVersion'),
          osVersion: text(nodeInfo, 'osImage')
        }),
        1
      ]
    ]
  }
  const timeless = new Set(['container_scrape_error'])
  return (
    written([version]) +
    ofContainers.map((family) => written([family], timeless.has(family.name) ? '' : ` ${millis}`)).join('') +
    written(ofMachine)
  )
}

/** All CPUs together. */
const inAll = (labels: string): string => labels.replace(',id=', ',cpu="total",id=')

const text = (of: object, name: string): string => String((of as Readonly<Record<string, unknown>>)[name] ?? '')

function containersOf(context: KubeletContext, { pods, containers = [] }: LinuxUsage): Seen[] {
  return containers
    .flatMap((used): Seen[] => {
      const pod = context.pods.get(used.podUid) ?? context.workers.get(used.podUid)?.pod
      if (!pod || used.name === '') return []
      const status = statusOf(context, pod, used.name)
      const { name, namespace = 'default' } = pod.metadata
      const id = `${sliceOf(pod)}/cri-containerd-${used.id}.scope`
      return [
        {
          labels: labelled({
            container: used.name,
            id,
            image: status?.image ?? '',
            name: used.id,
            namespace,
            pod: name
          }),
          spec: [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].find((one) => one.name === used.name),
          status,
          used,
          diskBytes: pods[used.podUid]?.containers[used.name]?.diskBytes ?? 0
        }
      ]
    })
    .sort((a, b) => (a.labels < b.labels ? -1 : 1))
}

function statusOf(context: KubeletContext, { metadata }: Pod, name: string): ContainerStatus | undefined {
  const { containerStatuses = [], initContainerStatuses = [] } = cachedStatus(context, metadata.uid!) ?? {}
  return [...containerStatuses, ...initContainerStatuses].find((one) => one.name === name)
}

/** The cgroup of a pod, as systemd's driver names it. Models pkg/kubelet/cm/cgroup_manager_linux.go. */
function sliceOf({ metadata, status }: Pod): string {
  const qos = (status as { qosClass?: string } | undefined)?.qosClass
  const uid = metadata.uid!.replaceAll('-', '_')
  const below = qos === 'Guaranteed' ? '' : `-${(qos ?? 'BestEffort').toLowerCase()}`
  return `/kubepods.slice/${below === '' ? '' : `kubepods${below}.slice/`}kubepods${below}-pod${uid}.slice`
}
