import { webService } from '../../scenarios/workloads'
import { exporter } from '../exporter'
import type { Drill } from '../schema'

const flood = { at: '1s', line: 'kubectl apply -f -', stdin: `${JSON.stringify(exporter(16))}\n` }
const compact = '42s ssh master-1 etcdctl compact 900'
const defrag = (master: number, at: number) => `${at}s ssh master-${master} etcdctl defrag`
const everyMember = [defrag(1, 43), defrag(2, 44), defrag(3, 45)]
const disarm = '46s ssh master-1 etcdctl alarm disarm'
/** By these one sees whether something can be written, and what a written change comes to. */
const asks = [
  '49s kubectl get deployment web -o name',
  '50s kubectl create configmap written-at-50',
  '75s kubectl create configmap written-at-75'
]
const probes = [...asks, '51s kubectl scale deployment web --replicas=4']

export const etcdFullOutage: Drill = {
  id: 'outage-etcd-full',
  kind: 'outage',
  title: 'etcd is full',
  source: 'Met again and again; etcd’s own guide, “Maintenance: space quota”',
  story:
    'Somebody rolls out sixteen exporters with a wrong setting: each ends as soon as it has begun, and each end is a change of its pod and an Event. etcd keeps all revisions until they are compacted, in a file whose size has a limit.',
  scenario: {
    id: 'outage-etcd-full',
    title: 'etcd is full',
    summary: 'A flood of status changes and Events, and a small quota, with three members',
    cluster: { masters: 3, workers: 2, zones: 0, runtime: 'containerd', loadBalancer: true },
    profile: 'kubernetes',
    flags: { 'users-rate-per-s': 5, 'etcd-quota-backend-bytes': 2_400_000 },
    seed: 1,
    workloads: webService('web', 3, 'nginx:1.27'),
    commands: [flood, ...probes],
    faults: [],
    untilSeconds: 120
  },
  beginsSeconds: 80,
  withinSeconds: 300,
  tasks: [],
  goal: {
    text: 'Five pods of web are ready, all nodes are, no exporter is left, and users are answered',
    check: {
      all: [
        { object: 'deployments/default/web', where: [{ path: '{.status.readyReplicas}', is: 5 }] },
        { objects: 'pods', in: 'default', where: [{ path: '{.metadata.labels.app}', is: 'exporter' }], atMost: 0 },
        {
          objects: 'nodes',
          where: [{ path: '{.status.conditions[?(@.type=="Ready")].status}', is: 'True' }],
          atLeast: 5
        },
        { users: { answered: 0.99, over: 15 } }
      ]
    },
    steadySeconds: 15
  },
  questions: [
    {
      ask: 'The first member’s file reaches its limit after half a minute. What can still be done through the API?',
      options: [
        {
          text: 'reading and writing: the other two members have room for a while',
          holds: { object: 'configmaps/default/written-at-50' }
        },
        {
          text: 'reading; what writes something is refused',
          holds: {
            all: [
              { not: { object: 'configmaps/default/written-at-50' } },
              { fact: 'kubectl-output', where: { id: 'get deployment', text: '^deployment.apps/web' } }
            ]
          }
        },
        {
          text: 'nothing at all',
          holds: { not: { fact: 'kubectl-output', where: { id: 'get deployment', text: '^deployment.apps/web' } } }
        }
      ]
    },
    {
      ask: 'Leaders hold Leases, which have to be written. What becomes of the controller manager that leads?',
      options: [
        {
          text: 'it gives up: it cannot renew',
          holds: { log: 'leaderelection lost|[Ff]ailed to renew lease', of: 'kube-controller-manager', over: 60 }
        },
        {
          text: 'it goes on: nobody else can take the lease from it',
          holds: {
            not: { log: 'leaderelection lost|[Ff]ailed to renew lease', of: 'kube-controller-manager', over: 60 }
          }
        }
      ]
    },
    {
      ask: 'No kubelet can renew its lease any more. Which nodes does the API show as not ready, and what do users feel?',
      options: [
        {
          text: 'no node, and users are answered',
          holds: { all: [{ not: { fact: 'node-not-ready' } }, { users: { answered: 0.99, over: 20 } }] }
        },
        {
          text: 'all nodes, and users are answered',
          holds: { all: [{ fact: 'node-not-ready' }, { users: { answered: 0.99, over: 20 } }] }
        },
        { text: 'users fail', holds: { not: { users: { answered: 0.99, over: 20 } } } }
      ]
    }
  ],
  measures: [
    {
      text: 'A ConfigMap can be written, four seconds after the repair',
      holds: { object: 'configmaps/default/written-at-50' }
    },
    { text: 'and half a minute later', holds: { object: 'configmaps/default/written-at-75' } },
    {
      text: 'web, scaled to four, has four pods',
      holds: { object: 'deployments/default/web', where: [{ path: '{.status.readyReplicas}', is: 4 }] }
    },
    { text: 'Users are answered', holds: { users: { answered: 0.99, over: 10 } } }
  ],
  measuredSeconds: 80,
  remedies: [
    { id: 'disarm', text: 'The alarm is disarmed, and no more', commands: [flood, disarm, ...probes] },
    { id: 'compact', text: 'Compacted and disarmed', commands: [flood, compact, disarm, ...probes] },
    {
      id: 'one-member',
      text: 'Compacted, one member defragmented, disarmed',
      commands: [flood, compact, defrag(1, 43), disarm, ...probes]
    },
    {
      id: 'all-members',
      text: 'Compacted, defragmented member by member, disarmed',
      commands: [flood, compact, ...everyMember, disarm, ...probes]
    },
    {
      id: 'writer',
      text: 'The writer is found and deleted, and no more',
      commands: [flood, '40s kubectl delete deployment exporter --wait=false', ...probes]
    },
    {
      id: 'quota',
      text: 'A quota of 8 GiB, the most that etcd recommends',
      flags: { 'etcd-quota-backend-bytes': 8_589_934_592 }
    }
  ],
  hints: [
    {
      holds: { log: 'database space exceeded', of: '.' },
      see: 'ssh master-1 etcdctl alarm list; ssh master-1 etcdctl endpoint status --cluster -w table',
      means:
        'A member whose backend has reached its quota raises an alarm: from then on all members refuse what puts something, and allow reads, deletions and compactions.'
    },
    {
      holds: {
        objects: 'pods',
        in: 'default',
        where: [{ path: '{.status.containerStatuses[0].restartCount}', atLeast: 2 }]
      },
      see: 'kubectl get pods',
      means: 'Each change of an object is a revision of its own in etcd until that revision is compacted.'
    },
    {
      holds: { log: 'finished scheduled compaction', of: '/etcd$', over: 120 },
      see: 'ssh master-2 etcdctl endpoint status -w table',
      means:
        'A compaction is told to all members, and frees pages inside each one’s file. The quota counts the file, which only that member’s own defragmentation makes smaller.'
    }
  ],
  repair: [
    { line: 'ssh master-1 etcdctl alarm list' },
    { line: 'kubectl delete deployment exporter --wait=false' },
    {
      line: `rev=$(ssh master-1 etcdctl endpoint status -w json | grep -o '"revision":[0-9]*' | grep -o '[0-9]*'); ssh master-1 etcdctl compact $rev`
    },
    { line: 'ssh master-1 etcdctl defrag' },
    { line: 'ssh master-2 etcdctl defrag' },
    { line: 'ssh master-3 etcdctl defrag' },
    { line: 'ssh master-1 etcdctl alarm disarm' },
    { line: 'kubectl delete deployment exporter --ignore-not-found' },
    { line: 'kubectl scale deployment web --replicas=5' }
  ],
  simpler: [
    'The quota is 2.4 MB instead of 2 GiB, so that half a minute fills it.',
    'A defragmentation takes no time that a file of this size would not: a large one blocks its member for seconds.'
  ]
}
