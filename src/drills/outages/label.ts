import { webService } from '../../scenarios/workloads'
import type { Drill } from '../schema'

const masterLabel = 'node-role.kubernetes.io/master'

/** How the CNI's agents choose whom they speak to. */
const calico = (data: Readonly<Record<string, string>>) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'calico-config', namespace: 'kube-system' },
  data: { calico_backend: 'bird', ...data }
})
const reflectors = calico({ nodeToNodeMeshEnabled: 'false', peerSelector: `has(${masterLabel})` })
const configured = (object: object) => ({ at: '2s', line: 'kubectl apply -f -', stdin: `${JSON.stringify(object)}\n` })
/** As kubeadm 1.23 had it, and what its next release does. */
const labelled = `1s kubectl label node master-1 ${masterLabel}=`
const upgrade = `20s kubectl label nodes --all ${masterLabel}-`

const readyPods = {
  objects: 'pods',
  in: 'default',
  where: [{ path: '{.status.conditions[?(@.type=="Ready")].status}', is: 'True' }]
}
const readyNodes = {
  objects: 'nodes',
  where: [{ path: '{.status.conditions[?(@.type=="Ready")].status}', is: 'True' }]
}
const answered = { users: { answered: 0.99, over: 15 } }

/** Reddit, 14 March 2023. */
export const labelGone: Drill = {
  id: 'outage-label',
  kind: 'outage',
  title: 'The label that went away',
  source: 'Reddit, “You broke Reddit: the Pi-Day outage”, March 2023 (314 minutes)',
  story:
    'A cluster’s pods find one another by routes that the network plugin’s agents tell each other. So that not everybody has to speak to everybody, the masters pass routes on (“route reflectors”); somebody chose them years ago by their label node-role.kubernetes.io/master. Twenty seconds after the start an upgrade takes that label away, as its release notes say.',
  scenario: {
    id: 'outage-label',
    title: 'The label that went away',
    summary: 'Route reflectors are chosen by a label that an upgrade removes',
    cluster: { masters: 1, workers: 3, zones: 0, runtime: 'containerd', loadBalancer: false },
    profile: 'kubernetes',
    flags: { 'users-rate-per-s': 5, cni: 'calico' },
    seed: 1,
    workloads: webService('web', 3, 'nginx:1.27'),
    commands: [labelled, configured(reflectors), upgrade],
    faults: [],
    untilSeconds: 120
  },
  beginsSeconds: 60,
  withinSeconds: 300,
  tasks: [
    {
      id: 'routes',
      text: 'See on a machine that a route is missing',
      ticks: { typed: 'ip r', said: 'default via' }
    }
  ],
  goal: {
    text: 'All three pods of web are ready, and users are answered through every node',
    check: { all: [{ ...readyPods, atLeast: 3 }, { ...readyNodes, atLeast: 4 }, answered] },
    steadySeconds: 20
  },
  questions: [
    {
      ask: 'Half a minute after the upgrade: what do the nodes and pods that kubectl lists look like?',
      options: [
        {
          text: 'all nodes and all pods of web are ready',
          holds: {
            all: [
              { ...readyNodes, atLeast: 4 },
              { ...readyPods, atLeast: 3 }
            ]
          }
        },
        { text: 'some nodes are not ready', holds: { ...readyNodes, atMost: 3 } },
        {
          text: 'the nodes are, some pods are not',
          holds: {
            all: [
              { ...readyNodes, atLeast: 4 },
              { ...readyPods, atMost: 2 }
            ]
          }
        }
      ]
    },
    {
      ask: 'And what do users feel, who come in through any node?',
      options: [
        { text: 'nothing', holds: { users: { answered: 0.99, over: 15 } } },
        {
          text: 'some of their requests fail, others do not',
          holds: { all: [{ not: { users: { answered: 0.99, over: 15 } } }, { users: { answered: 0.05, over: 15 } }] }
        },
        { text: 'all of them fail', holds: { not: { users: { answered: 0.05, over: 15 } } } }
      ]
    },
    {
      ask: 'Is any pod evicted or made anew because of it?',
      options: [
        { text: 'no', holds: { all: [{ not: { fact: 'pod-evicted' } }, { not: { fact: 'node-not-ready' } }] } },
        { text: 'yes', holds: { any: [{ fact: 'pod-evicted' }, { fact: 'node-not-ready' }] } }
      ]
    }
  ],
  measures: [
    { text: 'All nodes are ready', holds: { ...readyNodes, atLeast: 4 } },
    { text: 'All three pods of web are ready', holds: { ...readyPods, atLeast: 3 } },
    { text: 'Users are answered', holds: answered }
  ],
  measuredSeconds: 75,
  remedies: [
    {
      id: 'restore',
      text: 'The label is put back half a minute later',
      commands: [labelled, configured(reflectors), upgrade, `50s kubectl label node master-1 ${masterLabel}=`]
    },
    {
      id: 'restart',
      text: 'The network plugin’s agents are all started anew',
      commands: [
        labelled,
        configured(reflectors),
        upgrade,
        '45s kubectl delete pods -n kube-system -l k8s-app=calico-node --wait=false'
      ]
    },
    {
      id: 'selector',
      text: 'Before the upgrade, reflectors are chosen by the label that stays',
      commands: [
        labelled,
        configured(
          calico({ nodeToNodeMeshEnabled: 'false', peerSelector: 'has(node-role.kubernetes.io/control-plane)' })
        ),
        upgrade
      ]
    },
    {
      id: 'mesh',
      text: 'No reflectors: every node speaks to every other',
      commands: [labelled, configured(calico({ nodeToNodeMeshEnabled: 'true' })), upgrade]
    }
  ],
  hints: [
    {
      holds: { not: { users: { answered: 0.99, over: 15 } } },
      see: 'kubectl get pods -o wide; ssh worker-1 ip route',
      means:
        'A packet for a pod of another node is sent where the kernel’s routes say; without a route it goes to the default gateway, which knows no pods.'
    },
    {
      holds: { log: 'bird: routes to the pods of .* are withdrawn', of: 'calico-node', over: 600 },
      see: 'kubectl logs -n kube-system -l k8s-app=calico-node --tail=5',
      means:
        'What a peer has announced is withdrawn when the session with it ends. A node passes on what it was told only if it is a reflector.'
    },
    {
      holds: {
        object: 'configmaps/kube-system/calico-config',
        where: [{ path: '{.data.nodeToNodeMeshEnabled}', is: 'false' }]
      },
      see: 'kubectl get configmap calico-config -n kube-system -o yaml; kubectl get nodes --show-labels',
      means: 'A selector that fits no node is no error: nobody is chosen.'
    }
  ],
  repair: [
    { line: 'ssh worker-1 ip route' },
    { line: 'kubectl get configmap calico-config -n kube-system -o yaml' },
    { line: `kubectl label node master-1 ${masterLabel}=` }
  ],
  simpler: [
    'Calico’s BGPConfiguration and BGPPeer stand here in the ConfigMap calico-config, and a reflector needs nothing but to be chosen.',
    'Only the label is taken away: nothing else of the upgrade is done. Rolling binaries back would not have put it back either.',
    'Restoring etcd from a backup, as it was done then, would bring the label back with all else that was written before; here one line does.'
  ]
}
