import { ms, type Micros } from '../../../base/time'
import type { Flags } from '../../kernel/types'

/** Defaults of a node's operating system; the measured ones are from the recorded node. */
export const linuxDefaults = {
  /** Memory of a worker. */
  'node-memory-mib': 8_192,
  /** Disk of a worker, and what the system and its images take of it before any pod. */
  'node-disk-gib': 100,
  'node-disk-used-gib': 12,
  /** Memory that the system takes before any pod. */
  'node-memory-used-mib': 1_024,
  /** From `runc create` to the process that `runc start` lets run. */
  'runc-start-latency-ms': 11,
  /** 1: the recorded node's; it tells a limited pod's sandbox of an OOM, too. */
  'cgroup-version': 2,
  /** Time from the start of a process to its first own instruction. */
  'process-exec-latency-ms': 2,
  /** What a server with a SIGTERM handler needs to stop. */
  'process-stop-latency-ms': 13,
  /** From SIGKILL to the exit. */
  'process-kill-latency-ms': 10,
  /** iptables-restore of all rules: a base and a share per Service port. */
  'iptables-restore-latency-ms': 60,
  'iptables-restore-per-service-ms': 2,
  /** ARP tries (3 × 1 s) until the host gives an address up that no pod has any more. */
  'neigh-mcast-solicit-timeout-ms': 3_000
} as const

export type LinuxFlag = keyof typeof linuxDefaults

export const flag = (config: Flags, name: LinuxFlag): number => Number(config[name] ?? linuxDefaults[name])
export const latency = (config: Flags, name: LinuxFlag): Micros => ms(flag(config, name))
