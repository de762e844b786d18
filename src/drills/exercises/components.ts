import type { Drill } from '../schema'
import { healthy } from './cluster'

/** Exercise 1 of the document. */
export const components: Drill = {
  id: 'exercise-1',
  kind: 'exercise',
  title: 'Explore control plane components',
  story:
    'Look at what the control plane is made of: the API server as a pod of its own node, the keys that etcd keeps, and what the scheduler says about its decisions.',
  scenario: healthy('exercise-1', 'Exercise 1'),
  beginsSeconds: 1,
  withinSeconds: 3_600,
  tasks: [
    {
      id: 'apiserver-pod',
      text: 'Find the API server’s pod by its label',
      ticks: { typed: 'kubectl.*get (?:po|pods?)\\b.*component=kube-apiserver', said: 'kube-apiserver-master-1' }
    },
    {
      id: 'apiserver-log',
      text: 'Read the API server’s log',
      ticks: { typed: 'kubectl.*logs.*kube-apiserver-master-1|crictl logs', said: '[IWE]\\d{4} ' }
    },
    {
      id: 'etcd-keys',
      text: 'List the keys in etcd',
      ticks: { typed: 'etcdctl.*get.*--prefix', said: '/registry/deployments/default/web' }
    },
    {
      id: 'scheduler-log',
      text: 'Read the last lines of the scheduler’s log',
      ticks: { typed: 'kubectl.*logs.*kube-scheduler-master-1', code: 0 }
    }
  ],
  hints: [
    {
      holds: { object: 'pods/kube-system/kube-apiserver-master-1' },
      see: 'kubectl get pods -n kube-system --show-labels',
      means:
        'Static pods of kubeadm carry their component’s name as a label, and their node’s name at the end of their own.'
    },
    {
      holds: { object: 'pods/kube-system/etcd-master-1' },
      see: 'kubectl exec -n kube-system etcd-master-1 -- etcdctl get /registry --prefix --keys-only | head'
    }
  ],
  repair: [
    { line: 'kubectl get pods -n kube-system -l component=kube-apiserver' },
    { line: 'kubectl logs -n kube-system kube-apiserver-master-1 --tail=20' },
    { line: 'kubectl exec -n kube-system etcd-master-1 -- etcdctl get / --prefix --keys-only' },
    { line: 'kubectl logs -n kube-system kube-scheduler-master-1 --tail=50' }
  ]
}
