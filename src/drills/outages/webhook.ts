import { webService } from '../../scenarios/workloads'
import type { Drill } from '../schema'

/** Validates everything but what lies in kube-system; of its servers none answers. */
const configuration = (more: object = {}, namespaces: readonly string[] = ['kube-system']) => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingWebhookConfiguration',
  metadata: { name: 'policy-guard' },
  webhooks: [
    {
      name: 'guard.policy.example.com',
      admissionReviewVersions: ['v1'],
      sideEffects: 'None',
      failurePolicy: 'Fail',
      timeoutSeconds: 10,
      namespaceSelector: {
        matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: namespaces }]
      },
      clientConfig: { service: { name: 'policy-guard', namespace: 'policy', path: '/validate', port: 443 } },
      rules: [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['CREATE', 'UPDATE', 'DELETE'], resources: ['*'] }],
      ...more
    }
  ]
})
const applied = (object: object) => [{ at: '2s', line: 'kubectl apply -f -', stdin: `${JSON.stringify(object)}\n` }]

const notReady = {
  objects: 'nodes',
  where: [{ path: '{.status.conditions[?(@.type=="Ready")].status}', isNot: 'True' }]
}

/** Jetstack, 2019. */
export const webhookOutage: Drill = {
  id: 'outage-webhook',
  kind: 'outage',
  title: 'A webhook in every path',
  source: 'Jetstack, “GKE webhook outage”, 2019',
  story:
    'An admission webhook validates everything that is written, in all namespaces but kube-system. During an upgrade the servers that answer it are gone.',
  scenario: {
    id: 'outage-webhook',
    title: 'A webhook in every path',
    summary: 'A webhook for everything outside kube-system, failurePolicy Fail, that nobody answers',
    cluster: { masters: 1, workers: 3, zones: 0, runtime: 'containerd', loadBalancer: false },
    profile: 'kubernetes',
    flags: { 'users-rate-per-s': 5 },
    seed: 1,
    workloads: webService('web', 3, 'nginx:1.27'),
    commands: applied(configuration()),
    faults: [],
    untilSeconds: 120
  },
  beginsSeconds: 90,
  withinSeconds: 240,
  tasks: [],
  goal: {
    text: 'All nodes are ready, and web can be scaled: it has four pods',
    check: {
      all: [
        { ...notReady, atMost: 0 },
        { object: 'deployments/default/web', where: [{ path: '{.status.readyReplicas}', is: 4 }] },
        { users: { answered: 0.99, over: 15 } }
      ]
    },
    steadySeconds: 15
  },
  questions: [
    {
      ask: 'No machine fails. What becomes of the nodes within a minute and a half?',
      options: [
        { text: 'they are ready all the time: their kubelets run', holds: { not: { fact: 'node-not-ready' } } },
        { text: 'healthy nodes are taken for lost', holds: { fact: 'node-not-ready' } }
      ]
    },
    {
      ask: 'Are the pods of web evicted?',
      options: [
        {
          text: 'no',
          holds: { not: { fact: 'pod-evicted' } }
        },
        { text: 'yes', holds: { fact: 'pod-evicted' } }
      ]
    },
    {
      ask: 'Are users still answered after a minute and a half?',
      options: [
        { text: 'yes', holds: { users: { answered: 0.99, over: 10 } } },
        { text: 'no, or only some', holds: { not: { users: { answered: 0.99, over: 10 } } } }
      ]
    }
  ],
  measures: [
    { text: 'No node was ever taken for lost', holds: { not: { fact: 'node-not-ready' } } },
    { text: 'No pod was evicted', holds: { not: { fact: 'pod-evicted' } } },
    { text: 'Users are answered', holds: { users: { answered: 0.99, over: 10 } } }
  ],
  remedies: [
    { id: 'ignore', text: 'failurePolicy: Ignore', commands: applied(configuration({ failurePolicy: 'Ignore' })) },
    {
      id: 'leases',
      text: 'kube-node-lease is left out, too',
      commands: applied(configuration({}, ['kube-system', 'kube-node-lease']))
    },
    { id: 'timeout', text: 'A shorter time-out (1 s)', commands: applied(configuration({ timeoutSeconds: 1 })) }
  ],
  hints: [
    {
      holds: { log: 'failed calling webhook', of: '.' },
      see: 'kubectl create configmap probe',
      means: 'A webhook with failurePolicy Fail refuses whatever it should judge for as long as nobody answers.'
    },
    {
      holds: { log: 'failed to update lease', of: 'kubelet' },
      see: 'kubectl get nodes; kubectl get leases -n kube-node-lease',
      means: 'A kubelet says that it lives by renewing a Lease in kube-node-lease, which is a write as any other.'
    },
    {
      holds: { object: 'validatingwebhookconfigurations/policy-guard' },
      see: 'kubectl get validatingwebhookconfigurations -o yaml',
      means: 'Configurations of webhooks are never judged by webhooks: they can always be changed and deleted.'
    }
  ],
  repair: [
    { line: 'kubectl delete validatingwebhookconfiguration policy-guard' },
    { line: 'kubectl scale deployment web --replicas=4', waitSeconds: 1 }
  ],
  simpler: ['Nodes are not repaired automatically here: the loop in which healthy nodes were replaced is not shown.']
}
