import { flagLines } from './flag-lines'
import type { Around, Facts } from './around'

/*
 * What a kubelet of 1.36 writes as it starts, around the lines that its own steps write. Each of its managers says that it begins; which of them there
 * are, and in what order, does not change with what happens to the node. Models cmd/kubelet/app/server.go run and RunKubelet, pkg/kubelet/kubelet.go
 * NewMainKubelet, Run and initializeRuntimeDependentModules.
 */

const served = 'kubelet-server-cert-files::/var/lib/kubelet/pki/kubelet.crt::/var/lib/kubelet/pki/kubelet.key'
const authority = 'client-ca-bundle::/etc/kubernetes/pki/ca.crt'
const volumePlugins = [
  'empty-dir',
  'git-repo',
  'host-path',
  'nfs',
  'secret',
  'iscsi',
  'downward-api',
  'fc',
  'configmap',
  'projected',
  'local-volume',
  'csi',
  'image'
]

/** From the first word to the connection to the runtime. */
const first: Around = {
  before: ({ verbosity }) => [
    ...flagLines(verbosity).map((text) => `I2 ${text}`),
    'I2 feature_gate.go:477] "Updated" featureGates={}'
  ],
  after: () => [
    'I0 server.go:547] "Golang settings" GOGC="" GOMAXPROCS="" GOTRACEBACK=""',
    'I0 watchdog_linux.go:94] "Systemd watchdog is not enabled"',
    'I0 watchdog_linux.go:137] "Systemd watchdog is not enabled or the interval is invalid, so health checking will not be started."',
    'I2 feature_gate.go:477] "Updated" featureGates={}',
    'I2 feature_gate.go:477] "Updated" featureGates={}',
    `I2 dynamic_cafile_content.go:123] "Loaded a new CA Bundle and Verifier" name="${authority}"`,
    `I0 dynamic_cafile_content.go:161] "Starting controller" name="${authority}"`
  ]
}

/** The runtime answers: its parts are made. Then they are begun. */
const started: Around = {
  before: (facts) => [
    'I2 remote_runtime.go:171] "Validated CRI v1 runtime API"',
    'I2 remote_image.go:140] "Validated CRI v1 image API"',
    'I2 manager.go:171] cAdvisor running in container: "/"',
    'I2 fs.go:130] Filesystem UUIDs: map[]',
    'I2 fs.go:131] Filesystem partitions: map[/dev/sda1:{mountpoint:/ major:8 minor:1 fsType:ext4 blockSize:0}]',
    'I2 manager_no_libpfm.go:28] cAdvisor is build without cgo and/or libpfm support. Perf event counters are not available.',
    ...machineVersion(facts),
    'I0 server.go:869] "NoSwap is set due to memorySwapBehavior not specified" memorySwapBehavior="" FailSwapOn=true',
    'I0 container_manager_linux.go:273] "Container manager verified user specified cgroup-root exists" cgroupRoot=[""]',
    'I0 topology_manager.go:172] "Creating topology manager with none policy"',
    'I0 container_manager_linux.go:309] "Creating device plugin manager"',
    'I2 manager.go:144] "Creating Device Plugin manager" path="/var/lib/kubelet/device-plugins/kubelet.sock"',
    'I2 server.go:74] "Creating device plugin registration server" version="v1beta1" socket="/var/lib/kubelet/device-plugins/kubelet.sock"',
    'I0 container_manager_linux.go:318] "Creating Dynamic Resource Allocation (DRA) manager"',
    'I0 state_mem.go:45] "Initialized" logger="CPUManager state memory"',
    'I2 server.go:1257] "Using root directory" path="/var/lib/kubelet"',
    'I0 kubelet.go:485] "Attempting to sync node with API server"',
    'I0 kubelet.go:386] "Adding static pod path" path="/etc/kubernetes/manifests"',
    'I2 file.go:67] "Watching path" path="/etc/kubernetes/manifests"',
    'I0 kubelet.go:397] "Adding apiserver pod source"',
    'I0 apiserver.go:41] "Waiting for node sync before watching apiserver pods"',
    'I2 state_mem.go:43] "Initialized new in-memory state store for pod resource information tracking"',
    ...runtimeVersion(facts),
    'I2 state_mem.go:43] "Initialized new in-memory state store for pod resource information tracking"',
    `I2 dynamic_serving_content.go:116] "Loaded a new cert/key pair" name="${served}"`,
    'I2 tlsconfig.go:181] "Loaded client CA" index=0 certName="client-ca-bundle::/etc/kubernetes/pki/ca.crt" certDetail="\\"kubernetes\\" [] issuer=\\"<self>\\""',
    'I0 kubelet.go:1002] "Not starting ClusterTrustBundle informer because we are in static kubelet mode or the ClusterTrustBundleProjection featuregate is disabled"',
    'I0 kubelet.go:1029] "Not starting PodCertificateRequest manager because we are in static kubelet mode or the PodCertificateProjection feature gate is disabled"',
    ...volumePlugins.map((name) => `I2 plugins.go:607] "Loaded volume plugin" pluginName="kubernetes.io/${name}"`)
  ],
  after: ({ node }) => [
    'I0 server.go:193] "Starting to listen" address="0.0.0.0" port=10250',
    'I0 ratelimit.go:56] "Setting rate limiting for endpoint" service="podresources" qps=100 burstTokens=10',
    'I0 server_v1.go:49] "podresources" method="list" useActivePods=true',
    'I0 server.go:264] "Starting to serve the podresources API" endpoint="unix:/var/lib/kubelet/pod-resources/kubelet.sock"',
    'I0 server.go:354] "Adding debug handlers to kubelet server"',
    'I0 fs_resource_analyzer.go:69] "Starting FS ResourceAnalyzer"',
    `I0 dynamic_serving_content.go:135] "Starting controller" name="${served}"`,
    'I0 tlsconfig.go:243] "Starting DynamicServingCertificateController"',
    'I2 volume_manager.go:308] "The desired_state_of_world populator starts"',
    'I0 volume_manager.go:310] "Starting Kubelet Volume Manager"',
    // Both look at once, and the informer of the own Node has just begun.
    `E0 kubelet_node_status.go:396] "Error getting the current node from lister" err="node \\"${node}\\" not found"`,
    isMissing(node),
    'I0 desired_state_of_world_populator.go:146] "Desired state populator starts to run"',
    'I2 reconstruct.go:97] "Volume reconstruction finished"',
    'I0 reconciler.go:29] "Reconciler: start to sync state"'
  ]
}

