import type { Flags } from '../sim/first'

/** A table of real flags and latencies that differ from the defaults in `flags.ts`. Never a script of outcomes. */
export interface Profile {
  readonly id: ProfileId
  readonly title: string
  readonly summary: string
  readonly flags: Flags
  /** Set on top with three masters or more: only the teaching document claims that they change anything. */
  readonly severalMasters?: Flags
}

export const profileIds = ['kubernetes', 'kubernetes-1.25', 'document', 'fast'] as const
export type ProfileId = (typeof profileIds)[number]

export const profiles: Readonly<Record<ProfileId, Profile>> = {
  kubernetes: {
    id: 'kubernetes',
    title: 'Kubernetes defaults',
    summary: 'Upstream defaults of 1.36.',
    flags: {}
  },
  'kubernetes-1.25': {
    id: 'kubernetes-1.25',
    title: 'Kubernetes 1.25, as recorded',
    summary: 'The release and the lab that the recordings were made with.',
    flags: {
      release: '1.25',
      // The recorded control plane ran under systemd, beside a kubelet on each master.
      'static-pods': false,
      'node-monitor-grace-period': 40,
      'allocate-node-cidrs': true,
      'kcm-start-ms': 1_000,
      'etcd-pre-vote': false,
      'etcd-read-index-retry-ms': 0,
      'etcd-snapshot-count': 100_000,
      // Two cores, shared: processes came up slowly there.
      'start-delay-etcd-ms': 1_000,
      'start-delay-kube-apiserver-ms': 5_300,
      'apiserver-rbac-load-ms': 2_000,
      // Kubelets' GETs took 6.5 ms there (median of 27), of which this is the API server's part.
      'apiserver-read-latency-ms': 5.5,
      'cgroup-version': 1,
      ProxyTerminatingEndpoints: false
    }
  },
  document: {
    id: 'document',
    title: 'The document',
    summary:
      "Settings with which the teaching document's own timelines come out; what it calls faster with three masters is only set faster.",
    flags: {
      'node-monitor-grace-period': 40,
      'noexecute-taint-next-pass': true,
      // When passes and heartbeats fall is chance on a real cluster; the document's minute is one in which they fall so.
      'start-delay-kube-controller-manager-ms': 2_400,
      'default-not-ready-toleration-seconds': 0,
      'default-unreachable-toleration-seconds': 0,
      'pre-bind-latency-ms': 5_000,
      'mount-latency-ms': 10_700,
      'pod-sandbox-latency-ms': 8_625,
      'start-container-latency-ms': 6_000,
      'cri-latency-jitter': 0.01
    },
    severalMasters: {
      'start-delay-kube-controller-manager-ms': 1_000,
      'start-delay-kubelet-ms': 2_400,
      'node-lease-duration-s': 20,
      'node-monitor-grace-period': 15,
      'node-monitor-period': 3,
      'pre-bind-latency-ms': 1_500,
      'mount-latency-ms': 500,
      'pod-sandbox-latency-ms': 8_500,
      'start-container-latency-ms': 5_500,
      'haproxy-inter-ms': 500,
      'haproxy-timeout-check-ms': 500,
      'haproxy-shutdown-sessions': true,
      'etcd-heartbeat-interval-ms': 400,
      'etcd-election-timeout-ms': 4_000,
      'leader-elect-lease-duration': 5,
      'leader-elect-renew-deadline': 2,
      'leader-elect-retry-period': 1
    }
  },
  fast: {
    id: 'fast',
    title: 'Fast failover',
    summary: 'What a team that wants quick failover would set, within what upstream calls safe.',
    flags: {
      'node-monitor-grace-period': 20,
      'default-not-ready-toleration-seconds': 30,
      'default-unreachable-toleration-seconds': 30
    }
  }
}
