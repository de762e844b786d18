import { setup } from 'xstate'
import type { Micros } from '../../base/time'
import { items } from '../actions'
import type { KubeObject, Lease } from '../api/types'
import { unborn, type Chart, type Item, type Scope } from '../kernel/chart'
import type { ProcessContext, ProcessId } from '../kernel/types'
import type { OutboxOf } from '../outbox'
import { releaseOf } from '../releases'
import * as lock from './leader-lock'
import { lockOf, timesOf, type ElectionTimes, type LockRef } from './leader-lock'
import type { ApiClient, ApiResult, TransportTimer } from './transport'

/**
 * Leader election over a Lease object. A component keeps one `LeaderElection` in its context, has `electionChart` among its
 * charts, hands results on (`electionResult`), and hears what comes of it (`ElectionNews`).
 */
export interface LeaderElection extends Item {
  readonly namespace: string
  readonly name: string
  readonly identity: string
  /** Give the lock up on a clean stop (kube-scheduler does, kube-controller-manager does not). */
  readonly releaseOnCancel: boolean
  /** ProcessId by the part of an identity before `_`: who is silent when a lease runs out; empty: its identity does not say. */
  readonly component: string
  /** What holds the record: a Lease, if nothing is said; programs built upon an old client-go use Endpoints. */
  readonly resource?: 'leases' | 'endpoints'
  /** Address of the API server, as errors name it, of a component whose logs are structured. */
  readonly host?: string
  /** If they are not those of the flags `leader-elect-…`. */
  readonly times?: ElectionTimes
  /** The lease as last read or written; null: not there, or never seen. */
  lease: Lease | null
  /** Own clock when the record was last seen to change; 0 if never. */
  observedAt: Micros
  /** Own clock when the last attempt began. */
  attemptAt: Micros
  /** Counts attempts, so that answers to abandoned ones are ignored. */
  attempt: number
  /** A tick came while an attempt was running: the next one follows at once (a Go ticker holds one tick). */
  tickWaits: boolean
  /** Until the next attempt. */
  delay: Micros
  /** The last failure, in upstream's words; empty after a success. */
  lastError: string
}

/** What a component hears of its election: it leads, it leads no more and must exit at once, a clean stop may end. */
export interface ElectionNews {
  readonly type: 'election.acquired' | 'election.lost' | 'election.released'
}

/** What an election takes; `item` is the Lease's name. */
export type ElectionEvent = { readonly chart: 'leader-election'; readonly item: string } & (
  | { readonly type: 'election.start' | 'election.stop' }
  /** The ticker of a round of renewals. */
  | { readonly type: 'election.tick' }
  | { readonly type: 'lease.read'; readonly lease: Lease }
  | { readonly type: 'lease.written'; readonly lease: Lease }
  /** There is no Lease of that name. */
  | { readonly type: 'lease.missing' }
  | { readonly type: 'lease.failed'; readonly error: string }
)
type Own = ElectionEvent | ElectionNews | TransportTimer
type Outbox = OutboxOf<Own>

/** Factor of the candidates' retry jitter. Models leaderelection.go JitterFactor. */
const jitterFactor = 1.2

/**
 * @param name of the Lease in kube-system, such as `kube-scheduler`; also the component's name after `machine/`
 * @param identity `master-1_<uuid>`; see `newIdentity`
 */
export const createElection = (
  name: string,
  identity: string,
  releaseOnCancel: boolean,
  more: Partial<Pick<LeaderElection, 'namespace' | 'component' | 'times' | 'resource' | 'host'>> = {}
): LeaderElection => ({
  ...unborn,
  namespace: 'kube-system',
  name,
  identity,
  releaseOnCancel,
  component: name,
  ...more,
  lease: null,
  observedAt: 0,
  attemptAt: -1,
  attempt: 0,
  tickWaits: false,
  delay: 0,
  lastError: ''
})

/** `master-1_4e1c8b0a-…`: host name and a fresh UUID, so a restarted process is another candidate. */
export function newIdentity(context: ProcessContext): string {
  const hex = (digits: number) => (context.rng.next32() >>> 0).toString(16).padStart(8, '0').slice(0, digits)
  const variant = (8 + context.rng.below(4)).toString(16)
  return `${context.self.split('/')[0]}_${hex(8)}-${hex(4)}-4${hex(3)}-${variant}${hex(3)}-${hex(8)}${hex(4)}`
}

