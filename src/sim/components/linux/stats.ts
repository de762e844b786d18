/** The node's resources in use, as cAdvisor reads them. */
export interface LinuxStats {
  readonly type: 'linux.stats'
  readonly id: number
  /** CPU time and single containers are wanted, too. */
  readonly detailed?: true
}
/** What a container's cgroup counts. */
export interface ContainerUsage {
  readonly id: string
  readonly podUid: string
  readonly name: string
  readonly cpuMs: number
  readonly memoryBytes: number
  readonly processes: number
}
/** What a pod uses. */
export interface PodUsage {
  /** Its working set. */
  readonly memoryBytes: number
  readonly processes: number
  readonly files: number
  /** By name; `diskBytes`: writable layer and log. */
  readonly containers: Readonly<Record<string, { readonly memoryBytes: number; readonly diskBytes: number }>>
  /** Bytes in its emptyDirs, by their names. */
  readonly volumes: Readonly<Record<string, number>>
}
export interface LinuxUsage {
  readonly type: 'linux.usage'
  readonly id: number
  readonly memoryCapacityBytes: number
  readonly memoryAvailableBytes: number
  readonly diskCapacityBytes: number
  readonly diskAvailableBytes: number
  readonly inodes: number
  readonly inodesFree: number
  /** Process numbers that there can be, and how many are in use. */
  readonly pids: number
  readonly pidsInUse: number
  /** By the pods' uids. */
  readonly pods: Readonly<Record<string, PodUsage>>
  /** CPU time since its boot in milliseconds, and that of its containers. */
  readonly cpuMs?: number
  readonly containers?: readonly ContainerUsage[]
}
