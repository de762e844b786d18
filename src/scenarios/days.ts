import type { Scenario } from './types'
import { webService } from './workloads'

/**
 * Long stories that are told of one master and of three, side by side: the teaching document's two Black Fridays, and its four
 * hours without a master. They take minutes to simulate, so the page lists them where they are compared, not among its presets.
 */

const machines = { workers: 3, zones: 0, runtime: 'containerd' } as const
const one = { ...machines, masters: 1, loadBalancer: false }
const three = { ...machines, masters: 3, loadBalancer: true }
const common = { profile: 'kubernetes', commands: [] } as const

const twins = (story: Omit<Scenario, 'cluster' | 'title'>, title: string): Scenario[] => [
  { ...story, id: `${story.id}-1`, title: `${title}, 1 master`, cluster: one },
  { ...story, id: `${story.id}-3`, title: `${title}, 3 masters`, cluster: three }
]

/** A shop's programs: what one takes a second, and what each waiting request costs it. */
const shop = (perSecond: number) => ({
  probe: { periodSeconds: 10, timeoutSeconds: 5 },
  annotations: {
    'failover-lab/requests-per-s': String(perSecond),
    'failover-lab/request-memory-mib': '2',
    'failover-lab/request-backlog': '128'
  }
})

const blackFriday: Omit<Scenario, 'cluster' | 'title'> = {
  ...common,
  id: 'black-friday',
  summary:
    "The document's Black Friday from 11:30: the network card of master-1 fails, a pod crashes, worker-2 loses power (not in the document: without it nothing stays broken), the card is replaced",
  seed: 8,
  flags: {
    // The sale's peak is at noon.
    'users-curve': '0s 20, 30m 36, 60m 24, 105m 20',
    'users-timeout-ms': 10_000,
    'users-retries': 1,
    // 72,000 requests an hour are sales of $50,000 in the document.
    'revenue-per-request': 0.69
  },
  workloads: [...webService('web', 12, 'nginx:1.27', shop(2)), ...webService('api', 6, 'httpd:2.4', shop(4))],
  faults: ['10s partition master-1 | all', '310s kill-container web-*', '670s crash worker-2', '5410s heal'],
  untilSeconds: 6_310,
  startsAt: '2026-11-27T11:29:50Z'
}

