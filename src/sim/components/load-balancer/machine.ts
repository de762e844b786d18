import { setup } from 'xstate'
import { actions } from '../../actions'
import type { Boot } from '../../cluster'
import { withCharts } from '../../kernel/chart'
import {
  checkAnswered,
  checkConnected,
  checkRefused,
  checkTimedOut,
  startCheck,
  startChecks,
  type CheckRef
} from './checks'
import { activeServers, createContext, type LoadBalancer } from './context'
import { carry, connected, sideReset, refused, type ConnectRef } from './forward'
import type { LoadBalancerInput, LoadBalancerTimer } from './messages'
import { servers } from './server'
import { sessions } from './session'

const { act, on } = actions<LoadBalancer, LoadBalancerInput, LoadBalancerTimer>()

const carried = { actions: 'carry' } as const

/** HAProxy in TCP mode before the API servers (process `lb/load-balancer`). See README.md. */
const loadBalancer = setup({
  types: { context: {} as LoadBalancer, events: {} as LoadBalancerInput, input: {} as Boot },
  actions: {
    startChecks: act((context, _event, out) => {
      out.log('I', 'New worker forked; proxy apiservers started.')
      startChecks(context, out)
    }),
    carry: on(
      [
        'api.request',
        'api.cancel',
        'api.watch',
        'api.watch.end',
        'conn.ping',
        'conn.pong',
        'conn.goaway',
        'conn.close'
      ],
      carry
    ),
    answer: on('api.response', (context, event, out) => {
      if (!checkAnswered(context, event, out)) carry(context, event, out)
    }),
    reset: on('net.reset', sideReset),
    connected: on('net.connected', (context, event, out) => {
      const ref = event.ref as CheckRef | ConnectRef
      if (ref.kind === 'check') checkConnected(context, ref, out)
      else connected(context, ref, out)
    }),
    refused: on('net.refused', (context, event, out) => {
      const ref = event.ref as CheckRef | ConnectRef
      if (ref.kind === 'check') checkRefused(context, ref, out)
      else refused(context, ref, out)
    }),
    startCheck: on('check.start', startCheck),
    checkTimedOut: on('check.timeout', checkTimedOut),
    exit: act((_context, _event, out) => out.exit('SIGTERM', 0))
  },
  guards: {
    noServer: ({ context }) => activeServers(context) === 0
  }
}).createMachine({
  id: 'load-balancer',
  context: ({ input }) => createContext(input),
  initial: 'serving',
  entry: 'startChecks',
  on: {
    'api.request': carried,
    'api.cancel': carried,
    'api.response': { actions: 'answer' },
    'api.watch': carried,
    'api.watch.end': carried,
    'conn.ping': carried,
    'conn.pong': carried,
    'conn.goaway': carried,
    'conn.close': carried,
    'net.reset': { actions: 'reset' },
    'net.connected': { actions: 'connected' },
    'net.refused': { actions: 'refused' },
    'check.start': { actions: 'startCheck' },
    'check.timeout': { actions: 'checkTimedOut' },
    'proc.term': { actions: 'exit' },
    'server.up': '.serving',
    'server.down': { guard: 'noServer', target: '.no-server' }
  },
  states: {
    /** At least one server is UP. */
    serving: {},
    /** Every server is DOWN: new connections are closed at once. */
    'no-server': {}
  }
})

export const machine = withCharts(loadBalancer, [servers, sessions])
