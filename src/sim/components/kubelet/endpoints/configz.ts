import { duration, enabled, number, type KubeletFlag } from '../config'
import type { KubeletContext } from '../context'
import type { Micros } from '../../../../base/time'

/** A duration as Go writes it: `1m0s`, `100ms`, `4h0m0s`. */
function spell(time: Micros): string {
  const total = time / 1_000_000
  if (total === 0) return '0s'
  if (total < 1) return `${total * 1_000}ms`
  const [hours, minutes] = [Math.floor(total / 3_600), Math.floor(total / 60) % 60]
  return `${hours > 0 ? `${hours}h` : ''}${hours > 0 || minutes > 0 ? `${minutes}m` : ''}${total % 60}s`
}

/**
 * `/configz`: the configuration that kubeadm writes with its defaults filled in. Models apis/config/v1beta1 types.go (its order) and defaults.go;
 * what is a setting here is that.
 */
export function configz({ config }: KubeletContext): object {
  const of = (name: KubeletFlag) => number(config, name)
  const time = (name: KubeletFlag) => spell(duration(config, name))
  const percent = (name: KubeletFlag) => `${of(name)}%`
  const pids = of('eviction-hard-pid-available-percent')
  const kubeletconfig = {
    kind: 'KubeletConfiguration',
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    enableServer: true,
    staticPodPath: '/etc/kubernetes/manifests',
    podLogsDir: '/var/log/pods',
    syncFrequency: time('sync-frequency-s'),
    fileCheckFrequency: time('file-check-frequency-s'),
    httpCheckFrequency: '20s',
    address: '0.0.0.0',
    port: 10_250,
    tlsCertFile: '/var/lib/kubelet/pki/kubelet.crt',
    tlsPrivateKeyFile: '/var/lib/kubelet/pki/kubelet.key',
    rotateCertificates: true,
    authentication: {
      x509: { clientCAFile: '/etc/kubernetes/pki/ca.crt' },
      webhook: { enabled: true, cacheTTL: '2m0s' },
      anonymous: { enabled: false }
    },
    authorization: { mode: 'Webhook', webhook: { cacheAuthorizedTTL: '5m0s', cacheUnauthorizedTTL: '30s' } },
    registryPullQPS: of('registry-qps'),
    registryBurst: of('registry-burst'),
    imagePullCredentialsVerificationPolicy: 'NeverVerifyPreloadedImages',
    eventRecordQPS: of('event-qps'),
    eventBurst: of('event-burst'),
    enableDebuggingHandlers: true,
    healthzPort: 10_248,
    healthzBindAddress: '127.0.0.1',
    oomScoreAdj: -999,
    clusterDomain: 'cluster.local',
    clusterDNS: ['10.96.0.10'],
    streamingConnectionIdleTimeout: '4h0m0s',
    nodeStatusUpdateFrequency: time('node-status-update-frequency-s'),
    nodeStatusReportFrequency: time('node-status-report-frequency-s'),
    nodeLeaseDurationSeconds: of('node-lease-duration-s'),
    imageMinimumGCAge: time('minimum-image-ttl-duration-s'),
    imageMaximumGCAge: '0s',
    imageGCHighThresholdPercent: of('image-gc-high-threshold'),
    imageGCLowThresholdPercent: of('image-gc-low-threshold'),
    volumeStatsAggPeriod: '1m0s',
    cgroupRoot: '',
    cgroupsPerQOS: true,
    cgroupDriver: 'systemd',
    cpuManagerPolicy: 'none',
    cpuManagerReconcilePeriod: '10s',
    memoryManagerPolicy: 'None',
    topologyManagerPolicy: 'none',
    topologyManagerScope: 'container',
    runtimeRequestTimeout: '2m0s',
    hairpinMode: 'promiscuous-bridge',
    maxPods: of('max-pods'),
    podPidsLimit: -1,
    resolvConf: '/run/systemd/resolve/resolv.conf',
    cpuCFSQuota: true,
    cpuCFSQuotaPeriod: '100ms',
    nodeStatusMaxImages: 50,
    maxOpenFiles: 1_000_000,
    contentType: 'application/vnd.kubernetes.protobuf',
    kubeAPIQPS: of('kube-api-qps'),
    kubeAPIBurst: of('kube-api-burst'),
    serializeImagePulls: enabled(config, 'serialize-image-pulls'),
    evictionHard: {
      'imagefs.available': percent('eviction-hard-imagefs-available-percent'),
      'imagefs.inodesFree': percent('eviction-hard-imagefs-inodesfree-percent'),
      'memory.available': `${of('eviction-hard-memory-available-mib')}Mi`,
      'nodefs.available': percent('eviction-hard-nodefs-available-percent'),
      'nodefs.inodesFree': percent('eviction-hard-nodefs-inodesfree-percent'),
      ...(pids > 0 && { 'pid.available': `${pids}%` })
    },
    evictionPressureTransitionPeriod: time('eviction-pressure-transition-period-s'),
    mergeDefaultEvictionSettings: false,
    enableControllerAttachDetach: true,
    makeIPTablesUtilChains: true,
    iptablesMasqueradeBit: 14,
    iptablesDropBit: 15,
    failSwapOn: true,
    memorySwap: {},
    containerLogMaxSize: '10Mi',
    containerLogMaxFiles: 5,
    containerLogMaxWorkers: 1,
    containerLogMonitorInterval: '10s',
    configMapAndSecretChangeDetectionStrategy: 'Watch',
    enforceNodeAllocatable: ['pods'],
    volumePluginDir: '/usr/libexec/kubernetes/kubelet-plugins/volume/exec/',
    logging: {
      format: 'text',
      flushFrequency: '5s',
      verbosity: of('v'),
      options: { text: { infoBufferSize: '0' }, json: { infoBufferSize: '0' } }
    },
    enableSystemLogHandler: true,
    enableSystemLogQuery: false,
    shutdownGracePeriod: time('shutdown-grace-period-s'),
    shutdownGracePeriodCriticalPods: time('shutdown-grace-period-critical-pods-s'),
    crashLoopBackOff: { maxContainerRestartPeriod: time('max-container-backoff-s') },
    enableProfilingHandler: true,
    enableDebugFlagsHandler: true,
    seccompDefault: false,
    memoryThrottlingFactor: 0.9,
    memoryReservationPolicy: 'None',
    registerNode: true,
    localStorageCapacityIsolation: true,
    containerRuntimeEndpoint: 'unix:///run/containerd/containerd.sock',
    failCgroupV1: true
  }
  return { kubeletconfig }
}
