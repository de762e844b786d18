import { setup } from 'xstate'
import { items } from '../../actions'
import type { Chart, Scope } from '../../kernel/chart'
import { wallClock } from '../../kernel/clock'
import { forget, store } from './calls'
import type { RuntimeContext } from './context'
import type { ContainerEvent, Exit, Record } from './lives'
import type { Outbox, RuntimeTimer } from './messages'

type C = RuntimeContext
const { step, on, whenOn, when } = items<C, Record, ContainerEvent, RuntimeTimer>()

const stateOf = (context: C, id: string): string | undefined => context.containers.get(id)?.state

function runs(context: C, { id }: Record, out: Outbox): void {
  const container = context.containers.get(id)
  if (container) store(context, out, { ...container, state: 'CONTAINER_RUNNING', startedAt: wallClock(context) })
}

function end(context: C, { id }: Record, { exitCode, oomKilled, at, message = '' }: Exit, out: Outbox): void {
  const container = context.containers.get(id)
  if (!container) return
  const reason = oomKilled ? 'OOMKilled' : exitCode === 0 ? 'Completed' : 'Error'
  store(context, out, { ...container, state: 'CONTAINER_EXITED', finishedAt: at, exitCode, reason, message })
}

/**
 * One container in containerd, from its creation to its removal. What a daemon finds on its disk goes on where its record says.
 * Models containerd's pkg/cri/store/container/status.go and pkg/cri/restart.go loadContainer.
 */
const machine = setup({
  types: { context: {} as Scope<C, Record>, events: {} as ContainerEvent, input: {} as Scope<C, Record> },
  actions: {
    runs: step((context, life, _event, out) => runs(context, life, out)),
    end: on('container.ended', (context, life, event, out) => end(context, life, event, out)),
    endKnown: on('container.found', (context, life, { exit }, out) => end(context, life, exit!, out)),
    /** Nobody knows how: the machine was rebooted. */
    endUnknown: step((context, { id }, _event, out) => {
      const container = context.containers.get(id)!
      store(context, out, {
        ...container,
        state: 'CONTAINER_EXITED',
        finishedAt: wallClock(context),
        exitCode: 255,
        reason: 'Unknown'
      })
    }),
    /** Exit code 128, and no start time (it shows as 1970). */
    fail: on('container.failed', (context, { id }, { message }, out) => {
      const container = context.containers.get(id)!
      store(context, out, {
        ...container,
        state: 'CONTAINER_EXITED',
        finishedAt: wallClock(context),
        exitCode: 128,
        reason: 'StartError',
        message
      })
    }),
    forget: step((context, { id }, _event, out) => forget(context, out, 'containers', id))
  },
  guards: {
    isRunning: when((context, { id }) => stateOf(context, id) === 'CONTAINER_RUNNING'),
    isExited: when((context, { id }) => stateOf(context, id) === 'CONTAINER_EXITED'),
    stillRuns: whenOn('container.found', (_context, _life, event) => event.runs),
    exitIsKnown: whenOn('container.found', (_context, _life, { exit }) => exit !== null)
  }
}).createMachine({
  id: 'container',
  context: ({ input }) => input,
  initial: 'recorded',
  on: {
    'container.ended': { target: '.exited', actions: 'end' },
    'container.failed': { target: '.exited', actions: 'fail' },
    'container.removed': '.removed'
  },
  states: {
    recorded: {
      always: [
        { guard: 'isRunning', target: 'running' },
        { guard: 'isExited', target: 'exited' },
        { target: 'created' }
      ]
    },
    created: {
      on: {
        'container.runs': { target: 'running', actions: 'runs' },
        'container.found': { guard: 'stillRuns', target: 'running', actions: 'runs' }
      }
    },
    running: {
      on: {
        'container.found': [
          { guard: 'stillRuns' },
          { guard: 'exitIsKnown', target: 'exited', actions: 'endKnown' },
          { target: 'exited', actions: 'endUnknown' }
        ]
      }
    },
    exited: {},
    removed: { type: 'final', entry: 'forget' }
  }
})

export const containerChart: Chart<RuntimeContext, Record> = {
  machine,
  find: (context, id) => context.lives.change(id),
  items: (context) => [...context.lives].filter(([id]) => context.containers.has(id))
}
