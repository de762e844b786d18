import { setup } from 'xstate'
import { act } from '../../kernel/act'
import type { KernelEvent, SimEvent } from '../../kernel/types'
import type { Boot } from '../../cluster'
import type { ApiResponse } from '../kube-apiserver/messages'
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
import {
  carry,
  connected,
  connectTimeout,
  messageRefused,
  peerReset,
  refused,
  retryNow,
  type Carried,
  type ConnectRef
} from './forward'

type Refused = KernelEvent & { type: 'net.refused'; ref?: { kind?: string; conn?: string } }

const carried = { actions: 'carry' } as const

/** HAProxy in TCP mode before the API servers (process `lb/load-balancer`). See README.md. */
export const machine = setup({
  types: { context: {} as LoadBalancer, events: {} as SimEvent, input: {} as Boot },
  actions: {
    startChecks: act<LoadBalancer, SimEvent>((context, _event, out) => {
      out.log('I', 'New worker forked; proxy apiservers started.')
      startChecks(context, out)
    }),
    carry: act<LoadBalancer, Carried & SimEvent>(carry),
    answer: act<LoadBalancer, ApiResponse & Carried & SimEvent>((context, event, out) => {
      if (!checkAnswered(context, event, out)) carry(context, event, out)
    }),
    reset: act<LoadBalancer, KernelEvent & { type: 'net.reset' }>(peerReset),
    connected: act<LoadBalancer, KernelEvent & { type: 'net.connected' }>((context, event, out) => {
      const ref = event.ref as CheckRef | ConnectRef
      if (ref.kind === 'check') checkConnected(context, ref, out)
      else connected(context, ref, out)
    }),
    refused: act<LoadBalancer, Refused>((context, { to, ref }, out) => {
      if (ref?.kind === 'check') checkRefused(context, ref as CheckRef, out)
      else if (ref?.kind === 'connect') refused(context, ref as ConnectRef, out)
      else if (ref?.conn !== undefined) messageRefused(context, to, ref.conn, out)
    }),
    startCheck: act<LoadBalancer, SimEvent & { server: number }>(startCheck),
    checkTimedOut: act<LoadBalancer, SimEvent & CheckRef>(checkTimedOut),
    connectTimeout: act<LoadBalancer, SimEvent & ConnectRef>(connectTimeout),
    retry: act<LoadBalancer, SimEvent & { conn: string }>(retryNow),
    exit: act<LoadBalancer, SimEvent>((_context, _event, out) => out.exit('SIGTERM', 0))
  },
  guards: {
    noServer: ({ context }) => activeServers(context) === 0,
    someServer: ({ context }) => activeServers(context) > 0
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
    'conn.close': carried,
    'net.reset': { actions: 'reset' },
    'net.connected': { actions: 'connected' },
    'net.refused': { actions: 'refused' },
    'check.start': { actions: 'startCheck' },
    'check.timeout': { actions: 'checkTimedOut' },
    'connect.timeout': { actions: 'connectTimeout' },
    'connect.retry': { actions: 'retry' },
    'proc.term': { actions: 'exit' }
  },
  states: {
    /** At least one server is UP. */
    serving: { always: { guard: 'noServer', target: 'no-server' } },
    /** Every server is DOWN: new connections are closed at once. */
    'no-server': { always: { guard: 'someServer', target: 'serving' } }
  }
})
