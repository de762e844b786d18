import { costs } from './costs'
import { choice, count, millis, period, seconds, toggle } from '../../flag'

/** kube-apiserver's flags by upstream name, and the time that its work takes here. */
export const flags = {
  'max-requests-inflight': count(
    400,
    'with that for writes, the seats that priority and fairness shares out among its levels; 0: no limit'
  ),
  'max-mutating-requests-inflight': count(200, 'its share of writes; 0: no limit'),
  'anonymous-auth': toggle(
    true,
    'requests without credentials are of system:anonymous, which may ask for health and version; else they get 401'
  ),
  'request-timeout': seconds(
    60,
    'a request without a shorter limit of its own is answered with a timeout after this long',
    period
  ),
  'min-request-timeout': seconds(1_800, 'a watch ends after 1 to 2 times this long; 0: only when its client says so'),
  'etcd-compaction-interval': seconds(300, 'time between two compactions of etcd that API servers ask for; 0: never'),
  'default-not-ready-toleration-seconds': seconds(
    300,
    'how long a pod stays on a node that is not ready, unless it says otherwise'
  ),
  'default-unreachable-toleration-seconds': seconds(
    300,
    'how long a pod stays on a node that cannot be reached, unless it says otherwise'
  ),
  'shutdown-delay-duration': seconds(0, 'how long a server serves on after SIGTERM, while /readyz fails'),
  'shutdown-send-retry-after': toggle(
    false,
    'a server that ends answers new requests with 429 until the others are answered'
  ),
  'shutdown-watch-termination-grace-period': seconds(
    0,
    'how long watches are ended one by one before; 0: with the server'
  ),
  'watch-cache-size': count(1_000, 'events of a resource that an API server keeps for watches that resume', { min: 1 }),
  'apiserver-read-latency-ms': millis(1, 'work of an API server on a read, besides etcd'),
  'apiserver-write-latency-ms': millis(2, 'work of an API server on a write, besides etcd'),
  'master-cpus': count(
    4,
    'CPUs of a master, which its API server and its member of etcd share (kubeadm asks for two at least)',
    { min: 1, max: 1_024 }
  ),
  'apiserver-handlers-ms': millis(
    0,
    'a started API server makes the handlers of its resources for this long once it has reached etcd: its port is open, but nobody is answered (some 2.9 s on two shared cores)'
  ),
  'apiserver-rbac-load-ms': millis(500, 'a started API server knows no roles for this long: it answers 403 to most'),
  'apiserver-bootstrap-ms': millis(
    0,
    'after that a started API server makes the roles that are missing for this long, and is ready then (some 1.1 s on two shared cores)'
  ),
  'warn-of-unmodelled': toggle(
    true,
    'whoever makes or changes an object of a kind that nothing in the simulator acts on is warned of it'
  ),
  'managed-fields': toggle(
    false,
    "metadata.managedFields also tell what the cluster's own components write; else only of objects that a client outside writes too"
  ),
  'etcd-servers': choice(
    'own',
    ['own', 'all'],
    'the members of etcd that an API server is connected to: that of its own master (as kubeadm sets it up), or all in turn'
  ),
  'etcd-healthcheck-timeout': seconds(2, 'how long the check of etcd in /livez and /readyz waits for its read', period),
  'etcd-readycheck-timeout': seconds(2, 'the same for the check etcd-readiness of /readyz', period),
  ...costs
} as const
