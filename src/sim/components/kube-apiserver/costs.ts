import { amount, millis } from '../../flag'

/*
 * What requests cost: CPU time and memory of an API server by what they touch. Measured of kube-apiserver 1.36.3 with etcd 3.6.8 on two
 * cores of a shared machine (user and system time of the process around a batch of requests, less what it took when idle; pods of 5.1 KiB
 * as JSON and 3.3 KiB as protobuf). What two such measurements of the same thing have in common is their order of magnitude: they differ by up
 * to 1.8. Sizes are of JSON, whatever is sent.
 */
export const costs = {
  'apiserver-cpu-request-ms': millis(
    0.4,
    'CPU time of an API server for any request: TLS, HTTP/2, who asks, whether they may (GET /version: 0.41 ms)'
  ),
  'apiserver-cpu-read-ms': millis(
    0.5,
    'CPU time of an API server for a read of a resource besides (GET with resourceVersion=0: 0.99 ms in all)'
  ),
  'apiserver-cpu-etcd-ms': millis(0.13, 'CPU time of an API server for each call of etcd (GET by quorum: 1.12 ms)'),
  'apiserver-cpu-json-ms-per-kib': millis(
    0.017,
    'CPU time of an API server for each KiB that it writes as JSON (0.07 to 0.11 ms a pod of a list)'
  ),
  'apiserver-cpu-protobuf-ms-per-kib': millis(
    0.0078,
    "the same as protobuf, which the cluster's own components ask for (0.02 to 0.07 ms a pod); a KiB is one of JSON"
  ),
  'apiserver-cpu-scan-ms-per-object': millis(
    0.0016,
    'CPU time of an API server for each object that a list looks at (a list by label passes over all the others)'
  ),
  'apiserver-cpu-update-ms': millis(
    0.9,
    'CPU time of an API server for a PUT besides (a renewed lease: 1.7 ms in all)'
  ),
  'apiserver-cpu-create-ms': millis(1.4, 'CPU time of an API server for a POST besides (a pod: 2.7 to 3.0 ms in all)'),
  'apiserver-cpu-patch-ms': millis(
    3.4,
    "CPU time of an API server for a PATCH besides (a pod's status: 4.4 to 5.9 ms in all)"
  ),
  'apiserver-cpu-delete-ms': millis(9, 'CPU time of an API server for a DELETE besides (a pod: 11.9 ms in all)'),
  'apiserver-cpu-write-ms-per-kib': millis(
    0.15,
    'CPU time of an API server for each KiB of a written object: decoded, admitted, encoded, decoded again'
  ),
  'apiserver-cpu-event-ms': millis(
    0.043,
    'CPU time of an API server to tell one watcher of one change (a PATCH with 100 watchers less one with 1)'
  ),
  'apiserver-memory-mib': amount(250, 'MiB', 'memory of an API server that holds no pods (274 MiB with 500)', {
    above: 0
  }),
  'apiserver-memory-kib-per-kib': amount(
    11,
    '',
    'KiB of memory for each KiB of an object in the watch caches: the object, its former versions, and what the garbage collector has not taken yet (57 KB a pod)'
  ),
  'apiserver-memory-list-kib-per-kib': amount(
    3,
    '',
    'KiB of memory for each KiB (of JSON) of a list until its client has it, before 1.33: its objects and the whole answer (KEP 3157: 16 informers of 400 MB took 20 GB)'
  ),
  'apiserver-memory-streamed-list-kib-per-kib': amount(
    0.15,
    '',
    'the same since 1.33, which writes lists one object after the other (KEP 5116, “Kubernetes v1.33: Streaming List responses”: 3 GB instead of 70 to 80)'
  ),
  'apiserver-memory-watch-mib': amount(
    0.07,
    'MiB',
    'memory for each watch: stacks of its goroutines, buffers of its HTTP/2 stream, its channels (an estimate)'
  )
} as const
