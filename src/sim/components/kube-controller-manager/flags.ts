import { amount, count, millis, period, seconds, toggle, text } from '../../flag'

/** Flags of kube-controller-manager by their upstream names. Models cmd/kube-controller-manager/app/options. */
export const flags = {
  'node-monitor-period': seconds(5, 'time between two looks at all nodes', period),
  'node-monitor-grace-period': seconds(
    50,
    'a node without heartbeat for this long becomes Unknown (40 s before 1.32)',
    period
  ),
  'node-startup-grace-period': seconds(60, 'the same for a node that was never seen alive'),
  'node-eviction-rate': amount(0.1, '/s', 'nodes per second whose pods are evicted, in a healthy zone'),
  'secondary-node-eviction-rate': amount(0.01, '/s', 'the same in a large zone of which many nodes are lost'),
  'unhealthy-zone-threshold': amount(0.55, 'share', 'share of lost nodes from which a zone counts as disrupted', {
    max: 1
  }),
  'large-cluster-size-threshold': count(50, 'zones of at most this many nodes stop evicting when disrupted'),
  'noexecute-taint-next-pass': toggle(
    false,
    'a node that is lost waits a monitor period more for its NoExecute taint, as it always does in 1.25'
  ),
  'allocate-node-cidrs': toggle(
    false,
    'nodes get their pod network from the controller manager (kubeadm with a pod subnet sets it)'
  ),
  'node-poll-interval': seconds(
    10,
    'a new leader of 1.25 with allocate-node-cidrs waits this long before it lists nodes',
    period
  ),
  'concurrent-deployment-syncs': count(5, 'Deployments that are worked on at the same time', { min: 1 }),
  'concurrent-replicaset-syncs': count(5, 'ReplicaSets that are worked on at the same time', { min: 1 }),
  'concurrent-statefulset-syncs': count(5, 'StatefulSets that are worked on at the same time', { min: 1 }),
  'concurrent-daemonset-syncs': count(2, 'DaemonSets that are worked on at the same time', { min: 1 }),
  'concurrent-endpoint-syncs': count(5, 'Endpoints that are worked on at the same time', { min: 1 }),
  'concurrent-service-endpoint-syncs': count(5, 'Services whose EndpointSlices are worked on at the same time', {
    min: 1,
    max: 50,
    refusal: 'concurrent-service-endpoint-syncs must not be less than 1 or more than 50, but got %v'
  }),
  'concurrent-gc-syncs': count(20, 'objects that are garbage collected at the same time', { min: 1 }),
  'concurrent-namespace-syncs': count(10, 'namespaces that are worked on at the same time', { min: 1 }),
  'concurrent-serviceaccount-token-syncs': count(5, 'ServiceAccounts that are worked on at the same time', { min: 1 }),
  'concurrent-horizontal-pod-autoscaler-syncs': count(
    5,
    'HorizontalPodAutoscalers that are worked on at the same time',
    { min: 1 }
  ),
  'horizontal-pod-autoscaler-sync-period': seconds(15, "time between two looks at a workload's metrics", period),
  'horizontal-pod-autoscaler-downscale-stabilization': seconds(
    300,
    'a workload gets no smaller than what was asked for within this time'
  ),
  'horizontal-pod-autoscaler-tolerance': amount(
    0.1,
    'share',
    'how far usage may be from its target before the size changes'
  ),
  'horizontal-pod-autoscaler-cpu-initialization-period': seconds(
    300,
    'CPU of a pod younger than this counts only once it is ready'
  ),
  'horizontal-pod-autoscaler-initial-readiness-delay': seconds(
    30,
    'a pod that turned unready within this time of its start was never ready'
  ),
  'max-endpoints-per-slice': count(100, 'endpoints in one EndpointSlice', {
    min: 1,
    max: 1_000,
    refusal: 'max-endpoints-per-slice must not be less than 1 or more than 1000, but got %v'
  }),
  'terminated-pod-gc-threshold': count(
    12_500,
    'terminated pods that are kept before the oldest are deleted; 0: all are kept'
  ),
  'cluster-signing-duration': seconds(
    365 * 24 * 3_600,
    'kubelets’ client certificates are good for this long from when the cluster was made, and are not renewed by themselves if this is set',
    { above: 0 }
  ),
  controllers: text(
    '*,bootstrapsigner,tokencleaner',
    'names of controllers that run; * is all but those that must be named, a minus before a name turns it off'
  ),
  'kube-api-qps': amount(20, '/s', 'requests per second of one API client'),
  'kube-api-burst': count(30, 'requests that may come at once on top of that'),
  'kcm-start-ms': millis(1_350, 'construction of the controllers of a new leader, before their informers start')
} as const
