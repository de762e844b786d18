import type { Flags } from '../kernel/types'

/** The file that systemd's unit of a kubelet names (`--config`). */
export const kubeletConfigPath = '/var/lib/kubelet/config.yaml'

/**
 * The configuration of all kubelets as kubeadm 1.36 writes it to the ConfigMap `kubelet-config`: what nobody has set is 0, which the kubelet takes for
 * its default. Settings of the run that are not upstream's defaults stand in it. Models cmd/kubeadm/app/componentconfigs/kubelet.go.
 */
export function kubeletConfigOf(flags: Flags): string {
  const time = (name: string) => `${Number(flags[name] ?? 0)}s`
  const own = Object.entries(numbers).flatMap(([field, name]) =>
    flags[name] === undefined ? [] : [[field, String(flags[name])] as const]
  )
  const backoff = flags['max-container-backoff-s']
  const lines: Record<string, string> = {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    authentication: `
  anonymous:
    enabled: false
  webhook:
    cacheTTL: 0s
    enabled: true
  x509:
    clientCAFile: /etc/kubernetes/pki/ca.crt`,
    authorization: `
  mode: Webhook
  webhook:
    cacheAuthorizedTTL: 0s
    cacheUnauthorizedTTL: 0s`,
    cgroupDriver: 'systemd',
    clusterDNS: '\n- 10.96.0.10',
    clusterDomain: 'cluster.local',
    containerRuntimeEndpoint: '""',
    cpuManagerReconcilePeriod: '0s',
    crashLoopBackOff: backoff === undefined ? '{}' : `\n  maxContainerRestartPeriod: ${Number(backoff)}s`,
    evictionPressureTransitionPeriod: time('eviction-pressure-transition-period-s'),
    fileCheckFrequency: time('file-check-frequency-s'),
    healthzBindAddress: '127.0.0.1',
    healthzPort: '10248',
    httpCheckFrequency: '0s',
    imageMaximumGCAge: '0s',
    imageMinimumGCAge: time('minimum-image-ttl-duration-s'),
    kind: 'KubeletConfiguration',
    logging: `
  flushFrequency: 0
  options:
    json:
      infoBufferSize: "0"
    text:
      infoBufferSize: "0"
  verbosity: 0`,
    memorySwap: '{}',
    nodeStatusReportFrequency: time('node-status-report-frequency-s'),
    nodeStatusUpdateFrequency: time('node-status-update-frequency-s'),
    rotateCertificates: 'true',
    runtimeRequestTimeout: '0s',
    shutdownGracePeriod: time('shutdown-grace-period-s'),
    shutdownGracePeriodCriticalPods: time('shutdown-grace-period-critical-pods-s'),
    staticPodPath: '/etc/kubernetes/manifests',
    streamingConnectionIdleTimeout: '0s',
    syncFrequency: time('sync-frequency-s'),
    volumeStatsAggPeriod: '0s',
    ...Object.fromEntries(own)
  }
  return Object.keys(lines)
    .sort()
    .map((field) => `${field}:${lines[field]!.startsWith('\n') ? '' : ' '}${lines[field]!}\n`)
    .join('')
}

const numbers: Readonly<Record<string, string>> = {
  eventBurst: 'event-burst',
  eventRecordQPS: 'event-qps',
  evictionMaxPodGracePeriod: 'eviction-max-pod-grace-period-s',
  imageGCHighThresholdPercent: 'image-gc-high-threshold',
  imageGCLowThresholdPercent: 'image-gc-low-threshold',
  kubeAPIBurst: 'kube-api-burst',
  kubeAPIQPS: 'kube-api-qps',
  maxParallelImagePulls: 'max-parallel-image-pulls',
  maxPods: 'max-pods',
  nodeLeaseDurationSeconds: 'node-lease-duration-s',
  registryBurst: 'registry-burst',
  registryPullQPS: 'registry-qps',
  serializeImagePulls: 'serialize-image-pulls'
}
