import { defaultStartDelayMs } from './cluster'
import { defaults as client } from './components/client/config'
import { runtimeDefaults } from './components/container-runtime/config'
import { defaults as etcd } from './components/etcd/config'
import { defaults as apiserver } from './components/kube-apiserver/config'
import { defaults as controllerManager } from './components/kube-controller-manager/config'
import { defaults as kubeProxy } from './components/kube-proxy/config'
import { defaults as scheduler } from './components/kube-scheduler/config'
import { defaults as kubectl } from './components/kubectl/config'
import { kubeletDefaults } from './components/kubelet/config'
import { linuxDefaults } from './components/linux/config'
import { defaults as loadBalancer } from './components/load-balancer/config'
import type { Flags } from './kernel/types'
import type { Kind } from './protocol'

/** Flags of kube-controller-manager and kube-scheduler alike. Models component-base/config/v1alpha1/defaults.go. */
const leaderElection: Flags = {
  'leader-elect-lease-duration': 15,
  'leader-elect-renew-deadline': 10,
  'leader-elect-retry-period': 2
}

/** The simulated world itself: network, disks, and how long processes take to start. */
const world: Flags = {
  'network-latency-ms': 0.25,
  'network-jitter-ms': 0.1,
  'loopback-latency-ms': 0.03,
  'disk-fsync-ms': 2,
  'supervisor-restart-delay-s': 1,
  'start-spread-s': 10,
  'masters-are-nodes': false,
  ...Object.fromEntries(Object.entries(defaultStartDelayMs).map(([kind, delay]) => [`start-delay-${kind}-ms`, delay]))
}

/**
 * Every flag that anything in the simulator reads, with its default, by who reads it. A few names have other defaults in
 * other components, as upstream's have (`kube-api-qps`): a run is given only the flags that were set, so that each
 * component keeps its own default for the rest.
 */
export const flagDefaults: Readonly<Partial<Record<Kind | 'world', Flags>>> = {
  etcd,
  'kube-apiserver': apiserver,
  'kube-controller-manager': { ...leaderElection, ...controllerManager },
  'kube-scheduler': { ...leaderElection, ...scheduler },
  kubelet: kubeletDefaults,
  'kube-proxy': kubeProxy,
  'container-runtime': runtimeDefaults,
  linux: linuxDefaults,
  'load-balancer': loadBalancer,
  kubectl,
  client,
  world
}

/** What a flag is for a component in a run: as set, or its default; undefined if it is no flag of the component. */
export function flagValue(flags: Flags, kind: Kind, name: string): number | string | boolean | undefined {
  return flags[name] ?? flagDefaults[kind]?.[name] ?? world[name]
}
