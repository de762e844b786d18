import type { MachineId } from './kernel/types'

/** What may run a cluster's containers: the document's four. */
export type RuntimeName = 'containerd' | 'cri-o' | 'docker' | 'podman'

export interface Runtime {
  /** systemd's name of its daemon. */
  readonly unit: string
  /** Where the kubelet looks for CRI: Docker's is cri-dockerd's, Podman's is that of its own API, which is no CRI. */
  readonly socket: string
  /** Where the daemon's own clients look for it. */
  readonly daemonSocket: string
  /** RestartSec of the unit that its package brings. */
  readonly restartSeconds: number
  /**
   * How long its calls take, as a multiple of containerd's. CRI-O's by L. Espe et al., "Performance Evaluation of Container Runtimes"
   * (2020); Docker's by the pods' starts that operators published when they took dockerd and cri-dockerd out (340 → 180 ms).
   */
  readonly pace: number
}

export const runtimes: Readonly<Record<RuntimeName, Runtime>> = {
  containerd: {
    unit: 'containerd',
    socket: '/run/containerd/containerd.sock',
    daemonSocket: '/run/containerd/containerd.sock',
    restartSeconds: 5,
    pace: 1
  },
  'cri-o': {
    unit: 'crio',
    socket: '/var/run/crio/crio.sock',
    daemonSocket: '/var/run/crio/crio.sock',
    restartSeconds: 10,
    pace: 1.05
  },
  docker: {
    unit: 'docker',
    socket: '/var/run/cri-dockerd.sock',
    daemonSocket: '/var/run/docker.sock',
    restartSeconds: 2,
    pace: 1.9
  },
  podman: {
    unit: 'podman',
    socket: '/run/podman/podman.sock',
    daemonSocket: '/run/podman/podman.sock',
    restartSeconds: 5,
    pace: 1
  }
}

/** What a gRPC client makes of the HTTP that Podman's socket speaks. */
export const noCri =
  'rpc error: code = Unavailable desc = connection error: desc = "error reading server preface: http2: failed reading the frame payload: http2: frame too large, note that the frame header looked like an HTTP/1.1 header"'

/**
 * What runs a machine's containers. No kubelet can use Podman, and kubeadm refuses to make a master with it: who chooses it gets
 * masters with containerd, and workers that never join.
 */
export const runtimeOn = (
  { runtime, masters }: { readonly runtime: RuntimeName; readonly masters: readonly MachineId[] },
  machine: MachineId
): RuntimeName => (runtime === 'podman' && masters.includes(machine) ? 'containerd' : runtime)
