import type { Drill } from '../schema'
import { healthy } from './cluster'

/** Exercise 3 of the document. */
export const tracing: Drill = {
  id: 'exercise-3',
  kind: 'exercise',
  title: 'kubectl command tracing',
  story:
    'Every line of kubectl is requests to the API server. See them from both ends: as kubectl sends them, and as the server writes them down.',
  scenario: healthy('exercise-3', 'Exercise 3'),
  beginsSeconds: 1,
  withinSeconds: 3_600,
  tasks: [
    {
      id: 'verbose',
      text: 'Let kubectl show the request of a list of pods',
      ticks: {
        typed: 'kubectl.*get (?:po|pods?)\\b.*(?:-v[= ]?[6-9]|--v=[6-9])',
        said: 'GET.*/api/v1/namespaces/default/pods'
      }
    },
    {
      id: 'write',
      text: 'Scale web, and see that this is a PATCH of its subresource scale',
      ticks: { request: 'PATCH */deployments/web/scale', code: 200 }
    },
    {
      id: 'server',
      text: 'Look for audit lines in the API server’s log (they are only there if auditing is on)',
      ticks: { typed: 'kubectl.*logs.*kube-apiserver-master-1.*\\| *grep' }
    }
  ],
  hints: [
    {
      holds: { object: 'deployments/default/web' },
      see: 'kubectl scale deployment web --replicas=4 -v=8',
      means: 'kubectl scale changes the subresource scale, not the Deployment itself.'
    },
    {
      holds: { not: { log: 'audit', of: 'kube-apiserver', over: 600 } },
      see: 'kubectl get pod kube-apiserver-master-1 -n kube-system -o yaml | grep audit',
      means: 'Without --audit-policy-file an API server writes no audit log.'
    }
  ],
  repair: [
    { line: 'kubectl get pods -v=8' },
    { line: 'kubectl scale deployment web --replicas=4' },
    { line: 'kubectl logs -n kube-system kube-apiserver-master-1 | grep audit' }
  ]
}
