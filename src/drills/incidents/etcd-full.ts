import { webService } from '../../scenarios/workloads'
import { exporter } from '../exporter'
import type { Drill } from '../schema'

export const etcdFull: Drill = {
  id: 'etcd-out-of-space',
  kind: 'incident',
  title: 'Nothing can be saved',
  story:
    'Shortly after 10:00 somebody rolled out two dozen exporters with a wrong setting. Now nothing can be changed any more: web, which needs two pods more for the evening, cannot be scaled, and every line ends with an error of etcd’s. Make room, stop what fills it, and scale web to five.',
  scenario: {
    id: 'etcd-out-of-space',
    title: 'etcd is full',
    summary: 'A flood of status changes and Events, and a small quota',
    cluster: { masters: 1, workers: 3, zones: 0, runtime: 'containerd', loadBalancer: false },
    profile: 'kubernetes',
    // 3.2 MB instead of 2 GiB: minutes are enough to fill it, and all else is as it would be.
    flags: { 'users-rate-per-s': 5, 'etcd-quota-backend-bytes': 3_200_000 },
    seed: 1,
    workloads: webService('web', 3, 'nginx:1.27'),
    commands: [{ at: '1s', line: 'kubectl apply -f -', stdin: `${JSON.stringify(exporter(24))}\n` }],
    faults: [],
    untilSeconds: 240
  },
  beginsSeconds: 90,
  withinSeconds: 240,
  tasks: [
    {
      id: 'writer',
      text: 'What filled it is gone',
      ticks: {
        any: [
          { object: 'deployments/default/exporter', absent: true },
          { object: 'deployments/default/exporter', where: [{ path: '{.spec.replicas}', is: 0 }] }
        ]
      }
    }
  ],
  goal: {
    text: 'Five pods of web are ready, all nodes are, and users are answered',
    check: {
      all: [
        { object: 'deployments/default/web', where: [{ path: '{.status.readyReplicas}', is: 5 }] },
        { objects: 'pods', in: 'default', where: [{ path: '{.metadata.labels.app}', is: 'exporter' }], atMost: 0 },
        {
          objects: 'nodes',
          where: [{ path: '{.status.conditions[?(@.type=="Ready")].status}', is: 'True' }],
          atLeast: 4
        },
        { users: { answered: 0.99, over: 15 } }
      ]
    },
    steadySeconds: 15
  },
  hints: [
    {
      holds: { log: 'database space exceeded', of: '.' },
      see: 'ssh master-1 etcdctl alarm list; ssh master-1 etcdctl endpoint status -w table',
      means:
        'A member whose backend has reached its quota raises an alarm: from then on all members refuse what puts something, and allow reads, deletions and compactions.'
    },
    {
      holds: {
        objects: 'pods',
        in: 'default',
        where: [{ path: '{.status.containerStatuses[0].restartCount}', atLeast: 2 }]
      },
      see: 'kubectl get pods; kubectl get events | tail',
      means: 'Each change of an object is a revision of its own in etcd until that revision is compacted.'
    },
    {
      holds: { log: 'finished scheduled compaction', of: '/etcd$', over: 120 },
      see: 'ssh master-1 etcdctl endpoint status -w table',
      means:
        'Compaction frees pages inside the file; the quota counts the file, which only defragmentation makes smaller.'
    }
  ],
  repair: [
    { line: 'ssh master-1 etcdctl alarm list' },
    { line: 'kubectl delete deployment exporter --wait=false' },
    {
      line: `rev=$(ssh master-1 etcdctl endpoint status -w json | grep -o '"revision":[0-9]*' | grep -o '[0-9]*'); ssh master-1 etcdctl compact $rev`
    },
    { line: 'ssh master-1 etcdctl defrag' },
    { line: 'ssh master-1 etcdctl alarm disarm' },
    { line: 'kubectl delete deployment exporter --ignore-not-found' },
    { line: 'kubectl scale deployment web --replicas=5' }
  ]
}
