import { setup } from 'xstate'
import { items } from '../../actions'
import type { Chart, Scope } from '../../kernel/chart'
import { forget, storeSandbox } from './calls'
import type { RuntimeContext } from './context'
import type { Record, SandboxEvent } from './lives'
import type { RuntimeTimer } from './messages'

type C = RuntimeContext
const { step, when } = items<C, Record, SandboxEvent, RuntimeTimer>()

/**
 * One pod sandbox: ready as long as its pause process runs; its address is given back when its network is torn down.
 * Models containerd's pkg/cri/store/sandbox/status.go.
 */
const machine = setup({
  types: { context: {} as Scope<C, Record>, events: {} as SandboxEvent, input: {} as Scope<C, Record> },
  actions: {
    end: step((context, { id }, _event, out) =>
      storeSandbox(context, out, { ...context.sandboxes.get(id)!, state: 'SANDBOX_NOTREADY' })
    ),
    giveBack: step((context, { id }, _event, out) =>
      storeSandbox(context, out, { ...context.sandboxes.get(id)!, ip: '' })
    ),
    forget: step((context, { id }, _event, out) => forget(context, out, 'sandboxes', id))
  },
  guards: {
    isReady: when((context, { id }) => context.sandboxes.get(id)?.state === 'SANDBOX_READY'),
    hasAddress: when((context, { id }) => {
      const { hostNetwork, ip } = context.sandboxes.get(id)!
      return !hostNetwork && ip !== ''
    })
  }
}).createMachine({
  id: 'sandbox',
  context: ({ input }) => input,
  initial: 'recorded',
  on: {
    'sandbox.torn-down': { guard: 'hasAddress', actions: 'giveBack' },
    'sandbox.removed': '.removed'
  },
  states: {
    recorded: { always: [{ guard: 'isReady', target: 'ready' }, { target: 'not-ready' }] },
    ready: { on: { 'sandbox.ended': { target: 'not-ready', actions: 'end' } } },
    'not-ready': {},
    removed: { type: 'final', entry: 'forget' }
  }
})

export const sandboxChart: Chart<RuntimeContext, Record> = {
  machine,
  find: (context, id) => context.lives.change(id),
  items: (context) => [...context.lives].filter(([id]) => context.sandboxes.has(id))
}
