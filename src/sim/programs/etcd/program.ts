import type { Program } from '../program'

/** etcd answers clients at 2379, its peers at 2380, probes at 2381 (`--listen-metrics-urls`). */
export const program: Program = Object.freeze({ name: 'etcd', listens: [2379, 2380, 2381], mib: 22, memoryMib: 60 })
