/**
 * Everything that a process may state as a fact: what happened, in its own words, as plain data. Milestones, lanes, plots,
 * the impact table and invariants read facts and nothing else, so a row here is a contract between who states and who reads.
 * Texts of pods and Services are `namespace/name`; seconds are simulated seconds.
 */
export interface Facts {
  /** A fault or another command from outside; stated by the run, not by a process. */
  'fault-injected': { readonly fault: string }

  // --- etcd, leases
  'etcd-leader-elected': { readonly member: string; readonly term: number }
  /** A member has noticed that its leader is gone. */
  'etcd-leader-lost': { readonly member: string; readonly leader: string }
  /** A member has applied a change of membership. */
  'etcd-member-changed': {
    readonly member: string
    readonly change: 'addVoter' | 'addLearner' | 'remove' | 'update'
    readonly number: number
  }
  /** A member has started with `--force-new-cluster`, and without the others. */
  'etcd-new-cluster-forced': { readonly member: string; readonly removed: number }
  /** `etcdutl snapshot restore` has made a member's data directory of a snapshot of this revision. */
  'etcd-snapshot-restored': { readonly machine: string; readonly revision: number; readonly keys: number }
  'leader-acquired': { readonly lock: string; readonly identity: string }
  'kcm-leader-acquired': { readonly identity: string }
  'scheduler-leader-acquired': { readonly identity: string }

  // --- the API
  /** A client's change of an object is in etcd, at this revision. Heartbeats (Leases) and Events are not told of. */
  'object-written': { readonly key: string; readonly revision: number }

  // --- the load balancer
  'lb-backend-up': { readonly backend: string; readonly active: number }
  /** `reason` is HAProxy's check code, `L4CON`. */
  'lb-backend-down': { readonly backend: string; readonly reason: string; readonly active: number }
  /** The first new connection since a server is DOWN went to another one. */
  'lb-rerouted': { readonly from: string; readonly to: string; readonly conn: string }

  // --- nodes
  'node-not-ready': { readonly node: string }
  'node-tainted': { readonly node: string; readonly effect: string; readonly key: string }
  'node-untainted': { readonly node: string; readonly effect: string; readonly key: string }

  // --- pods
  'pod-created': { readonly pod: string; readonly owner: string }
  'pod-scheduled': { readonly pod: string; readonly node: string }
  'pod-starting': { readonly pod: string; readonly node: string }
  'container-started': { readonly pod: string; readonly container: string; readonly node: string }
  'container-exited': {
    readonly pod: string
    readonly container: string
    readonly exitCode: number
    readonly oomKilled: boolean
  }
  'pod-ready': { readonly pod: string; readonly ip: string }
  'pod-evicted': { readonly pod: string; readonly node: string }
  /** `ready` counts the Service's ready endpoints. */
  'endpoints-updated': { readonly service: string; readonly ready: number }

  // --- kubectl
  'kubectl-started': { readonly id: string; readonly line: string }
  'kubectl-output': { readonly id: string; readonly stream: 'stdout' | 'stderr'; readonly text: string }
  /** It wrote a file where it was typed. */
  'kubectl-file': { readonly id: string; readonly path: string; readonly text: string }
  'kubectl-exit': { readonly id: string; readonly code: number }

  // --- other tools that a person runs on a machine
  'tool-started': { readonly id: string; readonly line: string }
  'tool-output': { readonly id: string; readonly stream: 'stdout' | 'stderr'; readonly text: string }
  /** It wrote a file on its machine. */
  'tool-file': { readonly id: string; readonly path: string; readonly text: string }
  'tool-exit': { readonly id: string; readonly code: number }

  // --- the API, as its clients feel it
  /** A request that had waited was answered from etcd, or the first in this life of the server. */
  'api-read-ok': { readonly server: string; readonly waitedSeconds: number }
  'api-write-ok': { readonly server: string; readonly waitedSeconds: number }

  // --- users
  'service-degraded': { readonly service: string; readonly why: string }
  /** A connection that users kept has ended: `silentSeconds` after anything came back on it, with so many requests unanswered. */
  'connection-lost': {
    readonly service: string
    readonly pod: string
    readonly why: string
    readonly silentSeconds: number
    readonly unanswered: number
  }
  /** As many pods answer as before; `left` counts the Services that are still degraded. */
  'service-restored': {
    readonly service: string
    readonly pods: number
    readonly degradedSeconds: number
    readonly left: number
  }
  /** Users' requests of a second that is over, and how many pods have answered some in the ten seconds before its end. */
  traffic: { readonly ok: number; readonly failed: number; readonly pods: number }

  // --- the recorded lab's instrument: the first success after an outage
  'probe-read-ok': { readonly outageSeconds: number }
  'probe-write-ok': { readonly outageSeconds: number }
  'probe-readyz-ok': { readonly outageSeconds: number }
}
