import { setup } from 'xstate'
import { Prng } from '../../base/prng'
import type { Micros } from '../../base/time'
import type { Boot } from '../cluster'
import type { DnsReply, TrafficRefused, TrafficResponse } from '../components/linux/messages'
import { act } from '../kernel/test-actions'
import type { ProcessContext, SimEvent } from '../kernel/types'

type Reply = DnsReply | TrafficResponse | TrafficRefused

/** Who keeps every answer that it gets. */
export interface Asker extends ProcessContext {
  replies: { readonly at: Micros; readonly reply: Reply }[]
}

/** Stands in for whoever asks a name server, or a Service through a machine. */
export const asker = setup({
  types: { context: {} as Asker, events: {} as SimEvent, input: {} as Boot },
  actions: {
    keep: act<Asker, Reply>((context, reply) => void context.replies.push({ at: context.now, reply }))
  }
}).createMachine({
  id: 'asker',
  context: ({ input: { self, now, rng, config } }) => ({ self, now, rng, config, replies: [] }),
  on: {
    'dns.reply': { actions: 'keep' },
    'traffic.response': { actions: 'keep' },
    'traffic.refused': { actions: 'keep' }
  }
})

/** Stands in for a process that is told things and does nothing. */
export const idle = setup({}).createMachine({
  id: 'idle',
  context: { self: '', now: 0, rng: Prng.fromSeed(1), config: {} }
})
