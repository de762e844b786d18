type Row = readonly [value: number | string | boolean, description: string]

/**
 * Every setting with its default: that of a current Kubernetes release where it is upstream's. A test compares this
 * table with what the simulator reads. Durations are seconds unless the name says ms.
 */
export const flagTable = {
  // kube-controller-manager and kube-scheduler
  'leader-elect-lease-duration': [
    15,
    'kube-controller-manager, kube-scheduler: a standby waits this long after the last renewal it saw'
  ],
  'leader-elect-renew-deadline': [
    10,
    'kube-controller-manager, kube-scheduler: a leader that cannot renew for this long exits'
  ],
  'leader-elect-retry-period': [2, 'kube-controller-manager, kube-scheduler: time between tries'],
  'node-monitor-grace-period': [
    50,
    'kube-controller-manager: a node without heartbeat for this long becomes Unknown (40 s before 1.32)'
  ],
  // kube-apiserver
  'default-not-ready-toleration-seconds': [
    300,
    'kube-apiserver: how long a pod stays bound to a node that is not ready'
  ],
  'default-unreachable-toleration-seconds': [
    300,
    'kube-apiserver: how long a pod stays bound to a node that cannot be reached'
  ],
  // the simulated world
  'network-latency-ms': [0.25, 'network: one way between two machines, in ms'],
  'network-jitter-ms': [0.1, 'network: at most this much more, in ms'],
  'loopback-latency-ms': [0.03, 'network: between two processes of one machine, in ms'],
  'disk-fsync-ms': [2, 'disk: time of one fsync, in ms'],
  'supervisor-restart-delay-s': [1, 'systemd, kubelet: time until an exited component is started again']
} satisfies Readonly<Record<string, Row>>
