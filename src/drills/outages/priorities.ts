import { service } from '../../scenarios/workloads'
import type { Drill } from '../schema'

const priority = (name: string, value: number, more: object = {}) => ({
  apiVersion: 'scheduling.k8s.io/v1',
  kind: 'PriorityClass',
  metadata: { name },
  value,
  ...more
})

const deployment = (name: string, replicas: number, cpu: string, more: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'default' },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: {
        ...more,
        containers: [
          { name: 'app', image: 'nginx:1.27', ports: [{ containerPort: 80 }], resources: { requests: { cpu } } }
        ]
      }
    }
  }
})

/** Classes are introduced, of which one is everybody's default: it counts for pods that are made from now on. */
const classes = [priority('high', 10_000), priority('medium', 1_000, { globalDefault: true })]
const incoming = deployment('ingester', 1, '400m', { priorityClassName: 'high' })
const text = (objects: readonly object[]) => objects.map((object) => `${JSON.stringify(object)}\n`).join('---\n')

const cascade = {
  objects: 'pods',
  in: 'default',
  where: [
    { path: '{.metadata.labels.app}', is: 'web' },
    { path: '{.spec.priority}', is: 0 }
  ]
}

/** Grafana Cloud, 19 July 2019. */
export const priorities: Drill = {
  id: 'outage-priorities',
  kind: 'outage',
  title: 'Priorities',
  source: 'Grafana Labs, “How a production outage was caused using Kubernetes pod priorities”, July 2019',
  story:
    'A full cluster serves web with ten pods that were made before anybody thought of priorities. Two classes are introduced: high for what must not fall behind, and medium, which everybody has who asks for none. Then one pod of class high arrives.',
  scenario: {
    id: 'outage-priorities',
    title: 'Priorities',
    summary: 'Priority classes are introduced on a full cluster, and one pod of the higher class arrives',
    cluster: {
      masters: 1,
      workers: 3,
      zones: 0,
      runtime: 'containerd',
      loadBalancer: false,
      sizes: { 'worker-1': { cpu: 1 }, 'worker-2': { cpu: 1 }, 'worker-3': { cpu: 1 } }
    },
    profile: 'kubernetes',
    flags: { 'users-rate-per-s': 5 },
    seed: 1,
    workloads: [deployment('web', 10, '240m'), service('web', { app: 'web' })] as Drill['scenario']['workloads'],
    commands: [
      { at: '2s', line: 'kubectl apply -f -', stdin: text(classes) },
      { at: '5s', line: 'kubectl apply -f -', stdin: text([incoming]) }
    ],
    faults: [],
    untilSeconds: 120
  },
  beginsSeconds: 60,
  withinSeconds: 200,
  tasks: [],
  goal: {
    text: 'web has its ten pods again, and no pod waits for room',
    check: {
      all: [
        { object: 'deployments/default/web', where: [{ path: '{.status.readyReplicas}', is: 10 }] },
        { objects: 'pods', in: 'default', where: [{ path: '{.status.phase}', is: 'Pending' }], atMost: 0 },
        { users: { answered: 0.99, over: 15 } }
      ]
    },
    steadySeconds: 15
  },
  questions: [
    {
      ask: 'The pod of class high needs the room of one or two pods of web. How many of the ten that ran before are still there a minute later?',
      options: [
        { text: 'eight or nine', holds: { ...cascade, atLeast: 8, atMost: 9 } },
        { text: 'fewer than three', holds: { ...cascade, atLeast: 0, atMost: 2 } },
        { text: 'all ten', holds: { ...cascade, atLeast: 10 } }
      ]
    },
    {
      ask: 'Does it come to an end by itself?',
      options: [
        {
          text: 'yes, with pods left over that find no room',
          holds: { objects: 'pods', in: 'default', where: [{ path: '{.status.phase}', is: 'Pending' }], atLeast: 1 }
        },
        {
          text: 'yes, and all pods run again',
          holds: { object: 'deployments/default/web', where: [{ path: '{.status.readyReplicas}', is: 10 }] }
        }
      ]
    },
    {
      ask: 'Who is preempted by the replacement of a pod that was preempted?',
      options: [
        {
          text: 'pods of the same Deployment that were made before the classes',
          holds: { ...cascade, atLeast: 0, atMost: 2 }
        },
        { text: 'nobody: they are all of one Deployment', holds: { ...cascade, atLeast: 8 } }
      ]
    }
  ],
  measures: [
    { text: 'Eight or more of the ten pods of before are still there', holds: { ...cascade, atLeast: 8 } },
    {
      text: 'No pod waits for room',
      holds: { objects: 'pods', in: 'default', where: [{ path: '{.status.phase}', is: 'Pending' }], atMost: 0 }
    },
    {
      text: 'The pod of class high runs',
      holds: { object: 'deployments/default/ingester', where: [{ path: '{.status.readyReplicas}', is: 1 }] }
    },
    { text: 'Users are answered', holds: { users: { answered: 0.99, over: 10 } } }
  ],
  remedies: [
    {
      id: 'never',
      text: 'The default class does not preempt (preemptionPolicy: Never)',
      commands: [
        {
          at: '2s',
          line: 'kubectl apply -f -',
          stdin: text([
            priority('high', 10_000),
            priority('medium', 1_000, { globalDefault: true, preemptionPolicy: 'Never' })
          ])
        },
        { at: '5s', line: 'kubectl apply -f -', stdin: text([incoming]) }
      ]
    },
    {
      id: 'order',
      text: 'First all pods are made anew with the class, then the high one comes',
      commands: [
        { at: '2s', line: 'kubectl apply -f -', stdin: text(classes) },
        '3s kubectl delete pods -l app=web --wait=false',
        { at: '40s', line: 'kubectl apply -f -', stdin: text([incoming]) }
      ]
    },
    {
      id: 'room',
      text: 'There is room for it: a fourth worker',
      workers: 4
    }
  ],
  hints: [
    {
      holds: { objects: 'pods', in: 'default', where: [{ path: '{.status.phase}', is: 'Pending' }] },
      see: 'kubectl get pods; kubectl get events | grep -i preempt',
      means:
        'A pod that finds no room may take that of pods of lower priority; priorities are given when a pod is made.'
    },
    {
      holds: { object: 'priorityclasses/medium', where: [{ path: '{.globalDefault}', is: true }] },
      see: 'kubectl get priorityclasses; kubectl get pods -o custom-columns=NAME:.metadata.name,PRIORITY:.spec.priority'
    },
    {
      holds: { object: 'deployments/default/ingester', where: [{ path: '{.spec.replicas}', atLeast: 1 }] },
      see: 'kubectl get deployment ingester -o yaml'
    }
  ],
  repair: [{ line: 'kubectl scale deployment ingester --replicas=0' }]
}
