import { amount, millis, seconds, text, toggle } from '../../flag'

/** The runtime's settings. Latencies are medians of the recorded node (containerd 1.6 with runc and the bridge CNI plugin on a quiet machine); each call varies by `cri-latency-jitter`. */
export const flags = {
  'pod-sandbox-latency-ms': millis(92, 'RunPodSandbox: network namespace, CNI plugin and pause container'),
  'stop-pod-sandbox-latency-ms': millis(38, 'StopPodSandbox, besides the end of its process: taking its network down'),
  'remove-pod-sandbox-latency-ms': millis(24, 'RemovePodSandbox'),
  'create-container-latency-ms': millis(11, 'CreateContainer'),
  'start-container-latency-ms': millis(54, 'StartContainer'),
  'delete-task-latency-ms': millis(
    44,
    'from the end of a process until the runtime counts its container or sandbox as ended'
  ),
  'stop-signal-latency-ms': millis(1, 'from StopContainer to its SIGTERM'),
  'kill-task-latency-ms': millis(15, 'telling a container a signal; its grace period is counted from then'),
  'remove-container-latency-ms': millis(7, 'RemoveContainer'),
  'exec-latency-ms': millis(36, 'ExecSync, besides what the command itself takes'),
  'cri-latency-jitter': amount(0.25, 'share', 'spread of the latencies above, as a share', { max: 1 }),
  'runtime-start-latency-ms': millis(150, 'from the start of the daemon until its socket answers'),
  'docker-live-restore': toggle(false, "Docker: containers go on while dockerd is away (daemon.json's live-restore)"),
  'docker-stop-timeout': seconds(10, 'Docker: how long a container may take that dockerd ends because it ends itself'),
  'registry-latency-ms': millis(40, 'HEAD and manifest of an image'),
  'image-pull-mib-per-s': amount(25, 'MiB/s', 'download and unpacking of an image', { above: 0 }),
  'registry-answers': text(
    '',
    'registries that do not simply give what they have: HOST=STATUS, HOST=denied, HOST=USER:PASSWORD, HOST=ADDRESS/refused or HOST=ADDRESS/no-route, separated by commas'
  ),
  'dns-answers': toggle(true, 'whether the names of registries can be looked up'),
  'dns-timeout-ms': millis(10_000, 'until a lookup without an answer is given up'),
  'preloaded-images': text(
    'registry.k8s.io/pause:3.6',
    'images that every node has from the beginning, separated by commas'
  )
} as const
