import { setup } from 'xstate'
import { actions } from '../../actions'
import { connectionChart } from '../../client-go/connection'
import type { Boot } from '../../cluster'
import { withCharts } from '../../kernel/chart'
import { createContext, type Users } from './context'
import type { NodeRef, Own, UsersInput } from './messages'
import {
  addNode,
  checkNew,
  checkNode,
  nodeAnswered,
  removeNode,
  nodeSilent,
  startNodeChecks,
  toldOfProxy
} from './node-checks'
import { hear, informers, learn, startServices } from './services'
import { accepted, answered, refused, resend, retry, sendNext, timedOut } from './traffic'
import { keptConnections } from './kept-connections'
import { isDegraded } from './wholeness'

const { act, on } = actions<Users, UsersInput, Own>()

const connections = connectionChart<Users>({
  find: ({ client }, name) => (client.name === name ? client : undefined),
  all: ({ client }) => [client]
})

/** The users outside the cluster (process `users/traffic`). See README.md. */
const users = setup({
  types: { context: {} as Users, events: {} as UsersInput, input: {} as Boot },
  actions: {
    start: act((context, _event, out) => {
      startServices(context, out)
      startNodeChecks(context, out)
    }),
    sendNext: act((context, _event, out) => sendNext(context, out)),
    resend: on('request.resend', resend),
    timedOut: on('request.timeout', timedOut),
    retry: on('request.retry', retry),
    answered: on('traffic.response', (context, event, out) => {
      if (!toldOfProxy(context, event.id, event.code === 200, out)) answered(context, event, out)
    }),
    accepted: on('traffic.accepted', accepted),
    refused: on('traffic.refused', (context, event, out) => {
      if (!toldOfProxy(context, event.id, false, out)) refused(context, event, out)
    }),
    addNode: on('balancer.add', addNode),
    checkNew: on('balancer.add', checkNew),
    removeNode: on('balancer.remove', removeNode),
    checkNode: on('node.check', checkNode),
    nodeSilent: on('node.timeout', nodeSilent),
    hear: act(hear),
    learn: act((context, _event, out) => learn(context, out)),
    connection: on(['net.connected', 'net.refused'], (context, event, out) => {
      const ref = event.ref as NodeRef | undefined
      if (ref?.kind === 'node') nodeAnswered(context, ref, event.type === 'net.connected', out)
      else hear(context, event, out)
    })
  },
  guards: {
    degraded: ({ context }) => isDegraded(context),
    healthy: ({ context }) => !isDegraded(context)
  },
  delays: { 'users-start-s': ({ context }) => Math.max(0, context.startAt - context.now) / 1_000 }
}).createMachine({
  id: 'users',
  context: ({ input }) => createContext(input),
  initial: 'waiting',
  on: {
    'balancer.add': { actions: 'addNode' },
    'balancer.remove': { actions: 'removeNode' }
  },
  states: {
    /** The cluster is being set up. */
    waiting: { after: { 'users-start-s': 'using' } },
    using: {
      initial: 'served',
      entry: 'start',
      on: {
        'traffic.next': { actions: 'sendNext' },
        'traffic.response': { actions: 'answered' },
        'traffic.accepted': { actions: 'accepted' },
        'traffic.refused': { actions: 'refused' },
        'request.resend': { actions: 'resend' },
        'request.timeout': { actions: 'timedOut' },
        'request.retry': { actions: 'retry' },
        'balancer.add': { actions: ['addNode', 'checkNew'] },
        'node.check': { actions: 'checkNode' },
        'node.timeout': { actions: 'nodeSilent' },
        'informer.changed': { actions: 'learn' },
        'api.response': { actions: 'hear' },
        'api.watch': { actions: 'hear' },
        'api.watch.end': { actions: 'hear' },
        'conn.close': { actions: 'hear' },
        'conn.pong': { actions: 'hear' },
        'conn.goaway': { actions: 'hear' },
        'client.timeout': { actions: 'hear' },
        'conn.failed': { actions: 'hear' },
        'net.reset': { actions: 'hear' },
        'net.refused': { actions: 'connection' },
        'net.connected': { actions: 'connection' }
      },
      states: {
        served: { always: { guard: 'degraded', target: 'degraded' } },
        /** A user's request failed, and not every Service was yet seen whole since. */
        degraded: { always: { guard: 'healthy', target: 'served' } }
      }
    }
  }
})

export const machine = withCharts(users, [connections, informers, keptConnections])
