import { setup } from 'xstate'
import { items } from '../../actions'
import type { Chart, Scope } from '../../kernel/chart'
import type { Connection, LoadBalancer } from './context'
import {
  announceReroute,
  choose,
  closeClient,
  closeServer,
  dial,
  forget,
  otherServer,
  sendWaiting,
  serverOf,
  turnAround
} from './forward'
import type { LoadBalancerTimer } from './messages'
import { toSession, type SessionEvent } from './session-events'

type C = LoadBalancer
const { step, when } = items<C, Connection, SessionEvent, LoadBalancerTimer>()

/**
 * One session: a client's connection that was accepted, and the connection to a server that is made for it. What it carries
 * changes nothing about it. Models src/stconn.c and src/backend.c (SC_ST_CON, SC_ST_CER, SC_ST_TAR, SC_ST_EST, SC_ST_CLO).
 */
const machine = setup({
  types: { context: {} as Scope<C, Connection>, events: {} as SessionEvent, input: {} as Scope<C, Connection> },
  actions: {
    dial: step((context, connection, _event, out) => dial(context, connection, out)),
    stopClock: step((_context, { conn }, _event, out) => out.cancel(`connect/${conn}`)),
    blame: step((context, connection, _event, out) => out.because({ silence: serverOf(context, connection).target })),
    count: step((_context, connection) => void connection.retries++),
    wait: step((_context, { conn }, _event, out) =>
      out.timer(`retry/${conn}`, turnAround, 'haproxy-retries', toSession(conn, 'connect.retry'))
    ),
    redispatch: step((context, connection) => otherServer(context, connection)),
    open: step((context, connection, _event, out) => {
      sendWaiting(context, connection, out)
      announceReroute(context, connection, out)
    }),
    closeServer: step((context, connection, _event, out) => closeServer(context, connection, out)),
    closeClient: step((_context, connection, _event, out) => closeClient(connection, out)),
    noteIdle: step((context, connection, _event, out) =>
      out.note(
        `session of ${connection.client} is closed: nothing passed for ${context.settings.idleTimeout / 1e6} s (cD)`
      )
    ),
    leave: step((context, { conn }) => void context.forgotten.add(conn)),
    forget: step((context, connection, _event, out) => forget(context, connection, out))
  },
  guards: {
    forgets: when(({ settings }) => settings.forgets),
    isSpent: when(({ settings }, { retries }) => retries >= settings.retries),
    goesElsewhere: when((context, { server }) => {
      const other = context.settings.redispatch ? choose(context, server) : -1
      return other >= 0 && other !== server
    })
  }
}).createMachine({
  id: 'session',
  context: ({ input }) => input,
  initial: 'connecting',
  on: {
    'client.gone': { target: '.closed', actions: 'closeServer' },
    'server.gone': { target: '.closed', actions: 'closeClient' },
    'session.shutdown': { target: '.closed', actions: ['closeServer', 'closeClient'] }
  },
  states: {
    /** What the client sends meanwhile waits. */
    connecting: {
      entry: 'dial',
      exit: 'stopClock',
      on: {
        'server.accepted': { target: 'established', actions: 'open' },
        // With `option redispatch` another server is tried at once.
        'server.refused': [
          { guard: 'isSpent', target: 'closed', actions: 'closeClient' },
          { guard: 'goesElsewhere', target: 'redispatch', actions: 'count' },
          { target: 'turn-around', actions: 'count' }
        ],
        'connect.timeout': [
          { guard: 'isSpent', target: 'closed', actions: ['blame', 'closeClient'] },
          { guard: 'goesElsewhere', target: 'redispatch', actions: ['blame', 'count'] },
          { target: 'connecting', reenter: true, actions: ['blame', 'count'] }
        ]
      }
    },
    /** A second until the same server is tried again. */
    'turn-around': { entry: 'wait', on: { 'connect.retry': 'connecting' } },
    redispatch: { entry: 'redispatch', always: 'connecting' },
    /** Whatever passes puts the end of its patience off. */
    established: {
      on: {
        'session.idle': [
          { guard: 'forgets', target: 'closed', actions: ['noteIdle', 'leave'] },
          { target: 'closed', actions: ['noteIdle', 'closeServer', 'closeClient'] }
        ]
      }
    },
    closed: { type: 'final', entry: 'forget' }
  }
})

export const sessions: Chart<LoadBalancer, Connection> = {
  machine,
  find: (context, conn) => context.connections.get(conn),
  items: (context) => context.connections
}
