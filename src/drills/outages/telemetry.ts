import { service, webService } from '../../scenarios/workloads'
import type { Drill } from '../schema'

const account = { name: 'telemetry-agent', namespace: 'default' }
const access = [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: account },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'telemetry-agent' },
    rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['list'] }]
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'telemetry-agent' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'telemetry-agent' },
    subjects: [{ kind: 'ServiceAccount', ...account }]
  }
]
/** On every worker, or on those that are named. */
const agents = (nodes?: readonly string[]) => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: account,
  spec: {
    selector: { matchLabels: { app: 'telemetry-agent' } },
    template: {
      metadata: { labels: { app: 'telemetry-agent' } },
      spec: {
        serviceAccountName: 'telemetry-agent',
        ...(nodes && {
          affinity: {
            nodeAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: {
                nodeSelectorTerms: [
                  { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: nodes }] }
                ]
              }
            }
          }
        }),
        containers: [{ name: 'agent', image: 'registry.example.com/telemetry-agent:v1', command: ['telemetry-agent'] }]
      }
    }
  }
})
const applied = (nodes?: readonly string[]) => ({
  at: '2s',
  line: 'kubectl apply -f -',
  stdin: [...access, agents(nodes)].map((object) => `${JSON.stringify(object)}\n`).join('---\n')
})

const webByName = 'http://web.default.svc.cluster.local.'

/** Answers users, and begins and lives as long as it can ask web by its name. */
const front = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'front', namespace: 'default' },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: 'front' } },
    template: {
      metadata: { labels: { app: 'front' } },
      spec: {
        containers: [
          {
            name: 'app',
            image: 'nginx:1.27',
            lifecycle: { postStart: { exec: { command: ['curl', '-sf', '-m', '2', webByName] } } },
            ports: [{ containerPort: 80 }],
            livenessProbe: {
              exec: { command: ['curl', '-sf', '-m', '2', webByName] },
              periodSeconds: 5,
              timeoutSeconds: 3,
              failureThreshold: 3
            }
          }
        ]
      }
    }
  }
}

/**
 * A hundred pods, each of which carries what a tool has rendered for it: together they weigh what some four thousand usual ones do, and what
 * lists all of them costs as much.
 */
const reports = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'reports', namespace: 'default' },
  spec: {
    replicas: 100,
    selector: { matchLabels: { app: 'reports' } },
    template: {
      metadata: { labels: { app: 'reports' }, annotations: { 'reports.example.com/rendered': 'x'.repeat(100_000) } },
      spec: { containers: [{ name: 'app', image: 'nginx:1.27' }] }
    }
  }
}

/** A priority level of their own for the agents: a few seats of those that there are, and no queue. */
const ownLevel = [
  {
    apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
    kind: 'PriorityLevelConfiguration',
    metadata: { name: 'telemetry' },
    spec: {
      type: 'Limited',
      limited: { nominalConcurrencyShares: 1, borrowingLimitPercent: 0, limitResponse: { type: 'Reject' } }
    }
  },
  {
    apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
    kind: 'FlowSchema',
    metadata: { name: 'telemetry' },
    spec: {
      priorityLevelConfiguration: { name: 'telemetry' },
      matchingPrecedence: 1_000,
      rules: [
        {
          subjects: [{ kind: 'ServiceAccount', serviceAccount: account }],
          resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'], clusterScope: true, namespaces: ['*'] }]
        }
      ]
    }
  }
]

const removal = '70s kubectl delete daemonset telemetry-agent --wait=false --request-timeout=10s'
const dnsRestarts = ['55s kill-container kube-system/coredns-*', '55.1s kill-container kube-system/coredns-*']
const answered = { users: { answered: 0.99, over: 10 } }
const removed = { object: 'daemonsets/default/telemetry-agent', absent: true } as const

