import { setup } from 'xstate'
import { actions } from '../../actions'
import { connectionChart } from '../../client-go/connection'
import type { Boot } from '../../cluster'
import { withCharts } from '../../kernel/chart'
import { createContext, type Kubeadm } from './context'
import type { KubeadmInput, KubeadmTimer } from './messages'
import { answered, begin, fromApi, woken } from './run'

const { act, on } = actions<Kubeadm, KubeadmInput, KubeadmTimer>()

/** Every kubeadm, and every program of the package manager, that is run on a machine. See README.md. */
const kubeadm = setup({
  types: { context: {} as Kubeadm, events: {} as KubeadmInput, input: {} as Boot },
  actions: {
    begin: on('kubeadm.command', begin),
    wake: on('kubeadm.wake', woken),
    replied: on('cri.reply', answered),
    etcd: on('etcd.response', answered),
    served: on('kubelet.served', answered),
    responded: on('http.response', answered),
    hear: act(fromApi)
  },
  guards: { busy: ({ context }) => context.sessions.size > 0, idle: ({ context }) => context.sessions.size === 0 }
}).createMachine({
  id: 'kubeadm',
  context: ({ input }) => createContext(input),
  initial: 'idle',
  on: {
    'kubeadm.command': { actions: 'begin' },
    'kubeadm.wake': { actions: 'wake' },
    'cri.reply': { actions: 'replied' },
    'etcd.response': { actions: 'etcd' },
    'kubelet.served': { actions: 'served' },
    'http.response': { actions: 'responded' },
    'etcd.watch.events': {},
    'etcd.accepted': {},
    'etcd.pong': {},
    'conn.failed': { actions: 'hear' },
    'net.connected': { actions: 'hear' },
    'net.refused': { actions: 'hear' },
    'net.reset': { actions: 'hear' },
    'api.response': { actions: 'hear' },
    'api.watch': { actions: 'hear' },
    'api.watch.end': { actions: 'hear' },
    'conn.close': { actions: 'hear' },
    'conn.pong': { actions: 'hear' },
    'conn.goaway': { actions: 'hear' },
    'client.timeout': { actions: 'hear' }
  },
  states: {
    idle: { always: { guard: 'busy', target: 'running' } },
    /** At least one program runs. */
    running: { always: { guard: 'idle', target: 'idle' } }
  }
})

export const machine = withCharts(kubeadm, [
  connectionChart<Kubeadm>({
    find: ({ sessions }, name) => [...sessions.values()].find(({ client }) => client.name === name)?.client,
    all: ({ sessions }) => [...sessions.values()].map(({ client }) => client)
  })
])
