import { webService } from '../../scenarios/workloads'
import type { Drill } from '../schema'

/** A validating webhook that judges every write, of which no backend runs. */
const configuration = {
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
      clientConfig: { service: { name: 'policy-guard', namespace: 'policy', path: '/validate', port: 443 } },
      rules: [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['CREATE', 'UPDATE', 'DELETE'], resources: ['*/*'] }]
    }
  ]
}

/** A policy engine whose own Deployment comes after its configuration, and is judged by it. */
export const webhook: Drill = {
  id: 'webhook-blocks',
  kind: 'incident',
  title: 'Nothing can be deployed',
  story:
    'At 10:00 the policy team rolled out its admission webhook: first the configuration, then the servers that answer it. Now marketing begins a campaign, and web has to go from three pods to six. The colleague who tried says that “kubectl does not work”. Bring the cluster to where it accepts work again, and web to its six pods.',
  scenario: {
    id: 'webhook-blocks',
    title: 'A webhook in every path',
    summary: 'A webhook for all writes that nobody answers',
    cluster: { masters: 1, workers: 3, zones: 0, runtime: 'containerd', loadBalancer: false },
    profile: 'kubernetes',
    flags: { 'users-rate-per-s': 5 },
    seed: 1,
    workloads: webService('web', 3, 'nginx:1.27'),
    commands: [
      { at: '1s', line: 'kubectl apply -f -', stdin: `${JSON.stringify(configuration)}\n` },
      '3s kubectl create deployment policy-guard --image=nginx:1.27'
    ],
    faults: [],
    untilSeconds: 120
  },
  beginsSeconds: 45,
  withinSeconds: 150,
  tasks: [
    {
      id: 'free',
      text: 'Writes are accepted again',
      ticks: {
        any: [
          { object: 'validatingwebhookconfigurations/policy-guard', absent: true },
          {
            object: 'validatingwebhookconfigurations/policy-guard',
            where: [{ path: '{.webhooks[0].failurePolicy}', is: 'Ignore' }]
          }
        ]
      }
    }
  ],
  goal: {
    text: 'Six pods of web are ready, all nodes are, and users are answered',
    check: {
      all: [
        { object: 'deployments/default/web', where: [{ path: '{.status.readyReplicas}', is: 6 }] },
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
      holds: { log: 'failed calling webhook', of: '.' },
      see: 'kubectl create configmap probe',
      means: 'A webhook with failurePolicy Fail refuses whatever it should judge for as long as nobody answers.'
    },
    {
      holds: {
        objects: 'validatingwebhookconfigurations',
        where: [{ path: '{.webhooks[0].failurePolicy}', is: 'Fail' }]
      },
      see: 'kubectl get validatingwebhookconfigurations -o yaml',
      means: 'Configurations of webhooks are never judged by webhooks: they can always be changed and deleted.'
    },
    {
      holds: { object: 'deployments/default/web', where: [{ path: '{.spec.replicas}', is: 3 }] },
      see: 'kubectl get deployment web'
    }
  ],
  repair: [
    { line: 'kubectl scale deployment web --replicas=6' },
    { line: 'kubectl get validatingwebhookconfigurations' },
    { line: 'kubectl delete validatingwebhookconfiguration policy-guard' },
    { line: 'kubectl scale deployment web --replicas=6', waitSeconds: 1 }
  ]
}
