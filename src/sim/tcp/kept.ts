import { setup } from 'xstate'
import { seconds, type Micros } from '../../base/time'
import { items } from '../actions'
import type { Flow } from '../components/linux/messages'
import type { Chart, Item, ItemEvent, Scope } from '../kernel/chart'
import type { ProcessContext, SimEvent } from '../kernel/types'
import type { OutboxOf } from '../outbox'

/** How its program uses a connection. Times in µs; 0: never. */
export interface Manner {
  /** How long it may lie idle until its pool closes it. */
  readonly idle: Micros
  readonly keepAlive: { readonly after: Micros; readonly interval: Micros; readonly probes: number }
  /** TCP_USER_TIMEOUT: data without an acknowledgement for so long ends the connection. */
  readonly userTimeout: Micros
  readonly rtoMin: Micros
  readonly rtoMax: Micros
  readonly retries: number
}

/** A connection that a program keeps. */
export interface Kept extends Item {
  readonly id: string
  readonly manner: Manner
  /** Requests without an answer, the oldest first; those that the peer's kernel has come before those that it may not have. */
  readonly asked: number[]
  acknowledged: number
  /** How many of them were sent: the others wait behind what is sent again. */
  sent: number
  /** Something has come back on it. */
  stands: boolean
  /** Retransmissions, or keepalive probes, in a row. */
  tries: number
  /** When the oldest data without an acknowledgement was first sent. */
  unheardSince: Micros
}

/** What becomes of a connection. */
export type Loss =
  'EOF' | 'Connection reset by peer' | 'Connection refused' | 'No route to host' | 'Connection timed out' | 'closed'

export type KeptEvent =
  /** A request was put into `asked`. */
  | (ItemEvent & { readonly type: 'kept.ask'; readonly request: number })
  /** A request was acknowledged by the peer's kernel, or answered (it was taken out of `asked`); or a probe was. */
  | (ItemEvent & { readonly type: 'kept.heard' })
  /** Its peer ends it, or its program does. */
  | (ItemEvent & { readonly type: 'kept.lost'; readonly why: Loss })

/** Who keeps connections: where, how one's packets leave, and what happens when one is over. */
export interface Keeper<C extends ProcessContext, Own extends SimEvent = never> {
  readonly find: (context: C, id: string) => Kept | undefined
  readonly all: (context: C) => Iterable<readonly [string, Kept]>
  /** Sends a request, or what `flow.sends` says, through the machine by which the connection goes. */
  readonly send: (context: C, kept: Kept, flow: Flow, request: number, out: OutboxOf<Own>) => void
  /** It is over: it is to be forgotten, and what was asked on it has failed. */
  readonly lost: (context: C, kept: Kept, why: Loss, out: OutboxOf<Own>) => void
  /** The process that does not answer, as a cause. */
  readonly silent: (context: C, kept: Kept, out: OutboxOf<Own>) => void
}

/** A connection before its first request. */
export const keep = (id: string, manner: Manner): Omit<Kept, keyof Item> => ({
  id,
  manner,
  asked: [],
  acknowledged: 0,
  sent: 0,
  stands: false,
  tries: 0,
  unheardSince: 0
})

/** The peer's kernel has a request, and so all that was sent before it. */
export function acknowledge(kept: Kept, request: number): void {
  kept.acknowledged = Math.max(kept.acknowledged, kept.asked.indexOf(request) + 1)
}

/** A request is answered. */
export function answer(kept: Kept, request: number): void {
  acknowledge(kept, request)
  const at = kept.asked.indexOf(request)
  if (at < 0) return
  kept.asked.splice(at, 1)
  kept.acknowledged--
  kept.sent = Math.max(kept.acknowledged, kept.sent - 1)
}

/** Models tcp_syn_retries and the initial timeout of RFC 6298. */
const synRetries = 6
const synTimeout = seconds(1)

const flowOf = (kept: Kept): Flow => ({ id: kept.id, ...(!kept.stands && { opens: true }) })

const backOff = ({ tries, manner }: Kept): Micros => Math.min(manner.rtoMin * 2 ** tries, manner.rtoMax)

/** When data without an acknowledgement is given up, after it was first sent. Models retransmits_timed_out of net/ipv4/tcp_timer.c. */
export function patienceOf({ retries, rtoMin, rtoMax, userTimeout }: Manner): Micros {
  let all = 0
  for (let n = 0; n <= retries; n++) all += Math.min(rtoMin * 2 ** n, rtoMax)
  return userTimeout > 0 ? Math.min(userTimeout, all) : all
}

