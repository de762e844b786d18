/** A row of the table of who may import whom; `imports.test.ts` says how it is read. */
export type Row = readonly [who: string, may: readonly string[], why: string]

/** The rows of the simulator. */
export const simulator: readonly Row[] = [
  ['base', ['pure-rand', 'sorted-btree', 'yaml'], 'base holds words of programming and knows nothing of this project'],
  [
    'sim/api/cel',
    ['base', 'sim/api/kinds/names', 'sim/api/quantity', 'sim/api/schema', '@marcbachmann/cel-js'],
    'expressions are evaluated by one library'
  ],
  ['sim/api', ['base', 'kubernetes-types'], 'Kubernetes objects are plain data'],
  ['sim/kernel', ['base', 'xstate'], 'the kernel knows no component and no Kubernetes'],
  [
    'sim/cluster',
    [
      'base',
      'sim/address-plan',
      'sim/kernel',
      'sim/kubeadm',
      'sim/protocol',
      'sim/runtimes',
      'sim/components/*/messages'
    ],
    'the shape of a cluster is plain data'
  ],
  [
    'sim/runtimes',
    ['sim/kernel/types'],
    'what the container runtimes are called, and where they listen, is plain data'
  ],
  ['sim/kubeadm', ['sim/api', 'sim/kernel/types', 'sim/releases'], 'what kubeadm leaves behind is plain data'],
  [
    'sim/programs',
    [
      'base',
      'sim/api',
      'sim/client-go',
      'sim/cluster',
      'sim/facts',
      'sim/kernel/clock',
      'sim/kernel/types',
      'sim/kernel/act',
      'sim/kernel/chart',
      'sim/kernel/shelf',
      'sim/outbox',
      'sim/protocol',
      'sim/components/*/messages',
      'xstate'
    ],
    'a program is a component that runs in a pod: it knows others by what they say'
  ],
  [
    'sim/protocol',
    ['sim/kernel/types', 'sim/components/*/messages'],
    'the kinds of processes and their contracts, side by side: messages only'
  ],
  ['sim/flag', [], 'what a setting is, as plain data'],
  ['sim/facts', [], 'the table of facts is plain data that everybody may read'],
  ['sim/actions', ['base', 'sim/kernel', 'sim/outbox'], "the kernel's actions, given the narrower outbox"],
  ['sim/outbox', ['base', 'sim/kernel/types', 'sim/facts'], "what a component may say: the kernel's outbox, narrowed"],
  [
    'sim/client-go',
    [
      'base',
      'sim/api',
      'sim/actions',
      'sim/flag',
      'sim/kernel/types',
      'sim/kernel/chart',
      'sim/kernel/shelf',
      'sim/kernel/clock',
      'sim/outbox',
      'sim/releases',
      'sim/components/kube-apiserver/messages',
      'xstate'
    ],
    'client-go knows the API by its messages; what lives by rules of its own in it has a chart'
  ],
  [
    'sim/tcp',
    [
      'base',
      'sim/actions',
      'sim/kernel/types',
      'sim/kernel/chart',
      'sim/outbox',
      'sim/components/linux/messages',
      'xstate'
    ],
    "a client's end of a kept connection: whoever keeps one has its chart"
  ],
  [
    'sim/components/*',
    [
      'base',
      'sim/address-plan',
      'sim/api',
      'sim/client-go',
      'sim/actions',
      'sim/cluster',
      'sim/command-line',
      'sim/facts',
      'sim/flag',
      'sim/kernel/clock',
      'sim/kernel/types',
      'sim/kernel/act',
      'sim/kernel/chart',
      'sim/kernel/shelf',
      'sim/outbox',
      'sim/kubeadm/dns',
      'sim/kubeadm/kubeconfigs',
      'sim/kubeadm/kube-proxy',
      'sim/kubeadm/kubelet-config',
      'sim/kubeadm/manifests',
      'sim/kubeadm/versions',
      'sim/programs/index',
      'sim/protocol',
      'sim/releases',
      'sim/runtimes',
      'sim/tcp',
      'sim/view/types',
      'sim/view/component',
      'sim/components/*/messages',
      'kubernetes-types',
      'xstate',
      '@noble/hashes',
      'diff',
      'yaml'
    ],
    'a component knows of others only what they say: their messages.ts'
  ],
  [
    'sim/components/cluster-autoscaler',
    [
      'base',
      'sim/api',
      'sim/client-go',
      'sim/actions',
      'sim/cluster',
      'sim/kernel/clock',
      'sim/kernel/types',
      'sim/kernel/chart',
      'sim/outbox',
      'sim/protocol',
      'sim/releases',
      'sim/view/component',
      'sim/components/*/messages',
      'sim/components/kube-scheduler/framework',
      'sim/components/kube-scheduler/node-table',
      'xstate'
    ],
    'what fits where is asked of the scheduler’s plugins, as upstream vendors them'
  ],
  [
    'sim/components/index',
    ['base', 'sim/components', 'sim/kernel', 'sim/protocol', 'sim/view/component'],
    'the list of components names them and nothing else'
  ],
  ['sim/components/rare', ['sim/components'], 'the list of those that few clusters have names them and nothing else'],
  ['sim/components/later', ['base', 'sim/components/rare'], 'the door to that list, which is loaded later'],
  [
    'sim/components/contexts',
    ['sim/components', 'sim/kernel/world', 'sim/protocol'],
    'the door to what processes hold in memory, for those who see the whole world'
  ],
  [
    'sim/flags',
    [
      'sim/client-go/flags',
      'sim/cluster',
      'sim/components/*/flags',
      'sim/flag',
      'sim/kernel/types',
      'sim/protocol',
      'sim/releases'
    ],
    'the list of flags reads settings only'
  ],
  [
    'sim/join',
    ['base', 'sim/address-plan', 'sim/cluster', 'sim/kernel'],
    'a machine that joins acts on the world, never on a component'
  ],
  [
    'sim/machine-change',
    ['base', 'sim/components/kubeadm/messages', 'sim/faults/apply', 'sim/kernel', 'sim/kubeadm/manifests'],
    'what a program does to its machine changes the world; the component says what'
  ],
  [
    'sim/faults',
    ['base', 'sim/cluster', 'sim/join', 'sim/kernel', 'sim/kubeadm/kubeconfigs', 'sim/protocol'],
    'a fault acts on the world, never on a component'
  ],
  [
    'sim/by-hand',
    [
      'base',
      'sim/api/timestamp',
      'sim/cluster',
      'sim/components/etcd/context',
      'sim/components/etcd/raft',
      'sim/components/etcd/snapshot',
      'sim/components/load-balancer/config-file/text',
      'sim/components/tools/etcdctl-names',
      'sim/kernel',
      'sim/kubeadm/kubelet-config',
      'sim/kubeadm/manifests',
      'sim/protocol',
      'sim/releases'
    ],
    'what people do with files changes the world; of components it knows what their files hold'
  ],
  [
    'sim/timeline',
    ['base', 'sim/facts', 'sim/kernel', '@noble/hashes'],
    'the timeline records steps, whatever they mean'
  ],
  [
    'sim/invariants',
    ['base', 'sim/api', 'sim/cluster', 'sim/kernel', 'sim/protocol', 'sim/components'],
    'invariants read components, nobody reads them'
  ],
  [
    'sim/view',
    [
      'base',
      'sim/api',
      'sim/actions',
      'sim/client-go',
      'sim/cluster',
      'sim/facts',
      'sim/flags',
      'sim/kernel',
      'sim/protocol',
      'sim/story/told',
      'sim/timeline',
      'sim/components',
      'yaml'
    ],
    'views are made of the world and its timeline'
  ],
  [
    'sim/ask',
    [
      'base',
      'sim/api',
      'sim/cluster',
      'sim/components',
      'sim/faults',
      'sim/kernel',
      'sim/simulation',
      'sim/timeline',
      'sim/view'
    ],
    'a question acts on a fork of the run and reads what came of it; nobody in the run knows of it'
  ],
  [
    'sim/terminal',
    [
      'base',
      'sim/api',
      'sim/by-hand',
      'sim/cluster',
      'sim/runtimes',
      'sim/components',
      'sim/faults/types',
      'sim/kernel',
      'sim/kubeadm/kubeconfigs',
      'sim/kubeadm/manifests',
      'sim/simulation',
      'sim/timeline',
      'yaml'
    ],
    "a person's shell acts on the run by its inputs and looks at the world; nobody in the run knows of it"
  ],
  ['sim', ['base', 'yaml'], 'sim is pure: no page, no Node, no scenario']
]
