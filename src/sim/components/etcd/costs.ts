import { amount, millis } from '../../flag'

/* CPU time and memory of a member by what it is asked, measured of etcd 3.6.8 beside kube-apiserver 1.36.3 (see its costs.ts). */
export const costs = {
  'etcd-cpu-read-ms': millis(
    0.6,
    "CPU time of a member for a read, be it of a key or of its revision alone, which is what an API server's lists ask for (0.2 to 2.4 ms)"
  ),
  'etcd-cpu-txn-ms': millis(0.9, 'CPU time of a member for each transaction that is applied (a renewed lease: 1.0 ms)'),
  'etcd-cpu-delete-ms': millis(
    1.5,
    'CPU time of a member for a transaction that deletes, besides (a DELETE of a pod, with all that an API server asks for it: 3.5 ms)'
  ),
  'etcd-cpu-ms-per-kib': millis(
    0.05,
    'CPU time of a member for each KiB (of JSON) that is written (a pod that is made or changed: 1.1 to 1.4 ms in all)'
  ),
  'etcd-memory-mib': amount(45, 'MiB', 'memory of a member whose file is empty (51 MiB with 500 pods)', { above: 0 }),
  'etcd-memory-kib-per-kib': amount(
    1.4,
    '',
    'KiB of memory for each KiB (of JSON) in its file, which is mapped (135 MiB with 6,000 pods that were written twice)'
  )
} as const
