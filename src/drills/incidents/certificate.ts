import { webService } from '../../scenarios/workloads'
import type { Drill } from '../schema'

export const certificate: Drill = {
  id: 'certificate-expired',
  kind: 'incident',
  title: 'A year to the day',
  story:
    'The cluster is a year old this morning. web went down from six pods to four when somebody deleted two of them by mistake; they have not come back, and there are no new ones. Nothing was rolled out, and all nodes are there. Bring web back to six.',
  scenario: {
    id: 'certificate-expired',
    title: 'A year and a day',
    summary: 'The kubeconfigs of controller manager and scheduler run out',
    cluster: { masters: 1, workers: 3, zones: 0, runtime: 'containerd', loadBalancer: false },
    profile: 'kubernetes',
    // Signed 120 s before time 0: good until two seconds after it.
    flags: { 'users-rate-per-s': 5, 'kubeconfig-validity-period-s': 122 },
    seed: 1,
    workloads: webService('web', 6, 'nginx:1.27'),
    commands: ['20s kubectl delete pod -l app=web --field-selector spec.nodeName=worker-1 --wait=false'],
    faults: [],
    untilSeconds: 120
  },
  beginsSeconds: 45,
  withinSeconds: 240,
  tasks: [
    {
      id: 'seen',
      text: 'See which certificates have run out',
      ticks: { typed: 'kubeadm certs check-expiration|openssl x509', said: 'invalid|notAfter|Not After' }
    }
  ],
  goal: {
    text: 'Six pods of web are ready, and users are answered',
    check: {
      all: [
        { object: 'deployments/default/web', where: [{ path: '{.status.readyReplicas}', is: 6 }] },
        { objects: 'pods', in: 'default', where: [{ path: '{.status.phase}', is: 'Running' }], atLeast: 6 },
        { users: { answered: 0.99, over: 15 } }
      ]
    },
    steadySeconds: 15
  },
  hints: [
    {
      holds: { log: 'Unauthorized', of: 'kube-(?:controller-manager|scheduler)', over: 120 },
      see: 'kubectl logs -n kube-system kube-controller-manager-master-1 --tail=20',
      means:
        'An API server looks at a client’s certificate at every request: one that has run out is answered 401, on a connection that stands, too.'
    },
    {
      holds: { objects: 'pods', in: 'default', where: [{ path: '{.metadata.labels.app}', is: 'web' }], atMost: 5 },
      see: 'kubectl get deployment,replicaset,pods',
      means:
        'A Deployment that is short of pods is the business of the controller manager; a pod without a node is the scheduler’s.'
    },
    {
      holds: { log: 'Unauthorized', of: 'kube-(?:controller-manager|scheduler)', over: 600 },
      see: 'ssh master-1 kubeadm certs check-expiration',
      means: 'A component reads the certificate in its kubeconfig when it starts.'
    }
  ],
  repair: [
    { line: 'kubectl logs -n kube-system kube-controller-manager-master-1 --tail=5' },
    { line: 'ssh master-1 kubeadm certs check-expiration' },
    { line: 'ssh master-1 kubeadm certs renew all' },
    { line: 'ssh master-1 pkill -f kube-controller-manager' },
    { line: 'ssh master-1 pkill -f kube-scheduler' }
  ]
}