const isMissing = (node: string): string =>
  `E0 kubelet.go:3516] "Unable to register mirror pod because node is not registered yet" err="node \\"${node}\\" not found" node="${node}"`

/** The runtime is well for the first time: what needs it begins. */
const runtimeWell: Around = {
  before: () => [
    'I2 factory.go:55] Registering systemd factory',
    'I0 factory.go:222] Registration of the systemd container factory successfully',
    'I0 factory.go:220] Registration of the crio container factory failed: Get "http://%2Fvar%2Frun%2Fcrio%2Fcrio.sock/info": dial unix /var/run/crio/crio.sock: connect: no such file or directory',
    'I2 factory.go:148] Registering containerd factory',
    'I0 factory.go:222] Registration of the containerd container factory successfully',
    'I2 factory.go:105] Registering Raw factory',
    'I2 manager.go:1211] Started watching for new ooms in manager',
    'I2 manager.go:351] Starting recovery of all containers',
    'I2 manager.go:356] Recovery completed',
    'I0 cpu_manager.go:235] "Starting" policy="none"',
    'I0 cpu_manager.go:236] "Reconciling" reconcilePeriod="10s"',
    'I0 state_mem.go:45] "Initialized" logger="CPUManager state checkpoint.CPUManager state memory"',
    'I0 policy_none.go:50] "Start"',
    'I0 memory_manager.go:190] "Starting memorymanager" policy="None"',
    'I0 state_mem.go:40] "Initializing new in-memory state store" logger="Memory Manager state checkpoint"',
    'I0 policy_none.go:44] "Start"',
    'I2 manager.go:341] "Starting Device Plugin manager"',
    'E0 manager.go:525] "Failed to read data from checkpoint" err="checkpoint is not found" checkpoint="kubelet_internal_checkpoint"',
    'I2 server.go:87] "Starting device plugin registration server"'
  ],
  after: () => [
    'I0 container_log_manager.go:146] "Initializing container log rotate workers" workers=1 monitorPeriod="10s"',
    'I2 plugin_watcher.go:53] "Plugin Watcher Start" path="/var/lib/kubelet/plugins_registry"',
    'I2 plugin_manager.go:119] "The desired_state_of_world populator (plugin watcher) starts"',
    'I0 plugin_manager.go:121] "Starting Kubelet Plugin Manager"',
    'E0 eviction_manager.go:272] "eviction manager: failed to check if we have separate container filesystem. Ignoring." err="no imagefs label for configured runtime"'
  ]
}

/** What the event InvalidDiskCapacity tells: the first look at the images comes before anybody has measured their disk. */
const unmeasured = [
  `I2 cri_stats_provider.go:578] "Failed to get the info of the filesystem with mountpoint" mountpoint="/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs" err="unable to find data in memory cache"`,
  'E0 kubelet.go:1725] "Image garbage collection failed once. Stats initialization may not have completed yet" err="invalid capacity 0 on image filesystem"'
]

/** By the message of the line that a step of the kubelet writes. */
export const starting: Readonly<Record<string, Around>> = {
  'Kubelet version': first,
  'Started kubelet': started,
  'Waiting for node sync before watching apiserver pods': { instead: true },
  'Error getting the current node from lister': {
    after: ({ node }) => [isMissing(node)]
  },
  'Starting to sync pod status with apiserver': {
    before: () =>
      ['IPv4', 'IPv6'].map(
        (protocol) => `I0 kubelet_network_linux.go:53] "Initialized iptables rules." protocol="${protocol}"`
      )
  },
  'Skipping pod synchronization': {
    after: (_facts, line) => (line.includes('pleg has yet') ? unmeasured : [])
  },
  'Eviction manager: starting control loop': runtimeWell,
  'Updating Pod CIDR': {
    before: (_facts, line) => {
      const [, net = ''] = /newPodCIDR="(.*?)"/.exec(line) ?? []
      return [`I0 kuberuntime_manager.go:2146] "Updating runtime config through cri with podcidr" CIDR="${net}"`]
    }
  },
  'Refreshing cache for provider': {
    after: () => [
      "I2 provider.go:73] Docker config file not found: couldn't find valid .dockercfg after checking in [/var/lib/kubelet  /root /]"
    ]
  },
  'Shutting down Kubelet Volume Manager': {
    after: () => ['I0 tlsconfig.go:258] "Shutting down DynamicServingCertificateController"']
  }
}

/** What its Node says of the machine. */
const machineVersion = ({ kernel, system }: Facts): string[] =>
  kernel === undefined
    ? []
    : [
        `I2 manager.go:234] Version: {KernelVersion:${kernel} ContainerOsVersion:${system} DockerVersion: DockerAPIVersion: CadvisorVersion: CadvisorRevision:}`
      ]

const runtimeVersion = ({ runtime, runtimeVersion: version }: Facts): string[] => [
  `I0 kuberuntime_manager.go:308] "Container runtime initialized" containerRuntime="${runtime}" version="${version}" apiVersion="v1"`
]
