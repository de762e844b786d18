import { defaultStartDelayMs } from './cluster'
import { defaults as client } from './components/client/config'
import { runtimeDefaults } from './components/container-runtime/config'
import { defaults as etcd } from './components/etcd/config'
import { defaults as controllerManager } from './components/kube-controller-manager/config'
import { defaults as kubeProxy } from './components/kube-proxy/config'
import { linuxDefaults } from './components/linux/config'
import { defaults as loadBalancer } from './components/load-balancer/config'
import type { Flags } from './kernel/types'

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
  ...Object.fromEntries(Object.entries(defaultStartDelayMs).map(([kind, delay]) => [`start-delay-${kind}-ms`, delay]))
}

/** Every flag that anything in the simulator reads, with its default, by whose it is. */
export const flagDefaults: Readonly<Record<string, Flags>> = {
  etcd,
  'kube-controller-manager': controllerManager,
  'leader election': leaderElection,
  'kube-proxy': kubeProxy,
  'container runtime': runtimeDefaults,
  'operating system': linuxDefaults,
  'load balancer': loadBalancer,
  'users and probes': client,
  world
}
