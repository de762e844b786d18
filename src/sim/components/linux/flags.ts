import { amount, choice, count, millis, period, seconds, toggle } from '../../flag'

/** Settings of a node's operating system; the measured ones are from the recorded node. */
export const flags = {
  'node-memory-mib': amount(8_192, 'MiB', 'memory of a worker', { above: 0 }),
  'master-memory-mib': amount(8_192, 'MiB', 'memory of a master (kubeadm asks for 2 GB at least)', { above: 0 }),
  'node-disk-gib': amount(100, 'GiB', 'disk of a worker', { above: 0 }),
  'node-disk-used-gib': amount(12, 'GiB', 'disk that the system takes before any pod'),
  'node-inodes': count(6_553_600, 'files that the disk of a worker can hold', {
    min: 1,
    max: 1_000_000_000
  }),
  'node-inodes-used': count(250_000, 'files that the system has before any pod'),
  'node-pids': count(32_768, 'processes and threads that a worker can run', { min: 1 }),
  'node-pids-used': count(300, 'processes and threads of the system before any pod'),
  'node-memory-used-mib': amount(1_024, 'MiB', 'memory that the system takes before any pod'),
  'runc-start-latency-ms': millis(11, 'from a container that is made to its process that runs'),
  'cgroup-version': choice(2, [1, 2], 'with 1 a limited pod as a whole is told of an OOM, too; 1 or 2'),
  'process-exec-latency-ms': millis(2, 'from the start of a process to its first own instruction'),
  'process-stop-latency-ms': millis(13, 'what a server that handles SIGTERM needs to stop'),
  'process-kill-latency-ms': millis(10, 'from SIGKILL to the exit'),
  'iptables-restore-latency-ms': millis(60, 'iptables-restore of all rules'),
  'iptables-restore-per-service-ms': millis(2, 'its share for each Service port'),
  ManageForeignRoutes: toggle(
    true,
    'systemd-networkd takes routes away that it has not set itself when it is started anew'
  ),
  'node-local-dns-cache': seconds(
    0,
    'answers of name servers are kept on each node for so long (NodeLocal DNSCache); 0: there is no such cache'
  ),
  InhibitDelayMaxSec: seconds(
    5,
    'logind waits at most this long for who holds up a shutdown (a kubelet raises it to its own shutdown-grace-period-s)'
  ),
  'tcp-retries2': count(
    15,
    'how often data without an acknowledgement is sent again on an established connection until it is given up; 15 are 924.6 s',
    { min: 1, max: 30 }
  ),
  'tcp-rto-min-ms': millis(200, 'the first retransmission of data, doubled with each further one', period),
  'tcp-rto-max-s': seconds(120, 'retransmissions are at most this far apart', period),
  'conntrack-tcp-timeout-established': seconds(
    86_400,
    'an idle connection is forgotten by connection tracking after so long (kube-proxy sets 24 h; Linux by itself 5 days)',
    period
  ),
  'ipvs-tcp-timeout': seconds(900, 'an idle connection is forgotten by IPVS after so long', period),
  'conntrack-udp-timeout-stream': seconds(
    120,
    'datagrams between the same ports go the same way until they stop for so long',
    period
  ),
  'internet-latency-ms': millis(40, 'from a request to a server of the world outside to its answer'),
  'neigh-mcast-solicit-timeout-ms': millis(3_000, 'ARP tries until an address that no pod has any more is given up')
} as const
