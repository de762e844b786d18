import { setup } from 'xstate'
import { handle } from '../../client-go/transport'
import { actions } from '../../actions'
import type { Boot } from '../../cluster'
import { goError } from './errors'
import type { KubectlInput, KubectlTimer, Outbox } from './messages'
import {
  askNow,
  connectionLost,
  dialFailed,
  dialled,
  hands,
  retryQuestion,
  shookHands,
  take,
  wakeSession,
  type DialRef
} from './requests'
import { createContext, type KubectlContext } from './session'
import { begin, run } from './start'

const { act, on } = actions<KubectlContext, KubectlInput, KubectlTimer>()

/** Every `kubectl` that someone runs (process `users/kubectl`). See README.md. */
export const machine = setup({
  types: { context: {} as KubectlContext, events: {} as KubectlInput, input: {} as Boot },
  actions: {
    begin: on('kubectl.command', begin),
    run: on('kubectl.start', (context, { id }, out) => run(context, id, out)),
    ask: on('kubectl.ask', askNow),
    retry: on('kubectl.retry', retryQuestion),
    wake: on('kubectl.wake', wakeSession),
    interrupt: on('kubectl.interrupt', (context, { id }, out) => {
      const session = context.sessions.get(id)
      if (session) hands(context, session, out).exit(130)
    }),
    net: on(['net.connected', 'net.refused'], (context, event, out) => {
      // A session's dialling, or the message that an open connection carried.
      const ref = event.ref as DialRef | undefined
      if (ref?.kind !== 'dial') hear(context, event, out)
      else if (event.type === 'net.connected') dialled(context, ref, out)
      else dialFailed(context, ref, true, out)
    }),
    dialTimeout: on('dial.timeout', (context, event, out) => dialFailed(context, event, false, out)),
    hear: act(hear)
  },
  guards: { busy: ({ context }) => context.sessions.size > 0, idle: ({ context }) => context.sessions.size === 0 }
}).createMachine({
  id: 'kubectl',
  context: ({ input }) => createContext(input),
  initial: 'idle',
  on: {
    'kubectl.command': { actions: 'begin' },
    'kubectl.start': { actions: 'run' },
    'kubectl.ask': { actions: 'ask' },
    'kubectl.retry': { actions: 'retry' },
    'kubectl.wake': { actions: 'wake' },
    'kubectl.interrupt': { actions: 'interrupt' },
    'dial.timeout': { actions: 'dialTimeout' },
    'net.connected': { actions: 'net' },
    'net.refused': { actions: 'net' },
    'net.reset': { actions: 'hear' },
    'api.response': { actions: 'hear' },
    'api.watch': { actions: 'hear' },
    'api.watch.end': { actions: 'hear' },
    'conn.close': { actions: 'hear' },
    'conn.pong': { actions: 'hear' },
    'client.timeout': { actions: 'hear' },
    'client.health': { actions: 'hear' }
  },
  states: {
    idle: { always: { guard: 'busy', target: 'running' } },
    /** At least one command runs. */
    running: { always: { guard: 'idle', target: 'idle' } }
  }
})

/** What comes over a connection goes to the command whose it is. */
function hear(context: KubectlContext, event: KubectlInput, out: Outbox): void {
  const conn = 'conn' in event ? event.conn : undefined
  const peer = 'peer' in event ? event.peer : undefined
  for (const session of [...context.sessions.values()]) {
    const mine = conn !== undefined && conn === session.client.conn
    if (session.dial === 'handshake' && (mine || peer === context.server)) {
      if (event.type === 'conn.pong') shookHands(context, session, out)
      else
        connectionLost(
          context,
          session,
          event.type === 'conn.close' ? 'EOF' : goError('connection reset', context.host),
          out
        )
      continue
    }
    const results = handle(session.client, context, out, event)
    if (!results) continue
    if (session.client.conn === null) session.dial = 'closed'
    for (const result of results) take(context, session, result, out)
  }
}
