import { wallClock } from '../../../kernel/clock'
import { parseTime, unixMicros } from '../../../api/timestamp'
import type { LinuxUsage } from '../../linux/messages'
import type { KubeletContext } from '../context'
import { cachedStatus } from '../pod-status'

/** A number as Prometheus writes it: Go's shortest, with an exponent from a million on. */
export function goFloat(value: number): string {
  const [, digits = '', sign, power = '0'] = /^(.*)e([-+])(\d+)$/.exec(value.toExponential()) ?? []
  const exponent = Number(power) * (sign === '-' ? -1 : 1)
  return value !== 0 && (exponent < -4 || exponent >= 6) ? `${digits}e${sign}${power.padStart(2, '0')}` : String(value)
}

/** Counted in whole nanoseconds. */
const inSeconds = (ms: number): number => Math.round(ms * 1_000_000) / 1_000_000_000

interface Series {
  readonly help: string
  readonly type: 'counter' | 'gauge'
  readonly samples: readonly (readonly [labels: string, value: number, timed: boolean])[]
}

/**
 * `/metrics/resource`, which the metrics server reads: what nodes, containers and pods use. There is no swap. Models
 * pkg/kubelet/metrics/collectors/resource_metrics.go.
 */
export function resourceMetrics(context: KubeletContext, usage: LinuxUsage): string {
  const now = Math.floor(unixMicros(wallClock(context)) / 1_000)
  const { containers = [], cpuMs = 0, memoryCapacityBytes, memoryAvailableBytes } = usage
  const pods = [...context.pods.values()].filter(({ metadata }) =>
    containers.some(({ podUid }) => podUid === metadata.uid)
  )
  const ofPod = (uid: string | undefined) => containers.filter(({ podUid }) => podUid === uid)
  const each = pods.flatMap((pod) =>
    ofPod(pod.metadata.uid).map((one) => ({
      one,
      labels: `{container="${one.name}",namespace="${pod.metadata.namespace}",pod="${pod.metadata.name}"}`,
      begun: cachedStatus(context, pod.metadata.uid!)?.containerStatuses?.find(({ name }) => name === one.name)?.state
        ?.running?.startedAt
    }))
  )
  const own = pods.map(({ metadata }) => {
    const used = ofPod(metadata.uid)
    return {
      labels: `{namespace="${metadata.namespace}",pod="${metadata.name}"}`,
      cpu: inSeconds(used.reduce((sum, one) => sum + one.cpuMs, 0)),
      memory: used.reduce((sum, one) => sum + one.memoryBytes, 0)
    }
  })
  const gauge = 'gauge' as const
  const counter = 'counter' as const
  const series: Readonly<Record<string, Series>> = {
    container_cpu_usage_seconds_total: {
      help: '[STABLE] Cumulative cpu time consumed by the container in core-seconds',
      type: counter,
      samples: each.map(({ labels, one }) => [labels, inSeconds(one.cpuMs), true])
    },
    container_memory_working_set_bytes: {
      help: '[STABLE] Current working set of the container in bytes',
      type: gauge,
      samples: each.map(({ labels, one }) => [labels, one.memoryBytes, true])
    },
    container_start_time_seconds: {
      help: '[STABLE] Start time of the container since unix epoch in seconds',
      type: gauge,
      samples: each.map(({ labels, begun }) => [labels, unixMicros(parseTime(begun)) / 1_000_000, false])
    },
    container_swap_limit_bytes: {
      help: '[ALPHA] Current amount of the container swap limit in bytes. Reported only on non-windows systems',
      type: gauge,
      samples: each.map(({ labels }) => [labels, 0, true])
    },
    container_swap_usage_bytes: {
      help: '[ALPHA] Current amount of the container swap usage in bytes. Reported only on non-windows systems',
      type: gauge,
      samples: each.map(({ labels }) => [labels, 0, true])
    },
    node_cpu_usage_seconds_total: {
      help: '[STABLE] Cumulative cpu time consumed by the node in core-seconds',
      type: counter,
      samples: [['', inSeconds(cpuMs), true]]
    },
    node_memory_working_set_bytes: {
      help: '[STABLE] Current working set of the node in bytes',
      type: gauge,
      samples: [['', memoryCapacityBytes - memoryAvailableBytes, true]]
    },
    node_swap_usage_bytes: {
      help: '[ALPHA] Current swap usage of the node in bytes. Reported only on non-windows systems',
      type: gauge,
      samples: [['', 0, true]]
    },
    pod_cpu_usage_seconds_total: {
      help: '[STABLE] Cumulative cpu time consumed by the pod in core-seconds',
      type: counter,
      samples: own.map(({ labels, cpu }) => [labels, cpu, true])
    },
    pod_memory_working_set_bytes: {
      help: '[STABLE] Current working set of the pod in bytes',
      type: gauge,
      samples: own.map(({ labels, memory }) => [labels, memory, true])
    },
    pod_swap_usage_bytes: {
      help: '[ALPHA] Current amount of the pod swap usage in bytes. Reported only on non-windows systems',
      type: gauge,
      samples: own.map(({ labels }) => [labels, 0, true])
    },
    resource_scrape_error: {
      help: '[STABLE] 1 if there was an error while getting container metrics, 0 otherwise',
      type: gauge,
      samples: [['', 0, false]]
    }
  }
  return Object.entries(series)
    .filter(([, { samples }]) => samples.length > 0)
    .map(([name, { help, type, samples }]) => {
      const lines = samples
        .map(([labels, value, timed]) => `${name}${labels} ${goFloat(value)}${timed ? ` ${now}` : ''}\n`)
        .sort()
      return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`
    })
    .join('')
}
