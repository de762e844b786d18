import type { Around } from './around'

/* What a kubelet of 1.25 writes as it starts, at the default verbosity. Models the same places as `starting.ts`, and what was recorded of it. */

const authority = 'client-ca-bundle::/etc/kubernetes/pki/ca.crt'

/** What a kubelet of 1.25 does not say. */
const newer = [
  'Caches populated',
  'createTransport failed',
  'DevicePaths',
  'Fast updating',
  'Finished populating',
  'Refreshing cache',
  'Setting node annotation',
  'Shutting down'
]

/** By the message of the line that a step of the kubelet writes. */
export const starting125: Readonly<Record<string, Around>> = {
  'Kubelet version': {
    after: () => [
      'I0 server.go:415] "Golang settings" GOGC="" GOMAXPROCS="" GOTRACEBACK=""',
      `I0 dynamic_cafile_content.go:157] "Starting controller" name="${authority}"`
    ]
  },
  'Started kubelet': {
    before: ({ runtime, runtimeVersion }) => [
      'I0 server.go:660] "--cgroups-per-qos enabled, but --cgroup-root was not specified.  defaulting to /"',
      'I0 container_manager_linux.go:262] "Container manager verified user specified cgroup-root exists" cgroupRoot=[]',
      'I0 topology_manager.go:134] "Creating topology manager with policy per scope" topologyPolicyName="none" topologyScopeName="container"',
      'I0 container_manager_linux.go:302] "Creating device plugin manager" devicePluginEnabled=true',
      'I0 state_mem.go:36] "Initialized new in-memory state store"',
      'I0 kubelet.go:393] "Attempting to sync node with API server"',
      'I0 kubelet.go:282] "Adding static pod path" path="/etc/kubernetes/manifests"',
      'I0 kubelet.go:293] "Adding apiserver pod source"',
      'I0 apiserver.go:42] "Waiting for node sync before watching apiserver pods"',
      `I0 kuberuntime_manager.go:240] "Container runtime initialized" containerRuntime="${runtime}" version="${runtimeVersion}" apiVersion="v1"`
    ],
    after: () => [
      'I0 fs_resource_analyzer.go:67] "Starting FS ResourceAnalyzer"',
      'I0 server.go:155] "Starting to listen" address="0.0.0.0" port=10250',
      'I0 server.go:438] "Adding debug handlers to kubelet server"',
      'I0 volume_manager.go:293] "Starting Kubelet Volume Manager"',
      'I0 desired_state_of_world_populator.go:149] "Desired state populator starts to run"',
      `E0 cri_stats_provider.go:452] "Failed to get the info of the filesystem with mountpoint" err="unable to find data in memory cache" mountpoint="/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs"`,
      'E0 kubelet.go:1333] "Image garbage collection failed once. Stats initialization may not have completed yet" err="invalid capacity 0 on image filesystem"'
    ]
  },
  'Waiting for node sync before watching apiserver pods': { instead: true },
  'Starting to sync pod status with apiserver': {
    before: () =>
      ['IPv4', 'IPv6'].map(
        (protocol) => `I0 kubelet_network_linux.go:63] "Initialized iptables rules." protocol=${protocol}`
      )
  },
  'Watching apiserver': { after: () => ['I0 reconciler.go:169] "Reconciler: start to sync state"'] },
  ...Object.fromEntries(newer.map((line) => [line, { instead: true } as const])),
  'Starting control loop': {
    instead: true,
    before: () => [
      'I0 cpu_manager.go:214] "Starting CPU manager" policy="none"',
      'I0 cpu_manager.go:215] "Reconciling" reconcilePeriod="10s"',
      'I0 state_mem.go:36] "Initialized new in-memory state store"',
      'I0 policy_none.go:49] "None policy: Start"',
      'I0 memory_manager.go:168] "Starting memorymanager" policy="None"',
      'I0 state_mem.go:35] "Initializing new in-memory state store"',
      'I0 manager.go:447] "Failed to read data from checkpoint" checkpoint="kubelet_internal_checkpoint" err="checkpoint is not found"',
      'I0 plugin_manager.go:118] "Starting Kubelet Plugin Manager"'
    ]
  },
  'Updating Pod CIDR': {
    before: (_facts, line) => {
      const [, net = ''] = /newPodCIDR="(.*?)"/.exec(line) ?? []
      return [`I0 kuberuntime_manager.go:1050] "Updating runtime config through cri with podcidr" CIDR="${net}"`]
    }
  }
}
