import { ms, type Micros } from '../../../base/time'
import type { Flags } from '../../kernel/types'
import type { Cluster } from '../../cluster'

/**
 * Defaults of the runtime. Latencies are medians of the recorded node (containerd 1.6 with runc and the bridge CNI
 * plugin on a quiet machine); each call varies by `cri-latency-jitter`.
 */
export const runtimeDefaults = {
  'pod-sandbox-latency-ms': 92,
  /** Taking a sandbox's network down. */
  'stop-pod-sandbox-latency-ms': 38,
  'remove-pod-sandbox-latency-ms': 24,
  'create-container-latency-ms': 11,
  'start-container-latency-ms': 54,
  /** From the end of a process until its task and shim are deleted: only then it counts as ended. */
  'delete-task-latency-ms': 44,
  /** From StopContainer to its SIGTERM. */
  'stop-signal-latency-ms': 1,
  /** Telling a task a signal; the grace period is counted from then. */
  'kill-task-latency-ms': 15,
  'remove-container-latency-ms': 7,
  'exec-latency-ms': 36,
  'list-latency-ms': 3,
  /** Relative spread of the latencies above. */
  'cri-latency-jitter': 0.25,
  /** Time from the start of the daemon until its socket answers. */
  'runtime-start-latency-ms': 150,
  /** HEAD and manifest of an image. */
  'registry-latency-ms': 40,
  /** Download and unpacking together. */
  'image-pull-mib-per-s': 25,
  /** Whether names of hosts other than the node's own can be looked up. */
  'dns-answers': true,
  /** Until a lookup without an answer is given up (resolv.conf: timeout 5, attempts 2). */
  'dns-timeout-ms': 10_000,
  /** Images that are on the node's disk from the beginning, separated by commas. */
  'preloaded-images': 'registry.k8s.io/pause:3.6'
} as const

export type RuntimeFlag = keyof typeof runtimeDefaults

/** How the runtimes differ: names are theirs, `pace` (relative to containerd's latencies) is an assumption. */
export const runtimes: Readonly<
  Record<Cluster['runtime'], { name: string; version: string; socket: string; prefix: string; pace: number }>
> = {
  containerd: {
    name: 'containerd',
    version: '1.6.20',
    socket: '/run/containerd/containerd.sock',
    prefix: 'containerd',
    pace: 1
  },
  'cri-o': { name: 'cri-o', version: '1.25.3', socket: '/var/run/crio/crio.sock', prefix: 'cri-o', pace: 1.05 },
  docker: { name: 'docker', version: '20.10.24', socket: '/var/run/cri-dockerd.sock', prefix: 'docker', pace: 1.5 },
  podman: { name: 'podman', version: '4.3.1', socket: '/run/podman/podman.sock', prefix: 'podman', pace: 1.2 }
}

export const number = (config: Flags, name: RuntimeFlag): number => Number(config[name] ?? runtimeDefaults[name])
export const flag = (config: Flags, name: RuntimeFlag): boolean => (config[name] ?? runtimeDefaults[name]) === true
export const text = (config: Flags, name: RuntimeFlag): string => String(config[name] ?? runtimeDefaults[name])

/** One call's latency: the setting × the runtime's pace, spread evenly around it. */
export function latency(
  context: { config: Flags; rng: { float(): number }; runtime: Cluster['runtime'] },
  name: RuntimeFlag
): Micros {
  const spread = number(context.config, 'cri-latency-jitter')
  return ms(
    number(context.config, name) * runtimes[context.runtime].pace * (1 + spread * (context.rng.float() * 2 - 1))
  )
}