/** OpenAI, 11 December 2024. */
export const telemetry: Drill = {
  id: 'outage-telemetry',
  kind: 'outage',
  title: 'Telemetry on every node',
  source: 'OpenAI, “API, ChatGPT & Sora facing issues”, post-mortem of 11 December 2024',
  story:
    'A new telemetry service is rolled out as a DaemonSet: on each node an agent lists the pods of the cluster, every second. It was tried on a small cluster. Now it comes to one with four times as many nodes.',
  scenario: {
    id: 'outage-telemetry',
    title: 'Telemetry on every node',
    summary: 'A DaemonSet whose agents each list all pods, on a cluster that is too large for it',
    cluster: { masters: 1, workers: 12, zones: 0, runtime: 'containerd', loadBalancer: false },
    profile: 'kubernetes',
    flags: {
      'users-rate-per-s': 5,
      'users-service': 'default/front',
      'kubernetes-version': 'v1.32.9',
      'master-cpus': 2,
      'master-memory-mib': 4_096,
      'telemetry-period': 1,
      'node-local-dns-cache': 40
    },
    seed: 1,
    workloads: [
      ...webService('web', 2, 'nginx:1.27'),
      front,
      reports,
      service('front', { app: 'front' })
    ] as Drill['scenario']['workloads'],
    commands: [applied(), removal],
    faults: dnsRestarts,
    untilSeconds: 180
  },
  beginsSeconds: 150,
  withinSeconds: 300,
  tasks: [],
  goal: {
    text: 'No agent is left, front has its three pods, and users are answered',
    check: {
      all: [
        removed,
        {
          objects: 'pods',
          in: 'default',
          where: [{ path: '{.metadata.labels.app}', is: 'telemetry-agent' }],
          atMost: 0
        },
        { object: 'deployments/default/front', where: [{ path: '{.status.readyReplicas}', is: 3 }] },
        answered
      ]
    },
    steadySeconds: 15
  },
  questions: [
    {
      ask: 'Somebody notices after a minute and types kubectl delete daemonset telemetry-agent. What comes of it?',
      options: [
        { text: 'it is removed', holds: removed },
        {
          text: 'nothing: the API server is down, or does not answer in time',
          holds: { not: removed }
        }
      ]
    },
    {
      ask: 'The API server is killed for its memory, over and over. Do users notice at once?',
      options: [
        {
          text: 'yes: what they ask goes through it',
          holds: { fact: 'service-degraded', before: { fact: 'container-exited', where: { pod: 'coredns' } } }
        },
        {
          text: 'no, but later: when names that programs knew have run out',
          holds: { fact: 'service-degraded', after: { fact: 'container-exited', where: { pod: 'coredns' } } }
        },
        { text: 'never', holds: { not: { fact: 'service-degraded' } } }
      ]
    },
    {
      ask: 'Do nodes whose kubelets cannot renew their leases become not ready?',
      options: [
        { text: 'no: who would write it down is not answered either', holds: { not: { fact: 'node-not-ready' } } },
        { text: 'yes', holds: { fact: 'node-not-ready' } }
      ]
    }
  ],
  measures: [
    { text: 'kubectl could remove the DaemonSet, a minute after it came', holds: removed },
    {
      text: 'The controller manager never lost its lease',
      holds: { not: { fact: 'container-exited', where: { pod: 'kube-controller-manager' } } }
    },
    { text: 'Users are answered', holds: answered }
  ],
  measuredSeconds: 150,
  remedies: [
    { id: 'small', text: 'The small cluster on which it was tried: three workers', workers: 3 },
    { id: 'masters', text: 'Three API servers', masters: 3 },
    {
      id: 'apf',
      text: 'Priority and fairness: a level of their own for the agents, with three seats that it may not add to',
      commands: [
        {
          at: '1s',
          line: 'kubectl apply -f -',
          stdin: ownLevel.map((one) => `${JSON.stringify(one)}\n`).join('---\n')
        },
        applied(),
        removal
      ]
    },
    {
      id: 'release',
      text: 'Kubernetes 1.36, which writes lists object by object',
      flags: { 'kubernetes-version': '' }
    },
    { id: 'memory', text: 'Masters with 64 GiB', flags: { 'master-memory-mib': 65_536 } },
    { id: 'staged', text: 'Staged: two nodes first', commands: [applied(['worker-1', 'worker-2']), removal] }
  ],
  hints: [
    {
      holds: { log: 'leaderelection lost', of: 'kube-controller-manager', over: 600 },
      see: 'kubectl get nodes --request-timeout=5s; ssh master-1 crictl ps -a',
      means:
        'Whoever must be answered within seconds to go on (leaders, kubelets) is who feels a slow API server first.'
    },
    {
      holds: { log: 'starting server with unsynced Kubernetes API', of: 'coredns', over: 600 },
      see: 'ssh worker-1 crictl ps -a',
      means:
        'CoreDNS goes on with what it knew when the API is away; one that starts anew knows nothing until it has listed Services and EndpointSlices.'
    },
    {
      holds: { objects: 'pods', in: 'default', where: [{ path: '{.metadata.labels.app}', is: 'telemetry-agent' }] },
      see: 'ssh worker-1 crictl ps',
      means:
        'Whoever starts the API server again meets the same agents: it is killed within seconds as long as they ask. The kubelet’s back-off is in its memory.'
    }
  ],
  repair: [
    { line: 'ssh worker-1 crictl ps' },
    {
      line: 'for i in 1 2 3 4 5 6 7 8 9 10 11 12; do ssh worker-$i systemctl stop kubelet; ssh worker-$i pkill -f telemetry-agent; done'
    },
    { line: 'ssh master-1 systemctl restart kubelet', waitSeconds: 20 },
    { line: 'kubectl delete daemonset telemetry-agent --wait=false', waitSeconds: 30 },
    { line: 'for i in 1 2 3 4 5 6 7 8 9 10 11 12; do ssh worker-$i systemctl start kubelet; done', waitSeconds: 30 }
  ],
  simpler: [
    'Large means twelve nodes, a master of two CPUs and 4 GiB, and agents that ask every second; a hundred pods carry annotations of 100 KB each, so that they weigh as much as four thousand usual ones: so that it fits a browser. What an object costs by its size is measured. The cluster is of 1.32, as lists were held in memory as a whole then.',
    'Names are kept for 40 s on each node instead of some twenty minutes.',
    'Why names could not be resolved without a control plane was not published. CoreDNS goes on with what it knew; here both of its containers are started anew after 55 s, as containers of a large cluster are all the time.'
  ]
}
