import type { Drill } from '../schema'
import { healthy } from './cluster'

/** Exercise 2 of the document. */
export const workerNode: Drill = {
  id: 'exercise-2',
  kind: 'exercise',
  title: 'Worker node investigation',
  story: 'Look at a worker: what its kubelet reports, how kube-proxy is set, and which policies stand between pods.',
  scenario: healthy('exercise-2', 'Exercise 2'),
  beginsSeconds: 1,
  withinSeconds: 3_600,
  tasks: [
    {
      id: 'nodes',
      text: 'List the nodes with addresses and versions',
      ticks: { typed: 'kubectl.*get (?:no|nodes?)\\b.*-o ?wide', said: 'worker-1' }
    },
    {
      id: 'node',
      text: 'Describe one of them, down to what its pods ask for',
      ticks: { typed: 'kubectl.*describe (?:no|nodes?)[ /]', said: 'Allocated resources' }
    },
    {
      id: 'proxy',
      text: 'Read how kube-proxy is configured',
      ticks: { typed: 'kubectl.*get (?:cm|configmaps?)[ /]kube-proxy.*-o ?yaml', said: 'kind: KubeProxyConfiguration' }
    },
    {
      id: 'policies',
      text: 'Ask for network policies',
      ticks: { typed: 'kubectl.*get (?:netpol|networkpolic\\w+)', code: 0 }
    },
    {
      id: 'kubelet',
      text: 'Log in to a worker and ask systemd for its kubelet',
      ticks: { typed: 'systemctl.*status.*kubelet', said: 'active \\(running\\)' }
    }
  ],
  hints: [
    {
      holds: { object: 'configmaps/kube-system/kube-proxy' },
      see: 'kubectl get configmaps -n kube-system'
    },
    {
      holds: { objects: 'networkpolicies', atMost: 0 },
      see: 'kubectl get networkpolicies -A',
      means: 'Without a policy that selects it a pod takes traffic from anywhere.'
    }
  ],
  repair: [
    { line: 'kubectl get nodes -o wide' },
    { line: 'kubectl describe node worker-1' },
    { line: 'kubectl get configmap kube-proxy -n kube-system -o yaml' },
    { line: 'kubectl get networkpolicies' },
    { line: 'ssh worker-1 systemctl status kubelet' }
  ]
}
