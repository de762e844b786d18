import { amount, count, millis, period, seconds, text, toggle } from '../../flag'

/** The kubelet's flags or constants by upstream name. Models pkg/kubelet/apis/config/v1beta1/defaults.go and pkg/kubelet/kubelet.go; those that end in `latency-ms` are measured times of work that is not done here. */
export const flags = {
  v: count(0, 'verbosity of the log', { max: 10 }),
  'kubelet-version': text('', "the version that nodes report, if it is not the cluster's (`kubernetes-version`)"),
  'nfs-servers': text(
    '',
    'NFS servers outside the cluster, by address or name, separated by commas: what names another outside is never mounted'
  ),
  'kubelet-start-latency-ms': millis(320, 'from the start of the process to "Started kubelet"'),
  'initial-node-latency-ms': millis(13, 'time to collect what a registration says of the machine'),
  'initial-register-latency-ms': millis(124, 'from "Started kubelet" to the first try to register'),
  'fast-status-update-latency-ms': millis(122, 'from "Started kubelet" to the first look at the own Node out of turn'),
  'kubelet-main-loop-latency-ms': millis(137, 'from there to the main loop'),
  'kube-api-qps': amount(50, '/s', 'requests per second of one API client'),
  'kube-api-burst': count(100, 'requests that may come at once on top of that'),
  'event-qps': amount(50, '/s', 'events per second that one kubelet sends'),
  'event-burst': count(100, 'events that may come at once on top of that'),
  'node-status-update-frequency-s': seconds(
    10,
    'time between two looks at the own node; only changes are sent',
    period
  ),
  'node-status-report-frequency-s': seconds(300, 'an unchanged status is sent after this long'),
  'node-status-update-retry': count(5, 'tries of one status update', { min: 1 }),
  'node-lease-duration-s': seconds(40, 'leaseDurationSeconds of the node lease', {
    above: 0,
    refusal: 'invalid configuration: nodeLeaseDurationSeconds must be greater than 0'
  }),
  'node-lease-renew-interval-fraction': amount(0.25, 'share', 'the lease is renewed after this share of its duration', {
    above: 0,
    max: 1
  }),
  'node-heartbeat-jitter': amount(0.04, 'share', 'at most this share later', { max: 1 }),
  'sync-frequency-s': seconds(60, 'a pod is looked at again after this long even if nothing happened', period),
  'back-off-period-s': seconds(10, 'a pod whose work failed is looked at again after this long', period),
  'worker-resync-jitter': amount(0.5, 'share', 'at most this share later', { max: 1 }),
  'sync-loop-ticker-ms': millis(1_000, 'pods whose time has come are looked for this often', period),
  'housekeeping-period-s': seconds(2, 'pods that are gone are cleaned up this often', period),
  'pleg-relist-period-ms': millis(1_000, 'the runtime is asked for its containers this often', period),
  'pleg-inspect-latency-ms': millis(1, 'what a relist takes for each pod whose containers have changed'),
  'pod-directories-latency-ms': millis(6, "making a new pod's cgroup and directories"),
  'pod-attach-and-mount-retry-interval-ms': millis(300, 'time between two looks whether volumes are mounted', period),
  'pod-attach-and-mount-timeout-s': seconds(123, 'volumes that are not mounted after this long fail the pod'),
  'volume-reconciler-period-ms': millis(100, 'time between two rounds of mounting', period),
  'mount-latency-ms': millis(8, 'time of one mount'),
  'status-manager-sync-period-s': seconds(10, 'pod statuses that could not be sent are tried again this often', period),
  'max-container-backoff-s': seconds(300, 'CrashLoopBackOff waits at most this long'),
  'container-backoff-initial-s': seconds(10, 'CrashLoopBackOff begins with this and doubles', period),
  'serialize-image-pulls': toggle(true, 'a node pulls one image at a time'),
  'max-parallel-image-pulls': count(
    0,
    'images that a node pulls at a time if not one after the other; 0: as many as there are'
  ),
  'registry-qps': amount(
    5,
    '/s',
    'pulls that a node begins per second; what comes faster fails; 0: as many as there are'
  ),
  'registry-burst': count(10, 'pulls that may begin at once on top of that'),
  'minimum-grace-period-s': seconds(2, 'what a container gets at least after its preStop hook'),
  'prestop-shares-grace-period': toggle(
    true,
    'the preStop hook uses up the grace period (1.25 gives all of it again after the hook)'
  ),
  'runtime-state-check-period-s': seconds(5, 'the runtime is asked for its health this often', period),
  'max-wait-for-container-runtime-s': seconds(
    30,
    'a runtime that was not healthy for this long makes the node NotReady'
  ),
  'cri-grpc-backoff-max-s': seconds(3, 'longest wait before the kubelet dials a dead runtime again', period),
  'container-gc-period-s': seconds(60, 'dead containers are removed this often', period),
  'wait-for-api-server-sync-period-s': seconds(
    1,
    'time between two looks whether the own node was read from the API',
    period
  ),
  'file-check-frequency-s': seconds(20, 'static pods are read anew this often', period),
  'csinode-init-latency-ms': millis(900, 'until a new node has its CSINode and may be Ready'),
  'eviction-cleanup-poll-ms': millis(1_000, 'whether an evicted pod is gone is looked at this often', period),
  'eviction-monitoring-period-s': seconds(10, 'memory and disk are looked at this often', period),
  'eviction-hard-memory-available-mib': amount(100, 'MiB', 'less free memory evicts pods'),
  'eviction-hard-nodefs-available-percent': amount(10, '%', 'less free disk evicts pods', { max: 100 }),
  'eviction-hard-nodefs-inodesfree-percent': amount(5, '%', 'fewer free inodes evict pods', { max: 100 }),
  'eviction-hard-imagefs-available-percent': amount(15, '%', 'less free disk where images lie evicts pods', {
    max: 100
  }),
  'eviction-hard-imagefs-inodesfree-percent': amount(5, '%', 'fewer free inodes where images lie evict pods', {
    max: 100
  }),
  'eviction-hard-pid-available-percent': amount(0, '%', 'fewer free process numbers evict pods; 0: none is too few', {
    max: 100
  }),
  'eviction-soft-memory-available-mib': amount(0, 'MiB', 'less free memory for a while evicts pods; 0: off'),
  'eviction-soft-nodefs-available-percent': amount(0, '%', 'less free disk for a while evicts pods; 0: off', {
    max: 100
  }),
  'eviction-soft-grace-period-s': seconds(90, 'how long a soft threshold must be met', { above: 0 }),
  'eviction-max-pod-grace-period-s': seconds(0, 'grace that a pod gets at most when a soft threshold evicts it'),
  'shutdown-grace-period-s': seconds(
    0,
    "shutdownGracePeriod: a machine that is switched off waits so long for its pods' orderly end; 0: pods end with their machine"
  ),
  'shutdown-grace-period-critical-pods-s': seconds(
    0,
    'shutdownGracePeriodCriticalPods: so much of it, at its end, is for critical pods'
  ),
  'image-gc-period-s': seconds(300, 'whether images must go is looked at this often', period),
  'image-gc-high-threshold': amount(85, '%', 'so much disk in use makes unused images go', { max: 100 }),
  'image-gc-low-threshold': amount(80, '%', 'and they go until so much is in use', { max: 100 }),
  'minimum-image-ttl-duration-s': seconds(120, 'an image is kept at least so long'),
  'eviction-pressure-transition-period-s': seconds(300, 'a pressure condition stays at least this long'),
  'extend-websockets-to-kubelet': toggle(
    true,
    'gate ExtendWebSocketsToKubelet: exec and attach reach the kubelet as the WebSocket that the client opened'
  ),
  'max-pods': count(110, 'pods that a node takes'),
  'node-cpu': amount(4, 'CPU', 'CPUs of a worker', { above: 0, max: 1_000 }),
  'node-memory-mib': amount(8_192, 'MiB', 'memory of a worker', { above: 0 }),
  'node-disk-gib': amount(100, 'GiB', 'disk of a worker', { above: 0 })
} as const
