import { setup } from 'xstate'
import { items } from '../../actions'
import type { Chart, Scope } from '../../kernel/chart'
import type { Pull, RuntimeContext } from './context'
import type { PullEvent } from './lives'
import type { RuntimeTimer } from './messages'
import * as pulls from './pulls'

type C = RuntimeContext
const { step, on, when } = items<C, Pull, PullEvent, RuntimeTimer>()

/** The pull of one image. Models containerd's pkg/cri/server/image_pull.go; who asks for it meanwhile shares it. */
const machine = setup({
  types: { context: {} as Scope<C, Pull>, events: {} as PullEvent, input: {} as Scope<C, Pull> },
  actions: {
    begin: step((context, pull, _event, out) => pulls.begin(context, pull, out)),
    join: on('pull.asked', (_context, pull, { call }) => void pull.calls.push(call)),
    pulled: step((context, pull, _event, out) => pulls.pulled(context, pull, out)),
    failed: step((context, pull, _event, out) => pulls.failed(context, pull, out)),
    forget: step((context, { name }) => void context.pulls.delete(name))
  },
  guards: { isThere: when((context, pull) => pulls.imageOf(context, pull).kind === 'found') }
}).createMachine({
  id: 'pull',
  context: ({ input }) => input,
  initial: 'pulling',
  states: {
    pulling: {
      entry: 'begin',
      on: {
        'pull.asked': { actions: 'join' },
        'cri.pulled': [{ guard: 'isThere', target: 'pulled' }, { target: 'failed' }]
      }
    },
    pulled: { type: 'final', entry: ['pulled', 'forget'] },
    failed: { type: 'final', entry: ['failed', 'forget'] }
  }
})

export const pullChart: Chart<RuntimeContext, Pull> = {
  machine,
  find: (context, name) => context.pulls.get(name),
  items: (context) => context.pulls
}