export const isLeader = ({ state }: LeaderElection): boolean => state.startsWith('leading')

/** Whether a leader has missed more than one renewal: it leads on belief until its renew deadline. */
export const isRenewalLate = (election: LeaderElection, context: ProcessContext): boolean =>
  isLeader(election) && context.now - election.observedAt > 2 * timesOf(election, context).retryPeriod

/** Who holds the lock, as far as this process saw; empty if nobody. */
export const holderOf = (election: LeaderElection): string => election.lease?.spec.holderIdentity ?? ''

const address = ({ name }: LeaderElection) => ({ chart: 'leader-election', item: name }) as const

/** Begins to try: `election.acquired` comes when it leads, `election.lost` when it does no more. */
export const startElection = (election: LeaderElection, out: OutboxOf<ElectionEvent>): void =>
  out.raise({ type: 'election.start', ...address(election) })

/** Ends the election for a clean stop: `election.released` comes at once, or when a leader has freed the lock. */
export const stopElection = (election: LeaderElection, out: OutboxOf<ElectionEvent>): void =>
  out.raise({ type: 'election.stop', ...address(election) })

/** Leads an answer back to the election that asked. False: it is not for this election. */
export function electionResult(election: LeaderElection, out: OutboxOf<ElectionEvent>, result: ApiResult): boolean {
  const ref = result.ref as LockRef | null
  if (ref === null || typeof ref !== 'object' || ref.kind !== 'election' || ref.lock !== lockOf(election)) return false
  if (ref.attempt !== election.attempt) return true
  const to = address(election)
  if (result.kind === 'response' && result.code < 300)
    tellLease(out, to, ref.step, lock.leaseOf(election, result.body as KubeObject))
  else if (result.kind === 'response' && result.code === 404 && ref.step === 'get')
    out.raise({ type: 'lease.missing', ...to })
  else out.raise({ type: 'lease.failed', ...to, error: lock.errorOf(election, ref, result) })
  return true
}

function tellLease(
  out: OutboxOf<ElectionEvent>,
  to: ReturnType<typeof address>,
  step: LockRef['step'],
  lease: Lease
): void {
  if (step === 'get') out.raise({ type: 'lease.read', ...to, lease })
  else out.raise({ type: 'lease.written', ...to, lease })
}

/**
 * tryAcquireOrRenew: the record is read, then made or written. Where that ends is the caller's.
 * @param written what follows a success
 * @param failed what follows a failure, and a lock that another one holds
 */
const attempt = (written: object, failed: object) =>
  ({
    initial: 'getting',
    states: {
      getting: {
        entry: 'get',
        on: {
          'lease.read': [
            { guard: 'isHeld', ...failed, actions: ['read', 'tellHeld'] },
            { target: 'updating', actions: 'read' }
          ],
          'lease.missing': 'creating'
        }
      },
      creating: { entry: 'create', on: { 'lease.written': written } },
      updating: { entry: 'update', on: { 'lease.written': written } }
    }
  }) as const

/**
 * How a lock is freed: the record is read and, if it is the own one, written without a holder.
 * Models leaderelection.go release.
 */
const freeing = (id: 'releasing' | 'yielding', end: object, failed: object) =>
  ({
    initial: 'choosing',
    states: {
      choosing: {
        always: [
          { guard: 'readsFirst', target: `#leader-election.${id}.reading` },
          { target: `#leader-election.${id}.writing` }
        ]
      },
      reading: {
        entry: 'get',
        on: {
          'lease.read': [{ guard: 'isOwn', target: 'writing', actions: 'read' }, end],
          'lease.missing': end,
          'lease.failed': failed
        }
      },
      writing: { entry: 'release', on: { 'lease.written': end, 'lease.failed': end } }
    }
  }) as const

