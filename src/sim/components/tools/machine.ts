import { setup } from 'xstate'
import { actions } from '../../actions'
import type { Boot } from '../../cluster'
import { createContext, type Tools } from './context'
import { tools } from './later'
import { accepted, answered, begin, connected, loaded, lost, run, timedOut, watched, webAnswered, written } from './run'
import type { ToolsInput, ToolTimer } from './messages'

const { on } = actions<Tools, ToolsInput, ToolTimer>()

/** Programs that are run on a machine and talk over its network: etcdctl, curl. See README.md. */
export const machine = setup({
  types: { context: {} as Tools, events: {} as ToolsInput, input: {} as Boot },
  actions: {
    begin: on('tool.command', begin),
    run: on('tool.run', run),
    connected: on('net.connected', connected),
    accepted: on('etcd.accepted', accepted),
    watched: on('etcd.watch.events', watched),
    refused: on('net.refused', (context, { ref }, out) => lost(context, Number(ref), 'connection refused', out)),
    answered: on('etcd.response', answered),
    web: on('http.response', (context, { id, code, body }, out) => webAnswered(context, id, code, body, out)),
    served: on('traffic.response', (context, { id, code, body = '', certificate }, out) =>
      webAnswered(context, id, code, body, out, certificate)
    ),
    unserved: on('traffic.refused', (context, { id, reason }, out) => lost(context, id, reason, out)),
    secured: on('conn.pong', (context, { conn }, out) => {
      const session = tools().apiSession(context, conn)
      if (session) tools().apiSecured(context, session, out)
    }),
    apiAnswered: on('api.response', (context, response, out) => tools().apiAnswered(context, response, out)),
    apiStreams: on('api.watch', (context, { conn }, out) => tools().apiStreams(context, conn, out)),
    timeout: on('tool.timeout', timedOut),
    loaded: on('tool.load', loaded),
    written: on('disk.synced', written),
    unwritten: on('disk.failed', written)
  },
  guards: { busy: ({ context }) => context.sessions.size > 0, idle: ({ context }) => context.sessions.size === 0 }
}).createMachine({
  id: 'tools',
  context: ({ input }) => createContext(input),
  initial: 'idle',
  on: {
    'tool.command': { actions: 'begin' },
    'tool.run': { actions: 'run' },
    'net.connected': { actions: 'connected' },
    'net.refused': { actions: 'refused' },
    'net.reset': {},
    'etcd.response': { actions: 'answered' },
    'etcd.watch.events': { actions: 'watched' },
    'etcd.accepted': { actions: 'accepted' },
    'etcd.pong': {},
    'http.response': { actions: 'web' },
    'traffic.response': { actions: 'served' },
    'traffic.refused': { actions: 'unserved' },
    'conn.pong': { actions: 'secured' },
    'conn.close': {},
    'conn.goaway': {},
    'api.response': { actions: 'apiAnswered' },
    'api.watch': { actions: 'apiStreams' },
    'api.watch.end': {},
    'disk.synced': { actions: 'written' },
    'disk.failed': { actions: 'unwritten' },
    'tool.timeout': { actions: 'timeout' },
    'tool.load': { actions: 'loaded' }
  },
  states: {
    idle: { always: { guard: 'busy', target: 'running' } },
    /** At least one program runs. */
    running: { always: { guard: 'idle', target: 'idle' } }
  }
})