/** The chart of kept connections. */
export function keptChart<C extends ProcessContext, Own extends SimEvent = never>(
  keeper: Keeper<C, Own>
): Chart<C, Kept> {
  const { find, all, send, lost, silent } = keeper
  const { step, on, when, whenOn, wait } = items<C, Kept, KeptEvent, Own>()
  const gaveUp = (why: Loss) =>
    step((context, kept, _event, out) => {
      silent(context, kept, out)
      lost(context, kept, why, out)
    })
  const left = ({ now }: C, { unheardSince, manner }: Kept): Micros => unheardSince + patienceOf(manner) - now
  const machine = setup({
    types: { context: {} as Scope<C, Kept>, events: {} as KeptEvent, input: {} as Scope<C, Kept> },
    actions: {
      begin: step((context, kept) => {
        kept.tries = 0
        kept.unheardSince = context.now
      }),
      sendIt: on('kept.ask', (context, kept, { request }, out) => {
        kept.sent = kept.asked.length
        send(context, kept, flowOf(kept), request, out)
      }),
      /** Only the head is sent again. */
      again: step((context, kept, _event, out) => {
        kept.tries++
        kept.sent = kept.acknowledged + 1
        const head = kept.asked[kept.acknowledged]
        if (head !== undefined) send(context, kept, flowOf(kept), head, out)
      }),
      /** What waited behind the head follows. */
      rest: step((context, kept, _event, out) => {
        const waiting = kept.asked.slice(kept.sent)
        kept.sent = kept.asked.length
        kept.stands = true
        kept.tries = 0
        kept.unheardSince = context.now
        for (const one of waiting) send(context, kept, flowOf(kept), one, out)
      }),
      probe: step((context, kept, _event, out) => {
        kept.tries++
        send(context, kept, { id: kept.id, sends: 'probe' }, 0, out)
      }),
      hangUp: step((context, kept, _event, out) => {
        send(context, kept, { id: kept.id, sends: 'FIN' }, 0, out)
        lost(context, kept, 'closed', out)
      }),
      over: on('kept.lost', (context, kept, { why }, out) => {
        if (why === 'closed') send(context, kept, { id: kept.id, sends: 'FIN' }, 0, out)
        lost(context, kept, why, out)
      }),
      timedOut: gaveUp('Connection timed out')
    },
    guards: {
      isFlowing: whenOn('kept.ask', (_context, { tries }) => tries === 0),
      maySynAgain: when((_context, { tries }) => tries < synRetries),
      mayProbeAgain: when((_context, { tries, manner }) => tries < manner.keepAlive.probes),
      isTooLate: when((context, kept) => left(context, kept) <= 0),
      isUnacknowledged: when((_context, { asked, acknowledged }) => asked.length > acknowledged),
      isAnswered: when((_context, { asked }) => asked.length === 0),
      probes: when((_context, { manner }) => manner.keepAlive.after > 0),
      isClosedIdle: when(
        (_context, { manner: { idle, keepAlive } }) => idle > 0 && (keepAlive.after === 0 || idle <= keepAlive.after)
      )
    },
    delays: {
      'tcp-syn-retransmission': wait((_context, { tries }) => (synTimeout * 2 ** tries) / 1_000),
      // TCP_USER_TIMEOUT comes at its time (tcp_clamp_rto_to_user_timeout).
      'tcp-rto': wait((context, kept) => Math.max(0, Math.min(backOff(kept), left(context, kept))) / 1_000),
      'keepalive-time': wait((_context, { manner }) => manner.keepAlive.after / 1_000),
      'keepalive-interval': wait((_context, { manner }) => manner.keepAlive.interval / 1_000),
      'idle-timeout': wait((_context, { manner }) => manner.idle / 1_000)
    }
  }).createMachine({
    id: 'kept',
    context: ({ input }) => input,
    initial: 'fresh',
    on: { 'kept.lost': { target: '.closed', actions: 'over' } },
    states: {
      fresh: { on: { 'kept.ask': { target: 'opening', actions: ['begin', 'sendIt'] } } },
      /** SYN sent. */
      opening: {
        after: {
          'tcp-syn-retransmission': [
            { guard: 'maySynAgain', target: 'opening', reenter: true, actions: 'again' },
            { target: 'closed', actions: 'timedOut' }
          ]
        },
        on: { 'kept.heard': { target: 'busy', actions: 'rest' } }
      },
      /** Something is not acknowledged. */
      busy: {
        always: [
          { guard: 'isAnswered', target: 'idle' },
          { guard: 'isUnacknowledged', target: 'sending' },
          { target: 'waiting' }
        ]
      },
      sending: {
        after: {
          'tcp-rto': [
            { guard: 'isTooLate', target: 'closed', actions: 'timedOut' },
            { target: 'sending', reenter: true, actions: 'again' }
          ]
        },
        on: {
          'kept.heard': { target: 'busy', actions: 'rest' },
          'kept.ask': { guard: 'isFlowing', actions: 'sendIt' }
        }
      },
      /** The peer's kernel has everything, its process has not answered. */
      waiting: {
        always: { guard: 'isAnswered', target: 'idle' },
        on: {
          'kept.heard': { target: 'busy', actions: 'rest' },
          'kept.ask': { target: 'sending', actions: ['begin', 'sendIt'] }
        },
        initial: 'deciding',
        states: {
          deciding: { always: { guard: 'probes', target: 'quiet' } },
          quiet: { after: { 'keepalive-time': { target: '#kept.probing', actions: 'begin' } } }
        }
      },
      idle: {
        on: { 'kept.ask': { target: 'sending', actions: ['begin', 'sendIt'] } },
        initial: 'deciding',
        states: {
          deciding: {
            always: [
              { guard: 'isClosedIdle', target: 'pooled' },
              { guard: 'probes', target: 'quiet' }
            ]
          },
          pooled: { after: { 'idle-timeout': { target: '#kept.closed', actions: 'hangUp' } } },
          quiet: { after: { 'keepalive-time': { target: '#kept.probing', actions: 'begin' } } }
        }
      },
      /** Whether its peer is still there. */
      probing: {
        entry: 'probe',
        after: {
          'keepalive-interval': [
            { guard: 'mayProbeAgain', target: 'probing', reenter: true },
            { target: 'closed', actions: 'timedOut' }
          ]
        },
        on: {
          'kept.heard': { target: 'busy', actions: 'rest' },
          'kept.ask': { target: 'sending', actions: ['begin', 'sendIt'] }
        }
      },
      closed: {}
    }
  })
  return { machine, find, items: all }
}