/**
 * The chart of a component's election. A candidate (`acquiring`) tries every retry period, jittered by 1.2, and takes the
 * lock when it has seen no change of the record for a lease duration of its own clock. The leader renews every retry
 * period; when no renewal of a round succeeds within the renew deadline, it has lost.
 * Models client-go/tools/leaderelection/leaderelection.go acquire, renew, release and tryAcquireOrRenew.
 * @param electionOf where the component keeps it
 * @param clientOf the client that it asks with
 */
export function electionChart<C extends ProcessContext>(
  electionOf: (context: C) => LeaderElection,
  clientOf: (context: C) => ApiClient
): Chart<C, LeaderElection> {
  const { step, on, whenOn, when, wait } = items<C, LeaderElection, ElectionEvent, Own>()
  const machine = setup({
    types: {
      context: {} as Scope<C, LeaderElection>,
      events: {} as ElectionEvent,
      input: {} as Scope<C, LeaderElection>
    },
    actions: {
      begin: step((_context, election, _event, out) => out.log('I', lock.said(election, 'attempting'))),
      get: step((context, election, _event, out) => {
        election.attempt++
        election.attemptAt = context.now
        election.tickWaits = false
        lock.get(election, clientOf(context), context, out)
      }),
      read: on('lease.read', (context, election, { lease }) => {
        if (!lock.sameRecord(election.lease, lease)) election.observedAt = context.now
        election.lease = lease
      }),
      create: step((context, election, _event, out) => lock.create(election, clientOf(context), context, out)),
      update: step((context, election, _event, out) => {
        // The reason comes first: the request is sent because of it.
        tellTaking(election, context, out)
        lock.update(election, clientOf(context), context, out)
      }),
      written: on('lease.written', (context, election, { lease }) => {
        election.lease = lease
        election.observedAt = context.now
        election.lastError = ''
        election.delay = timesOf(election, context).retryPeriod
      }),
      // The first renewal follows at once.
      acquired: step((_context, election, _event, out) => {
        election.delay = 0
        out.log('I', lock.said(election, 'acquired'))
        out.fact('leader-acquired', { lock: election.name, identity: election.identity })
        out.raise({ type: 'election.acquired' })
      }),
      tellHeld: step((_context, election) => {
        election.lastError = `lock is held by ${holderOf(election)} and has not yet expired`
      }),
      failed: on('lease.failed', (_context, election, { error }, out) => {
        election.lastError = error
        out.log('E', error)
      }),
      backOff: step((context, election) => {
        election.delay = context.rng.jitter(timesOf(election, context).retryPeriod, jitterFactor)
      }),
      tick: step((context, election, _event, out) => {
        const event = { type: 'election.tick', ...address(election) } as const
        out.timer(tickerOf(election), timesOf(election, context).retryPeriod, 'leader-elect-retry-period', event)
      }),
      keepTick: step((_context, election) => void (election.tickWaits = true)),
      stopTicker: step((_context, election, _event, out) => out.cancel(tickerOf(election))),
      giveUp: step((context, election, _event, out) => {
        out.because({ silence: clientOf(context).server }, 'leader-elect-renew-deadline')
        out.log('I', lock.said(election, 'lost'))
      }),
      lose: step((_context, _election, _event, out) => out.raise({ type: 'election.lost' })),
      notReleased: on('lease.failed', (_context, _election, { error }, out) => {
        out.log('E', error.replace('"Error retrieving lease lock"', '"error retrieving resource lock"'))
      }),
      /** Answers to what was asked before are nobody's. */
      abandon: step((_context, election) => void election.attempt++),
      release: step((context, election, _event, out) => {
        election.attempt++
        lock.release(election, clientOf(context), context, out)
      }),
      released: step((_context, _election, _event, out) => out.raise({ type: 'election.released' }))
    },
    guards: {
      /** By another one, whose lease has not run out by the own clock. */
      isHeld: whenOn('lease.read', (context, election, { lease }) => {
        const { holderIdentity = '' } = lease.spec
        if (holderIdentity === '' || holderIdentity === election.identity) return false
        const observedAt = lock.sameRecord(election.lease, lease) ? election.observedAt : context.now
        return observedAt + timesOf(election, context).leaseDuration > election.attemptAt
      }),
      tickWaits: when((_context, { tickWaits }) => tickWaits),
      mustRelease: when((_context, { releaseOnCancel, lease }) => releaseOnCancel && lease !== null),
      // Older releases read nothing before they write the record free.
      readsFirst: when(({ config }) => releaseOf(config) !== '1.25'),
      isOwn: whenOn('lease.read', (_context, { identity }, { lease }) => lease.spec.holderIdentity === identity)
    },
    delays: {
      'leader-elect-retry-period': wait((_context, { delay }) => delay / 1_000),
      'leader-elect-renew-deadline': wait((context, election) => timesOf(election, context).renewDeadline / 1_000)
    }
  }).createMachine({
    id: 'leader-election',
    context: ({ input }) => input,
    initial: 'idle',
    on: { 'election.stop': '.stopped' },
    states: {
      idle: { on: { 'election.start': { target: 'acquiring', actions: 'begin' } } },
      acquiring: {
        initial: 'trying',
        states: {
          trying: {
            ...attempt(
              { target: '#leader-election.leading', actions: ['written', 'acquired'] },
              { target: '#leader-election.acquiring.waiting' }
            ),
            on: { 'lease.failed': { target: 'waiting', actions: 'failed' } }
          },
          waiting: { entry: 'backOff', after: { 'leader-elect-retry-period': 'trying' } }
        }
      },
      leading: {
        initial: 'renewed',
        on: { 'election.stop': [{ guard: 'mustRelease', target: 'releasing' }, { target: 'stopped' }] },
        states: {
          renewed: { after: { 'leader-elect-retry-period': 'renewing' } },
          /** A round of renewals: attempts at once and then at each tick, until one succeeds or the deadline passes. */
          renewing: {
            entry: 'tick',
            exit: 'stopTicker',
            after: {
              'leader-elect-renew-deadline': [
                { guard: 'mustRelease', target: '#leader-election.yielding', actions: ['giveUp', 'abandon'] },
                { target: '#leader-election.lost', actions: ['giveUp', 'lose'] }
              ]
            },
            initial: 'trying',
            states: {
              trying: {
                ...attempt(
                  { target: '#leader-election.leading.renewed', actions: 'written' },
                  { target: '#leader-election.leading.renewing.waiting' }
                ),
                on: {
                  'election.tick': { actions: ['tick', 'keepTick'] },
                  'lease.failed': { target: 'waiting', actions: 'failed' }
                }
              },
              waiting: {
                always: { guard: 'tickWaits', target: 'trying' },
                on: { 'election.tick': { target: 'trying', actions: 'tick' } }
              }
            }
          }
        }
      },
      /** It writes the record free before it stops. */
      releasing: freeing(
        'releasing',
        { target: '#leader-election.stopped' },
        { target: '#leader-election.stopped', actions: 'notReleased' }
      ),
      /** It has lost the lock by its own clock, and writes the record free if it is still its own: that may take as long as a request. */
      yielding: freeing(
        'yielding',
        { target: '#leader-election.lost', actions: 'lose' },
        { target: '#leader-election.lost', actions: ['notReleased', 'lose'] }
      ),
      /** Who lives on without the lock may stand again. */
      lost: { entry: 'abandon', on: { 'election.start': { target: 'acquiring', actions: 'begin' } } },
      stopped: { entry: ['abandon', 'released'] }
    }
  })
  return {
    machine,
    find: (context, name) => {
      const election = electionOf(context)
      return election.name === name ? election : undefined
    },
    items: (context) => {
      const election = electionOf(context)
      return [[election.name, election] as const]
    }
  }
}

/** The lock of one that has been silent for longer than its lease is taken: that is the reason. */
function tellTaking(election: LeaderElection, context: ProcessContext, out: Outbox): void {
  const holder = holderOf(election)
  if (holder === '' || holder === election.identity) return
  const { leaseDuration } = timesOf(election, context)
  if (election.component !== '') out.because({ silence: processOf(election, holder) }, 'leader-elect-lease-duration')
  out.note(`${holder} has not renewed ${lockOf(election)} for ${leaseDuration / 1_000_000} s: tries to take it`)
}

const tickerOf = ({ name }: LeaderElection): string => `election/${name}/tick`
const processOf = ({ component }: LeaderElection, identity: string): ProcessId =>
  `${identity.split('_')[0]}/${component}`
