import type { KubeletFlag } from '../config'

/** How Go's decoder reads a field. */
export type Reads = 'bool' | 'int32' | 'int64' | 'float64' | 'string' | 'duration' | 'map' | 'struct' | 'list'

/** Fields of a KubeletConfiguration that this kubelet does something with, and the setting that each is. */
export const settings: Readonly<Record<string, { readonly flag: KubeletFlag; readonly reads: Reads }>> = {
  syncFrequency: { flag: 'sync-frequency-s', reads: 'duration' },
  fileCheckFrequency: { flag: 'file-check-frequency-s', reads: 'duration' },
  nodeStatusUpdateFrequency: { flag: 'node-status-update-frequency-s', reads: 'duration' },
  nodeStatusReportFrequency: { flag: 'node-status-report-frequency-s', reads: 'duration' },
  nodeLeaseDurationSeconds: { flag: 'node-lease-duration-s', reads: 'int32' },
  registryPullQPS: { flag: 'registry-qps', reads: 'int32' },
  registryBurst: { flag: 'registry-burst', reads: 'int32' },
  eventRecordQPS: { flag: 'event-qps', reads: 'int32' },
  eventBurst: { flag: 'event-burst', reads: 'int32' },
  kubeAPIQPS: { flag: 'kube-api-qps', reads: 'int32' },
  kubeAPIBurst: { flag: 'kube-api-burst', reads: 'int32' },
  imageMinimumGCAge: { flag: 'minimum-image-ttl-duration-s', reads: 'duration' },
  imageGCHighThresholdPercent: { flag: 'image-gc-high-threshold', reads: 'int32' },
  imageGCLowThresholdPercent: { flag: 'image-gc-low-threshold', reads: 'int32' },
  maxPods: { flag: 'max-pods', reads: 'int32' },
  serializeImagePulls: { flag: 'serialize-image-pulls', reads: 'bool' },
  maxParallelImagePulls: { flag: 'max-parallel-image-pulls', reads: 'int32' },
  evictionPressureTransitionPeriod: { flag: 'eviction-pressure-transition-period-s', reads: 'duration' },
  evictionMaxPodGracePeriod: { flag: 'eviction-max-pod-grace-period-s', reads: 'int32' },
  shutdownGracePeriod: { flag: 'shutdown-grace-period-s', reads: 'duration' },
  shutdownGracePeriodCriticalPods: { flag: 'shutdown-grace-period-critical-pods-s', reads: 'duration' }
}

/** Fields that the kubelet knows and that change nothing here, or that `settings.ts` reads apart. Models kubelet/config/v1beta1/types.go of 1.36. */
export const others: Readonly<Record<string, Reads>> = {
  ...of(
    'bool',
    'enableServer rotateCertificates serverTLSBootstrap enableDebuggingHandlers enableContentionProfiling enableProfilingHandler enableDebugFlagsHandler cgroupsPerQOS singleProcessOOMKill runOnce cpuCFSQuota mergeDefaultEvictionSettings enableControllerAttachDetach protectKernelDefaults makeIPTablesUtilChains failSwapOn seccompDefault registerNode localStorageCapacityIsolation failCgroupV1 enableSystemLogHandler enableSystemLogQuery'
  ),
  ...of(
    'int32',
    'port readOnlyPort healthzPort oomScoreAdj nodeStatusMaxImages iptablesMasqueradeBit iptablesDropBit podsPerCore containerLogMaxFiles containerLogMaxWorkers'
  ),
  ...of('int64', 'podPidsLimit maxOpenFiles'),
  ...of('float64', 'memoryThrottlingFactor'),
  ...of(
    'string',
    'apiVersion kind staticPodPath staticPodURL podLogsDir address tlsCertFile tlsPrivateKeyFile tlsMinVersion imagePullCredentialsVerificationPolicy healthzBindAddress clusterDomain kubeletCgroups systemCgroups cgroupRoot cgroupDriver cpuManagerPolicy memoryManagerPolicy topologyManagerPolicy topologyManagerScope hairpinMode podCIDR resolvConf contentType containerLogMaxSize configMapAndSecretChangeDetectionStrategy systemReservedCgroup kubeReservedCgroup reservedSystemCPUs showHiddenMetricsForVersion volumePluginDir providerID memoryReservationPolicy containerRuntimeEndpoint imageServiceEndpoint'
  ),
  ...of(
    'duration',
    'httpCheckFrequency streamingConnectionIdleTimeout imageMaximumGCAge volumeStatsAggPeriod cpuManagerReconcilePeriod draManagerReconcilePeriod runtimeRequestTimeout cpuCFSQuotaPeriod containerLogMonitorInterval'
  ),
  ...of(
    'map',
    'staticPodURLHeader cpuManagerPolicyOptions topologyManagerPolicyOptions qosReserved evictionHard evictionSoft evictionSoftGracePeriod evictionMinimumReclaim featureGates systemReserved kubeReserved'
  ),
  ...of('struct', 'authentication authorization memorySwap logging tracing crashLoopBackOff userNamespaces'),
  ...of(
    'list',
    'tlsCipherSuites tlsCurvePreferences clusterDNS allowedUnsafeSysctls enforceNodeAllocatable shutdownGracePeriodByPodPriority reservedMemory registerWithTaints preloadedImagesVerificationAllowlist'
  )
}

function of(reads: Reads, names: string): Readonly<Record<string, Reads>> {
  return Object.fromEntries(names.split(' ').map((name) => [name, reads]))
}
