import { setup } from 'xstate'
import { connectionChart } from '../../client-go/connection'
import { handle } from '../../client-go/transport'
import { actions } from '../../actions'
import type { Boot } from '../../cluster'
import { withCharts } from '../../kernel/chart'
import { begin, start } from './begin'
import type { KubectlInput, KubectlTimer, KubectlVisit, Outbox } from './messages'
import { refused } from './commands/streams/listening'
import { commandNamed } from './named'
import { askNow, hands, lapse, retryQuestion, take, wakeSession } from './requests'
import { createContext, type KubectlContext } from './session'

const { act, on } = actions<KubectlContext, KubectlInput, KubectlTimer>()

/** Every `kubectl` that someone runs (process `users/kubectl`). See README.md. */
const kubectl = setup({
  types: { context: {} as KubectlContext, events: {} as KubectlInput, input: {} as Boot },
  actions: {
    begin: on('kubectl.command', begin),
    run: on('kubectl.start', (context, { id }, out) => start(context, id, out)),
    ask: on('kubectl.ask', askNow),
    retry: on('kubectl.retry', retryQuestion),
    lapse: on('kubectl.lapse', lapse),
    wake: on('kubectl.wake', wakeSession),
    interrupt: on('kubectl.interrupt', (context, { id }, out) => {
      const session = context.sessions.get(id)
      if (!session) return
      const command = session.command === '' ? undefined : commandNamed(session.command)
      hands(context, session, out).exit(command?.onInterrupt ?? 1)
    }),
    visit: on('kubectl.visit', visit),
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
    'kubectl.lapse': { actions: 'lapse' },
    'kubectl.wake': { actions: 'wake' },
    'kubectl.interrupt': { actions: 'interrupt' },
    'kubectl.visit': { actions: 'visit' },
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
    /** At least one command runs. */
    running: { always: { guard: 'idle', target: 'idle' } }
  }
})

export const machine = withCharts(kubectl, [
  connectionChart<KubectlContext>({
    find: ({ sessions }, name) => [...sessions.values()].find(({ client }) => client.name === name)?.client,
    all: ({ sessions }) => [...sessions.values()].map(({ client }) => client)
  })
])

/** Whoever listens there takes the connection; nobody refuses it. */
function visit(context: KubectlContext, asked: KubectlVisit, out: Outbox): void {
  const session = [...context.sessions.values()].find(({ listens }) => listens?.includes(asked.port))
  if (!session) return out.send(asked.asker, refused(asked, 'Connection refused'))
  session.visits = [...(session.visits ?? []), asked]
  commandNamed(session.command).visit!(hands(context, session, out), asked)
}

/** What comes over a connection goes to the command whose it is. */
function hear(context: KubectlContext, event: KubectlInput, out: Outbox): void {
  for (const session of [...context.sessions.values()]) {
    for (const result of handle(session.client, context, out, event) ?? []) take(context, session, result, out)
  }
}
