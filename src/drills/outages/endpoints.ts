import { webService } from '../../scenarios/workloads'
import type { Drill } from '../schema'

const account = { name: 'mesh-proxy', namespace: 'default' }
const mesh = [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: account },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'mesh-proxy' },
    rules: [{ apiGroups: [''], resources: ['endpoints'], verbs: ['list', 'watch'] }]
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'mesh-proxy' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'mesh-proxy' },
    subjects: [{ kind: 'ServiceAccount', ...account }]
  },
  {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: account,
    spec: {
      selector: { matchLabels: { app: 'mesh-proxy' } },
      template: {
        metadata: { labels: { app: 'mesh-proxy' } },
        spec: {
          serviceAccountName: 'mesh-proxy',
          containers: [
            {
              name: 'proxy',
              image: 'registry.example.com/mesh-proxy:v1',
              command: ['mesh-proxy'],
              ports: [{ containerPort: 4140 }],
              readinessProbe: { httpGet: { path: '/admin/ping', port: 4140 }, periodSeconds: 1 }
            }
          ]
        }
      }
    }
  }
]
/** Users come to a proxy, whichever. */
const edge = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'edge', namespace: 'default' },
  spec: { type: 'NodePort', selector: { app: 'mesh-proxy' }, ports: [{ port: 80, targetPort: 4140 }] }
}
const applied = (at: string, objects: readonly object[]) => ({
  at,
  line: 'kubectl apply -f -',
  stdin: objects.map((object) => `${JSON.stringify(object)}\n`).join('---\n')
})
const begun = [applied('2s', mesh), applied('8s', [edge])]
const emptied = '15s kubectl scale deployment feature --replicas=0'
const rolled = '30s kubectl rollout restart deployment web'
const restarted = 'kubectl delete pods -l app=mesh-proxy --wait=false'
const answered = { users: { answered: 0.99, over: 10 } }
const readyWeb = {
  objects: 'pods',
  in: 'default',
  where: [
    { path: '{.metadata.labels.app}', is: 'web' },
    { path: '{.status.conditions[?(@.type=="Ready")].status}', is: 'True' }
  ]
}

/** Monzo, 27 October 2017. */
export const nullEndpoints: Drill = {
  id: 'outage-endpoints',
  kind: 'outage',
  title: 'Endpoints that were null',
  source: 'Monzo, “RESOLVED: current account payments may fail”, community post-mortem, October 2017',
  story:
    'Every request goes through a mesh’s proxy, one on each node, which reads from the API where pods are. Weeks ago etcd was upgraded: since then a Service without any pod is answered with endpoints that are null, and no longer an empty list. Today a new feature’s Deployment is scaled to none, because it does not work yet. A quarter of a minute later web is rolled out anew.',
  scenario: {
    id: 'outage-endpoints',
    title: 'Endpoints that were null',
    summary: 'A Service without pods has endpoints that the mesh’s proxies cannot read',
    cluster: { masters: 1, workers: 3, zones: 0, runtime: 'containerd', loadBalancer: false },
    profile: 'kubernetes',
    flags: { 'users-rate-per-s': 5, 'users-service': 'default/edge', 'users-start-s': 11, 'mesh-reads-null': false },
    seed: 1,
    workloads: [...webService('web', 3, 'nginx:1.27'), ...webService('feature', 1, 'nginx:1.27')],
    commands: [...begun, emptied, rolled],
    faults: [],
    untilSeconds: 120
  },
  beginsSeconds: 70,
  withinSeconds: 300,
  tasks: [],
  goal: {
    text: 'Three pods of web are ready, and users are answered through the mesh',
    check: { all: [{ ...readyWeb, atLeast: 3 }, { users: { answered: 0.99, over: 15 } }] },
    steadySeconds: 20
  },
  questions: [
    {
      ask: 'The feature’s Deployment is scaled to none. What do users of web feel in the quarter of a minute after that?',
      options: [
        {
          text: 'nothing: proxies go on with what they know',
          holds: {
            not: { fact: 'service-degraded', before: { fact: 'kubectl-started', where: { line: 'rollout restart' } } }
          }
        },
        {
          text: 'some fail',
          holds: { fact: 'service-degraded', before: { fact: 'kubectl-started', where: { line: 'rollout restart' } } }
        }
      ]
    },
    {
      ask: 'Then web is rolled out anew, and its new pods are ready. What do users feel half a minute later?',
      options: [
        { text: 'nothing', holds: answered },
        { text: 'all of them fail', holds: { not: { users: { answered: 0.01, over: 10 } } } },
        { text: 'some fail', holds: { all: [{ not: answered }, { users: { answered: 0.01, over: 10 } }] } }
      ]
    },
    {
      ask: 'What does kubectl say of web at that time?',
      options: [
        { text: 'three pods of three are ready', holds: { ...readyWeb, atLeast: 3 } },
        { text: 'pods are missing', holds: { ...readyWeb, atMost: 2 } }
      ]
    }
  ],
  measures: [
    { text: 'Three pods of web are ready', holds: { ...readyWeb, atLeast: 3 } },
    { text: 'Users are answered', holds: answered }
  ],
  measuredSeconds: 75,
  remedies: [
    {
      id: 'restart',
      text: 'All proxies are started anew',
      commands: [...begun, emptied, rolled, `50s ${restarted}`]
    },
    {
      id: 'delete',
      text: 'The feature’s Service is deleted',
      commands: [...begun, emptied, rolled, '48s kubectl delete service feature']
    },
    {
      id: 'order',
      text: 'First that Service is deleted, then all proxies are started anew',
      commands: [...begun, emptied, rolled, '48s kubectl delete service feature', `50s ${restarted}`]
    },
    { id: 'parser', text: 'A proxy that can read null', flags: { 'mesh-reads-null': true } }
  ],
  hints: [
    {
      holds: { log: 'mesh: endpoints .* cannot be read', of: 'mesh-proxy', over: 600 },
      see: 'kubectl logs -l app=mesh-proxy --tail=3',
      means: 'A client that cannot read one object of a list or a watch may lose all the others of it, too.'
    },
    {
      holds: { object: 'endpoints/default/feature' },
      see: 'kubectl get endpoints; kubectl get endpoints feature -o yaml',
      means: 'A Service whose selector fits no pod has Endpoints without subsets.'
    }
  ],
  repair: [
    { line: 'kubectl logs -l app=mesh-proxy --tail=3' },
    { line: 'kubectl delete service feature' },
    { line: restarted, waitSeconds: 2 }
  ],
  simpler: [
    'The upgrade lies before the run: an empty list and none are the same to the API server here, as they are to one that keeps objects in protobuf.',
    'The mesh’s proxy serves one Service and knows no retries; the bug of etcd’s client that added time-outs to the outage is left out.'
  ]
}
