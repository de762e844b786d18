import { certificateFlags, electionFlags } from './client-go/flags'
import { defaultMachineBootS, defaultStartDelayMs } from './cluster'
import { flags as apiProbes } from './components/api-probes/flags'
import { flags as calicoNode } from './components/calico-node/flags'
import { flags as cloud } from './components/cloud/flags'
import { flags as containerRuntime } from './components/container-runtime/flags'
import { flags as coredns } from './components/coredns/flags'
import { flags as etcd } from './components/etcd/flags'
import { flags as apiserver } from './components/kube-apiserver/flags'
import { flags as controllerManager } from './components/kube-controller-manager/flags'
import { flags as kubeProxy } from './components/kube-proxy/flags'
import { flags as scheduler } from './components/kube-scheduler/flags'
import { flags as kubectl } from './components/kubectl/flags'
import { flags as kubelet } from './components/kubelet/flags'
import { flags as linux } from './components/linux/flags'
import { flags as loadBalancer } from './components/load-balancer/flags'
import { flags as meshProxy } from './components/mesh-proxy/flags'
import { flags as telemetryAgent } from './components/telemetry-agent/flags'
import { flags as users } from './components/users/flags'
import { choice, count, defaultsOf, millis, seconds, text, toggle, type FlagTable } from './flag'
import type { Flags } from './kernel/types'
import type { Kind } from './protocol'
import { releases } from './releases'

/** The simulated world itself: network, disks, and how long processes take to start. */
const world: FlagTable = {
  release: choice(
    releases[0],
    releases,
    'the release of Kubernetes: its defaults, fields, texts and behaviour where they differ'
  ),
  'kubernetes-version': text(
    '',
    'the version that kubeadm has installed, as v1.35.6: what images and binaries say, and what differs in a release follow it, each process by its own; empty: the newest patch of `release`',
    /^(v?1\.(25|3[2-6])\.\d+)?$/,
    'is a version of 1.25 or of 1.32 to 1.36, as v1.35.6'
  ),
  'network-latency-ms': millis(0.25, 'one way between two machines'),
  'network-jitter-ms': millis(0.1, 'at most this much more'),
  'loopback-latency-ms': millis(0.03, 'between two processes of one machine'),
  'disk-fsync-ms': millis(2, 'time of one fsync'),
  'link-mbit-per-s': count(10_000, 'bandwidth of a machine, in Mbit/s (AWS: “up to 10 Gigabit” of an m5.xlarge)', {
    min: 1,
    max: 1_000_000
  }),
  'connection-mbit-per-s': count(
    5_000,
    'bandwidth of one connection, in Mbit/s (AWS: 5 Gbit/s for a single flow outside of a placement group)',
    { min: 1, max: 1_000_000 }
  ),
  'supervisor-restart-delay-s': seconds(
    1,
    'systemd starts a component that ended by itself again after this long, if its package brings no unit that says otherwise'
  ),
  'machine-boot-s': seconds(
    defaultMachineBootS,
    'from the power of a machine that joins until its kubelet starts: its image, its system, kubeadm join (on GCE pods can run on it 3 to 4 minutes after it was asked for, says the FAQ of the cluster autoscaler)'
  ),
  DefaultTimeoutStopSec: seconds(
    90,
    'what gets SIGTERM when its machine is switched off and has not ended after so long goes with the power'
  ),
  'start-spread-s': seconds(10, 'workers, controllers and schedulers of a new cluster start anywhere within this long'),
  'static-pods': toggle(
    true,
    'the control plane runs as static pods and kube-proxy as a DaemonSet, as kubeadm makes them; else systemd runs them'
  ),
  'cloud-provider': choice(
    '',
    ['', 'external'],
    'who rents out the workers: nobody, or a provider outside that can be asked for more of them'
  ),
  cni: choice(
    'bridge',
    ['bridge', 'calico'],
    'what connects pods: bridge only does that; with calico its agents tell one another the ways to pods, and enforce NetworkPolicies'
  ),
  'masters-are-nodes': toggle(
    true,
    'masters run a kubelet too and are Nodes with the control-plane taint, as kubeadm makes them'
  ),
  ...Object.fromEntries(
    Object.entries(defaultStartDelayMs).map(([kind, delay]) => [
      `start-delay-${kind}-ms`,
      millis(delay, `from the machine's start until ${kind} runs`)
    ])
  )
}

/**
 * Every flag that anything in the simulator reads, by who reads it. A few names have other defaults in other components,
 * as upstream's have (`kube-api-qps`): a run is given only the flags that were set, so that each component keeps its own
 * default for the rest.
 */
