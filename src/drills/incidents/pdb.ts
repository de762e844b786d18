import { webService } from '../../scenarios/workloads'
import type { Drill } from '../schema'

const budget = {
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: 'web', namespace: 'default' },
  spec: { minAvailable: 3, selector: { matchLabels: { app: 'web' } } }
}

export const pdbDeadlock: Drill = {
  id: 'pdb-deadlock',
  kind: 'incident',
  title: 'The drain that never ends',
  story:
    'worker-1 has to be out of service in two minutes and a half: its power supply is exchanged. A colleague has begun to drain it and gone for coffee. Empty the node before the electrician pulls the plug. The team of web trusts in its budget: it must still be there, and users must not notice anything.',
  scenario: {
    id: 'pdb-deadlock',
    title: 'A budget without slack',
    summary: 'A drain against a budget that allows no disruption',
    cluster: { masters: 1, workers: 3, zones: 0, runtime: 'containerd', loadBalancer: false },
    profile: 'kubernetes',
    flags: { 'users-rate-per-s': 5 },
    seed: 1,
    workloads: [...webService('web', 3, 'nginx:1.27'), budget],
    commands: ['5s kubectl drain worker-1 --ignore-daemonsets --timeout=20s'],
    faults: [],
    untilSeconds: 120
  },
  beginsSeconds: 30,
  withinSeconds: 150,
  tasks: [
    {
      id: 'empty',
      text: 'No pod of web is on worker-1, and none comes back to it',
      ticks: {
        all: [
          { object: 'nodes/worker-1', where: [{ path: '{.spec.unschedulable}', is: true }] },
          { objects: 'pods', in: 'default', where: [{ path: '{.spec.nodeName}', is: 'worker-1' }], atMost: 0 }
        ]
      }
    }
  ],
  goal: {
    text: 'web is as its budget wants it, and users are answered',
    check: {
      all: [
        { object: 'poddisruptionbudgets/default/web', where: [{ path: '{.spec.minAvailable}', is: 3 }] },
        { object: 'deployments/default/web', where: [{ path: '{.status.readyReplicas}', atLeast: 3 }] },
        { objects: 'pods', in: 'default', where: [{ path: '{.spec.nodeName}', is: 'worker-1' }], atMost: 0 },
        { users: { answered: 1, over: 15 } }
      ]
    },
    steadySeconds: 15
  },
  hints: [
    {
      holds: {
        object: 'poddisruptionbudgets/default/web',
        where: [{ path: '{.status.disruptionsAllowed}', is: 0 }]
      },
      see: 'kubectl get poddisruptionbudgets',
      means:
        'An eviction is refused (429) while the budget allows no disruption; kubectl drain asks again every five seconds.'
    },
    {
      holds: { object: 'deployments/default/web', where: [{ path: '{.spec.replicas}', is: 3 }] },
      see: 'kubectl get deployment web',
      means: 'A budget counts healthy pods: with more of them than it wants, some may go.'
    }
  ],
  repair: [
    { line: 'kubectl get pdb' },
    { line: 'kubectl scale deployment web --replicas=4' },
    { line: 'kubectl rollout status deployment web --timeout=60s' },
    { line: 'kubectl drain worker-1 --ignore-daemonsets --timeout=60s' }
  ]
}