/** The document's crashes: one at 10:15, five by 11:00, twenty by 12:00, half of all by 14:00. */
const crashes = (from: number, to: number, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${Math.round(from + ((to - from) * i) / count)}s kill-container web-*`)

const decay: Omit<Scenario, 'cluster' | 'title'> = {
  ...common,
  id: 'decay',
  summary:
    "The document's four hours without a master: 100 pods, of which ever more crash, and twice the users from 10:30",
  seed: 8,
  flags: { 'users-curve': '0s 20, 30m 20, 31m 40, 4h 40' },
  workloads: webService('web', 100, 'nginx:1.27', { probe: { periodSeconds: 60 } }),
  faults: [
    '10s crash master-1',
    '910s kill-container web-*',
    ...crashes(1_810, 3_610, 4),
    ...crashes(3_610, 7_210, 15),
    ...crashes(7_210, 14_410, 30),
    '14410s restart master-1'
  ],
  untilSeconds: 14_710,
  startsAt: '2026-11-27T09:59:50Z'
}

const manifests = '/etc/kubernetes/manifests'

/**
 * What happens before a disk is lost: somebody saves a snapshot (off the machines, as one must), and people go on working: they deploy
 * something, want more of something else, and delete a third.
 */
const backedUp: Omit<Scenario, 'cluster' | 'title' | 'id' | 'summary'> = {
  ...common,
  seed: 8,
  flags: {},
  // What is deleted on the way has no users.
  workloads: [...webService('web', 6, 'nginx:1.27'), ...webService('old', 2, 'httpd:2.4').slice(0, 1)],
  faults: ['60s crash master-1', '61s lose-disk master-1', '180s restart master-1'],
  untilSeconds: 420,
  startsAt: '2026-11-27T10:59:50Z'
}
const save = '5s etcdctl --endpoints=https://10.0.0.11:2379 snapshot save /backup/etcd.db'
const worked = [
  '20s kubectl create deployment promo --image=nginx:1.27 --replicas=3',
  '25s kubectl scale deployment web --replicas=9',
  '30s kubectl delete deployment old'
]

/** The only master comes back without its data, and gets those of the snapshot. Its member has begun anew in the meantime. */
const restored = (options: string) => [
  save,
  ...worked,
  `182s ssh master-1 mv ${manifests}/*.yaml /root/`,
  '186s ssh master-1 rm -rf /var/lib/etcd',
  '188s scp /backup/etcd.db master-1:/var/backups/etcd.db',
  `190s ssh master-1 etcdutl snapshot restore /var/backups/etcd.db --data-dir /var/lib/etcd --name master-1 --initial-cluster master-1=https://10.0.0.11:2380 --initial-advertise-peer-urls https://10.0.0.11:2380${options}`,
  `195s ssh master-1 mv /root/*.yaml ${manifests}/`
]

/** Two are left and go on; the lost member is removed, and its machine joins as another one: a learner, then a voter. */
const replaced = [
  save,
  ...worked,
  '120s ssh master-2 etcdctl member remove 4147193ca2b81a71',
  '125s ssh master-2 etcdctl member add master-1 --peer-urls=https://10.0.0.11:2380 --learner',
  `182s ssh master-1 mv ${manifests}/etcd.yaml /root/`,
  '186s ssh master-1 rm -rf /var/lib/etcd',
  `188s ssh master-1 sed -i '/--initial-cluster=/a\\    - --initial-cluster-state=existing' /var/backups/etcd.yaml`,
  `190s ssh master-1 mv /var/backups/etcd.yaml ${manifests}/`,
  '230s ssh master-2 etcdctl member promote a06058fbe6b1f286'
]

/** One of three is left: without a majority it writes nothing until it is told to go on alone. The others join it, one after the other. */
const forced = [
  save,
  ...worked,
  `180s ssh master-3 sed -i '/- etcd$/a\\    - --force-new-cluster' ${manifests}/etcd.yaml`,
  `230s ssh master-3 sed -i '/--force-new-cluster/d' ${manifests}/etcd.yaml`,
  '280s ssh master-3 etcdctl member add master-2 --peer-urls=https://10.0.0.12:2380 --learner',
  '330s ssh master-3 etcdctl member promote d90f25e29e030c6f'
]

const lostDisks: readonly Scenario[] = [
  {
    ...backedUp,
    id: 'restore-snapshot',
    title: 'The only disk is lost, a snapshot restored',
    summary:
      'The only master loses its disk two minutes after a snapshot was saved elsewhere; a new one is restored from that, with revisions beyond what anybody remembers',
    cluster: one,
    commands: restored(' --bump-revision 1000000000 --mark-compacted')
  },
  {
    ...backedUp,
    id: 'restore-not-bumped',
    title: 'The same, with revisions that go back',
    summary:
      'The same restore without --bump-revision and --mark-compacted: whoever watches waits for revisions that are still to come',
    cluster: one,
    commands: restored('')
  },
  {
    ...backedUp,
    id: 'replace-member',
    title: 'One of three disks is lost, the member replaced',
    summary:
      'The first of three masters loses its disk: its member is removed, and the machine joins as a new one, first as a learner',
    cluster: three,
    commands: replaced
  },
  {
    ...backedUp,
    id: 'force-new-cluster',
    title: 'Two of three disks are lost, the third goes on',
    summary:
      'Two of three masters lose their disks: the third goes on with --force-new-cluster, and another joins it anew',
    cluster: three,
    commands: forced,
    faults: [
      '60s crash master-1',
      '60s crash master-2',
      '61s lose-disk master-1',
      '61s lose-disk master-2',
      '290s restart master-2'
    ]
  }
]

export const days: readonly Scenario[] = [
  ...lostDisks,
  ...twins(blackFriday, 'Black Friday'),
  ...twins(decay, 'Four hours without a master')
]