export const flagTables: Readonly<Partial<Record<Kind | 'world', FlagTable>>> = {
  etcd,
  'kube-apiserver': apiserver,
  'kube-controller-manager': { ...electionFlags, ...certificateFlags, ...controllerManager },
  'kube-scheduler': { ...electionFlags, ...certificateFlags, ...scheduler },
  kubelet,
  'kube-proxy': kubeProxy,
  'calico-node': calicoNode,
  'telemetry-agent': telemetryAgent,
  'mesh-proxy': meshProxy,
  'container-runtime': containerRuntime,
  linux,
  coredns,
  'load-balancer': loadBalancer,
  kubectl,
  users,
  'api-probes': apiProbes,
  cloud,
  world
}

const defaults: Readonly<Partial<Record<Kind | 'world', Flags>>> = Object.fromEntries(
  Object.entries(flagTables).map(([owner, table]) => [owner, defaultsOf(table)])
)

/** What flags must be to each other; `text` is what the component itself says when it refuses to start. */
interface Relation {
  readonly of: readonly string[]
  readonly holds: (value: (name: string) => number) => boolean
  readonly text: (value: (name: string) => number) => string
}

const relations: readonly Relation[] = [
  {
    // Models client-go/tools/leaderelection NewLeaderElector.
    of: ['leader-elect-lease-duration', 'leader-elect-renew-deadline'],
    holds: (value) => value('leader-elect-lease-duration') > value('leader-elect-renew-deadline'),
    text: () => 'leaseDuration must be greater than renewDeadline'
  },
  {
    of: ['leader-elect-renew-deadline', 'leader-elect-retry-period'],
    holds: (value) => value('leader-elect-renew-deadline') > 1.2 * value('leader-elect-retry-period'),
    text: () => 'renewDeadline must be greater than retryPeriod*JitterFactor'
  },
  {
    // Models server/embed/config.go Validate.
    of: ['etcd-election-timeout-ms', 'etcd-heartbeat-interval-ms'],
    holds: (value) => value('etcd-election-timeout-ms') >= 5 * value('etcd-heartbeat-interval-ms'),
    text: (value) =>
      `--election-timeout[${value('etcd-election-timeout-ms')}ms] should be at least as 5 times as --heartbeat-interval[${value('etcd-heartbeat-interval-ms')}ms]`
  },
  {
    // Models pkg/scheduler/apis/config/validation ValidateKubeSchedulerConfiguration.
    of: ['pod-max-backoff-seconds', 'pod-initial-backoff-seconds'],
    holds: (value) => value('pod-max-backoff-seconds') >= value('pod-initial-backoff-seconds'),
    text: (value) =>
      `podMaxBackoffSeconds: Invalid value: ${value('pod-max-backoff-seconds')}: must be greater than or equal to PodInitialBackoffSeconds`
  },
  {
    // Models apiserver/pkg/server/config.go BuildHandlerChain's flow control.
    of: ['max-requests-inflight', 'max-mutating-requests-inflight'],
    holds: (value) => value('max-requests-inflight') + value('max-mutating-requests-inflight') > 0,
    text: () =>
      'invalid configuration: MaxRequestsInFlight=0 and MaxMutatingRequestsInFlight=0; they must add up to something positive'
  },
  {
    of: ['node-memory-used-mib', 'node-memory-mib'],
    holds: (value) => value('node-memory-used-mib') < value('node-memory-mib'),
    text: () => 'a machine must have more memory than its system takes'
  },
  {
    of: ['node-disk-used-gib', 'node-disk-gib'],
    holds: (value) => value('node-disk-used-gib') < value('node-disk-gib'),
    text: () => 'a machine must have more disk than its system takes'
  }
]

/** The first relation between flags that does not hold, in the words of who refuses it; empty if all hold. */
export function brokenRelation(flags: Flags): string {
  const value = (name: string): number =>
    Number(flags[name] ?? Object.values(flagTables).find((table) => name in table)?.[name]?.default)
  const broken = relations.find(({ of, holds }) => of.some((name) => name in flags) && !holds(value))
  return broken ? `Flags ${broken.of.join(' and ')}: ${broken.text(value)}.` : ''
}

/** What a flag is for a component in a run: as set, or its default; undefined if it is no flag of the component. */
export function flagValue(flags: Flags, kind: Kind, name: string): number | string | boolean | undefined {
  return flags[name] ?? defaults[kind]?.[name] ?? world[name]?.default
}
