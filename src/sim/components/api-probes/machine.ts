import { setup } from 'xstate'
import { actions } from '../../actions'
import type { Boot } from '../../cluster'
import { answersOf } from './ask'
import { createContext, type Prober } from './context'
import type { ProbesInput, ProbesTimer } from './messages'
import { look, probe, probed } from './probes'

const { act } = actions<Prober, ProbesInput, ProbesTimer>()

/** The recorded lab's instrument (process `users/api-probes`). See README.md. */
export const machine = setup({
  types: { context: {} as Prober, events: {} as ProbesInput, input: {} as Boot },
  actions: {
    probe: act((context, _event, out) => probe(context, out)),
    look: act((context, _event, out) => look(context, out)),
    hear: act((context, event, out) => {
      for (const answer of answersOf(context.asker, out, event)) probed(context, answer, out)
    })
  },
  delays: { 'api-probe-start-s': ({ context }) => Math.max(0, context.startAt - context.now) / 1_000 }
}).createMachine({
  id: 'api-probes',
  context: ({ input }) => createContext(input),
  initial: 'waiting',
  states: {
    /** The cluster is being set up. */
    waiting: { after: { 'api-probe-start-s': 'probing' } },
    probing: {
      entry: ['probe', 'look'],
      on: {
        'api.probe': { actions: 'probe' },
        'api.look': { actions: 'look' },
        'api.response': { actions: 'hear' },
        'conn.close': { actions: 'hear' },
        'ask.timeout': { actions: 'hear' },
        'net.reset': { actions: 'hear' },
        'net.connected': { actions: 'hear' },
        'net.refused': { actions: 'hear' }
      }
    }
  }
})
