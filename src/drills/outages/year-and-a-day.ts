import { webService } from '../../scenarios/workloads'
import type { Drill } from '../schema'

const deleted = '30s kubectl delete pod -l app=web --field-selector spec.nodeName=worker-1 --wait=false'
const renew = '60s ssh master-1 kubeadm certs renew all'
const restartMasters = ['62s restart master-1/kube-controller-manager', '62s restart master-1/kube-scheduler']
const kubelets = (at: number) =>
  ['worker-1', 'worker-2', 'master-1'].map(
    (machine, i) => `${at + 2 * i}s ssh ${machine} kubeadm join phase kubelet-start`
  )

const readyNodes = {
  objects: 'nodes',
  where: [{ path: '{.status.conditions[?(@.type=="Ready")].status}', is: 'True' }]
}
const unauthorized = (of: string) => ({ log: 'Unauthorized', of, over: 20 })

export const yearAndADay: Drill = {
  id: 'outage-year-and-a-day',
  kind: 'outage',
  title: 'A year and a day',
  source: 'Every cluster that kubeadm made and nobody upgraded; kubeadm’s own guide, “Certificate management”',
  story:
    'A cluster was made a year ago and never upgraded. What kubeadm signed then, for the controller manager and the scheduler, runs out two seconds after the scenario’s start; the kubelets’ certificates, which nobody lets rotate, follow eight seconds later. Half a minute after the start somebody deletes two pods of web.',
  scenario: {
    id: 'outage-year-and-a-day',
    title: 'A year and a day',
    summary: 'The certificates of controller manager and scheduler run out, then those of the kubelets',
    cluster: { masters: 1, workers: 2, zones: 0, runtime: 'containerd', loadBalancer: false },
    profile: 'kubernetes',
    // Signed 120 s before time 0.
    flags: { 'users-rate-per-s': 5, 'kubeconfig-validity-period-s': 122, 'cluster-signing-duration': 130 },
    seed: 1,
    workloads: webService('web', 4, 'nginx:1.27'),
    commands: [deleted],
    faults: [],
    untilSeconds: 210
  },
  beginsSeconds: 155,
  withinSeconds: 300,
  tasks: [
    {
      id: 'seen',
      text: 'See which certificates have run out',
      ticks: { typed: 'kubeadm certs check-expiration|openssl x509', said: 'invalid|notAfter|Not After' }
    }
  ],
  goal: {
    text: 'Four pods of web are ready on nodes that are, and users are answered',
    check: {
      all: [
        { object: 'deployments/default/web', where: [{ path: '{.status.readyReplicas}', is: 4 }] },
        { objects: 'pods', in: 'default', where: [{ path: '{.status.phase}', is: 'Running' }], atLeast: 4 },
        { ...readyNodes, atLeast: 3 },
        { not: unauthorized('.') },
        { users: { answered: 0.99, over: 15 } }
      ]
    },
    steadySeconds: 25
  },
  questions: [
    {
      ask: 'No kubelet can say any more that it lives. What does kubectl get nodes say two minutes later?',
      options: [
        { text: 'all nodes are Ready', holds: { ...readyNodes, atLeast: 3 } },
        { text: 'no worker is', holds: { ...readyNodes, atMost: 1 } }
      ]
    },
    {
      ask: 'Two pods of web were deleted. What is there a minute and a half later?',
      options: [
        {
          text: 'four pods: two new ones are pending',
          holds: { objects: 'pods', in: 'default', where: [{ path: '{.status.phase}', is: 'Pending' }], atLeast: 1 }
        },
        {
          text: 'four pods, all running',
          holds: {
            all: [
              { objects: 'pods', in: 'default', where: [{ path: '{.status.phase}', is: 'Running' }], atLeast: 4 },
              {
                not: {
                  objects: 'pods',
                  in: 'default',
                  where: [{ path: '{.metadata.deletionTimestamp}', matches: '.' }]
                }
              }
            ]
          }
        },
        {
          text: 'the deleted ones are still terminating, and nobody makes others',
          holds: {
            objects: 'pods',
            in: 'default',
            where: [{ path: '{.metadata.deletionTimestamp}', matches: '.' }],
            atLeast: 1
          }
        }
      ]
    },
    {
      ask: 'And the users?',
      options: [
        { text: 'they are answered', holds: { users: { answered: 0.99, over: 10 } } },
        { text: 'some fail', holds: { not: { users: { answered: 0.99, over: 10 } } } }
      ]
    }
  ],
  measures: [
    {
      text: 'web has four pods that are ready',
      holds: {
        objects: 'pods',
        in: 'default',
        where: [
          { path: '{.status.conditions[?(@.type=="Ready")].status}', is: 'True' },
          { path: '{.metadata.deletionTimestamp}', is: '' }
        ],
        atLeast: 4
      }
    },
    { text: 'The controller manager runs', holds: { process: 'master-1/kube-controller-manager', runs: true } },
    { text: 'The kubelets are let in', holds: { not: unauthorized('kubelet') } },
    { text: 'No node was ever taken for lost', holds: { not: { fact: 'node-not-ready' } } },
    { text: 'Users are answered', holds: { users: { answered: 0.99, over: 10 } } }
  ],
  measuredSeconds: 205,
  remedies: [
    { id: 'renew', text: 'kubeadm certs renew all on the master, and no more', commands: [deleted, renew] },
    {
      id: 'masters',
      text: 'The same, and its static pods are started anew',
      commands: [deleted, renew],
      faults: restartMasters
    },
    {
      id: 'kubelets',
      text: 'The same, and each kubelet is given a new certificate at once',
      commands: [deleted, renew, ...kubelets(66)],
      faults: restartMasters
    },
    {
      id: 'rotation',
      text: 'Kubelets renew theirs in time; the master is forgotten',
      flags: { 'cluster-signing-duration': 31_536_000 }
    }
  ],
  hints: [
    {
      holds: { log: 'Unauthorized', of: 'kube-(?:controller-manager|scheduler)', over: 120 },
      see: 'ssh master-1 crictl ps -a; ssh master-1 kubeadm certs check-expiration',
      means:
        'An API server looks at a client’s certificate at every request: one that has run out is answered 401, on a connection that stands, too.'
    },
    {
      holds: { log: 'Unauthorized', of: 'kubelet', over: 60 },
      see: 'ssh worker-1 journalctl -u kubelet --no-pager | tail',
      means:
        'A kubelet has a certificate of its own, which kubeadm does not renew: it is signed when the node joins, and again by the cluster before it runs out, if rotation is on.'
    },
    {
      holds: { objects: 'pods', in: 'default', where: [{ path: '{.metadata.deletionTimestamp}', matches: '.' }] },
      see: 'kubectl get pods -o wide; kubectl get leases -n kube-node-lease',
      means: 'A pod that is deleted is there until its kubelet has told that its containers have ended.'
    }
  ],
  repair: [
    { line: 'ssh master-1 kubeadm certs check-expiration' },
    { line: 'ssh master-1 kubeadm certs renew all' },
    { line: 'ssh master-1 pkill -f kube-controller-manager' },
    { line: 'ssh master-1 pkill -f kube-scheduler' },
    { line: 'ssh worker-1 kubeadm join phase kubelet-start' },
    { line: 'ssh worker-2 kubeadm join phase kubelet-start' },
    { line: 'ssh master-1 kubeadm join phase kubelet-start' }
  ],
  simpler: [
    'The API server’s own certificate, those of etcd and the administrator’s go on being good: with theirs gone, too, nobody at all would be answered.',
    'A kubelet that may rotate here never fails to; in truth it asks the controller manager for its next certificate, weeks before.',
    'A kubelet whose certificate has run out goes on here with what it knows; one that is to rotate ends five minutes later.'
  ]
}
