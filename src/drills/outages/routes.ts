import { webService } from '../../scenarios/workloads'
import type { Drill } from '../schema'

const machines = ['worker-1', 'worker-2', 'worker-3', 'master-1']
/** The machines' own nightly updates, by their own clocks. */
const updates = (from: number, each: number, of: readonly string[] = machines) =>
  of.map((machine, i) => `${from + each * i}s ssh ${machine} systemctl restart systemd-networkd`)

const readyPods = {
  objects: 'pods',
  in: 'default',
  where: [{ path: '{.status.conditions[?(@.type=="Ready")].status}', is: 'True' }]
}
const readyNodes = {
  objects: 'nodes',
  where: [{ path: '{.status.conditions[?(@.type=="Ready")].status}', is: 'True' }]
}
const answered = { users: { answered: 0.99, over: 12 } }
const restarted = 'kubectl delete pods -n kube-system -l k8s-app=calico-node --wait=false'

/** Datadog, 8 March 2023. */
export const routesGone: Drill = {
  id: 'outage-routes',
  kind: 'outage',
  title: 'All routes at once',
  source: 'Datadog, “2023-03-08 incident: a deep dive into the platform-level impact”, May 2023',
  story:
    'A cluster in three zones. Its machines install security updates by themselves, each at about the same time of day. One of them starts systemd-networkd anew, a daemon that nobody thinks of: its version takes away all routes that it has not set itself. The network plugin’s agent has set some, and never looks at them again.',
  scenario: {
    id: 'outage-routes',
    title: 'All routes at once',
    summary: 'An unattended update starts the network daemon of every machine anew within seconds',
    cluster: { masters: 1, workers: 3, zones: 3, runtime: 'containerd', loadBalancer: false },
    profile: 'kubernetes',
    flags: { 'users-rate-per-s': 5, cni: 'calico', 'bird-kernel-scan-time': 0 },
    seed: 1,
    workloads: webService('web', 3, 'nginx:1.27'),
    commands: updates(10, 3),
    faults: [],
    untilSeconds: 120
  },
  beginsSeconds: 60,
  withinSeconds: 300,
  tasks: [
    { id: 'routes', text: 'See on a machine that a route is missing', ticks: { typed: 'ip r', said: 'default via' } }
  ],
  goal: {
    text: 'All three pods of web are ready, and users are answered through every node',
    check: { all: [{ ...readyPods, atLeast: 3 }, { ...readyNodes, atLeast: 4 }, answered] },
    steadySeconds: 20
  },
  questions: [
    {
      ask: 'The nodes lie in three zones, with a pod of web in each. Which zones still work for users who come in anywhere?',
      options: [
        { text: 'all: a zone’s own pod answers', holds: { users: { answered: 0.99, over: 12 } } },
        {
          text: 'none wholly: each node reaches its own pod only',
          holds: { all: [{ not: { users: { answered: 0.99, over: 12 } } }, { users: { answered: 0.05, over: 12 } }] }
        },
        { text: 'none at all', holds: { not: { users: { answered: 0.05, over: 12 } } } }
      ]
    },
    {
      ask: 'How many of the four nodes are still ready half a minute later?',
      options: [
        { text: 'all: the API is asked from one machine’s address to another’s', holds: { ...readyNodes, atLeast: 4 } },
        { text: 'none or only the master', holds: { ...readyNodes, atMost: 1 } },
        {
          text: 'some',
          holds: {
            all: [
              { ...readyNodes, atLeast: 2 },
              { ...readyNodes, atMost: 3 }
            ]
          }
        }
      ]
    },
    {
      ask: 'Does Kubernetes repair anything of it by itself within that time?',
      options: [
        {
          text: 'no: it knows nothing of routes',
          holds: { all: [{ not: { users: { answered: 0.99, over: 12 } } }, { not: { fact: 'pod-evicted' } }] }
        },
        { text: 'yes', holds: { any: [{ users: { answered: 0.99, over: 12 } }, { fact: 'pod-evicted' }] } }
      ]
    }
  ],
  measures: [
    { text: 'All nodes are ready', holds: { ...readyNodes, atLeast: 4 } },
    { text: 'Users are answered', holds: answered },
    { text: 'Users felt nothing at all', holds: { not: { fact: 'service-degraded' } } }
  ],
  measuredSeconds: 75,
  remedies: [
    {
      id: 'restart',
      text: 'The network plugin’s agents are started anew half a minute later',
      commands: [...updates(10, 3), `45s ${restarted}`]
    },
    {
      id: 'staggered',
      text: 'Updates one machine at a time: the first one is seen, mended, and the rest is called off',
      commands: [...updates(10, 3, ['worker-1']), `30s ${restarted}`]
    },
    {
      id: 'scan',
      text: 'The agent looks at its routes every two seconds, as Calico’s does',
      flags: { 'bird-kernel-scan-time': 2 }
    },
    { id: 'foreign', text: 'ManageForeignRoutes=no for systemd-networkd', flags: { ManageForeignRoutes: false } },
    {
      id: 'reboot',
      text: 'The machines are rebooted half a minute later',
      faults: ['45s restart worker-1', '45s restart worker-2', '45s restart worker-3']
    }
  ],
  hints: [
    {
      holds: { not: answered },
      see: 'kubectl get pods -o wide; ssh worker-1 ip route',
      means:
        'A packet for a pod of another node is sent where the kernel’s routes say; without a route it goes to the default gateway, which knows no pods.'
    },
    {
      holds: { log: 'foreign routes are removed', of: 'linux', over: 600 },
      see: 'ssh worker-1 ip route; ssh worker-1 uptime',
      means: 'systemd-networkd counts a route that it has not set as foreign, and may take it away when it starts.'
    }
  ],
  repair: [
    { line: 'ssh worker-1 ip route' },
    { line: restarted },
    { line: 'kubectl get pods -n kube-system -l k8s-app=calico-node', waitSeconds: 10 }
  ],
  simpler: [
    'The plugin then was Cilium, whose agent wrote its rules when it started. Here it is Calico with its look at the kernel’s table (every 2 s) switched off: that look is one of the remedies.',
    'Machines update within seconds of one another instead of an hour, and there are four instead of tens of thousands.',
    'The control plane has its machines’ own addresses here and is not touched; then it ran in pods of other clusters, and was lost, too.'
  ]
}
