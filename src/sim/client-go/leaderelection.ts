import { wallClock } from '../kernel/clock'
import { seconds, type Micros } from '../../base/time'
import { formatMicroTime } from '../api/timestamp'
import type { Lease } from '../api/types'
import type { ApiResponse } from '../components/kube-apiserver/messages'
import { isEvent, type Flags, type ProcessContext, type ProcessId, type SimEvent } from '../kernel/types'
import type { OutboxOf } from '../outbox'
import { electionFlags } from './flags'
import { request, type ApiClient, type ApiResult, type TransportTimer } from './transport'

/**
 * Leader election over a Lease object, as data. A component keeps one `LeaderElection` in its context, calls
 * `startElection` once, gives it each result (`electionResult`) and each event (`electionTimer`), and acts on outcomes.
 *
 * Models client-go/tools/leaderelection/leaderelection.go: a candidate tries every retry period, jittered by 1.2, and
 * takes the lock when it has seen no change of the record for a lease duration of its own clock. The leader renews
 * every retry period; when no renewal succeeds for the renew deadline, it has lost.
 */
export interface LeaderElection {
  readonly namespace: string
  readonly name: string
  readonly identity: string
  /** Give the lock up on a clean stop (kube-scheduler does, kube-controller-manager does not). */
  readonly releaseOnCancel: boolean
  /** ProcessId by the part of an identity before `_`: who is silent when a lease runs out. */
  readonly component: string
  phase: 'idle' | 'acquiring' | 'leading' | 'releasing' | 'stopped'
  /** The lease as last read or written; null: not there, or never seen. */
  lease: Lease | null
  /** Own clock when the record was last seen to change; 0 if never. */
  observedAt: Micros
  /** Own clock when the running attempt began; -1: none is running. */
  attemptAt: Micros
  /** Counts attempts, so that answers to abandoned ones are ignored. */
  attempt: number
  /** Own clock at which the running round of renewals fails. */
  deadlineAt: Micros
  /** A retry tick came while an attempt was running: the next one follows at once (a Go ticker holds one tick). */
  tickWaits: boolean
  /** The last failure, in upstream's words. */
  lastError: string
}

/** `acquired`: leads now. `lost`: must exit at once. `released`: the lock is free, a clean stop may end. */
export type ElectionOutcome = 'acquired' | 'lost' | 'released' | 'pending'

interface ElectionRef {
  readonly kind: 'election'
  readonly lock: string
  readonly attempt: number
  readonly step: 'get' | 'create' | 'update' | 'release'
}
/** A candidate's or leader's next try, or the end of a leader's patience. */
export interface ElectionTimer {
  readonly type: 'election.retry' | 'election.deadline'
  readonly lock: string
}
type Outbox = OutboxOf<ElectionTimer | TransportTimer>

/** Factor of the candidates' retry jitter. Models leaderelection.go JitterFactor. */
const jitterFactor = 1.2

/** Flags of every leader-elected component, by upstream name; defaults as component-base/config/v1alpha1/defaults.go. */
export function electionTimes(flags: Flags) {
  const of = (name: keyof typeof electionFlags) => seconds(Number(flags[name] ?? electionFlags[name].default))
  return {
    leaseDuration: of('leader-elect-lease-duration'),
    renewDeadline: of('leader-elect-renew-deadline'),
    retryPeriod: of('leader-elect-retry-period')
  }
}

/**
 * @param name of the Lease in kube-system, such as `kube-scheduler`; also the component's name after `machine/`
 * @param identity `master-1_<uuid>`; see `newIdentity`
 */
export const createElection = (name: string, identity: string, releaseOnCancel: boolean): LeaderElection => ({
  namespace: 'kube-system',
  name,
  identity,
  releaseOnCancel,
  component: name,
  phase: 'idle',
  lease: null,
  observedAt: 0,
  attemptAt: -1,
  attempt: 0,
  deadlineAt: 0,
  tickWaits: false,
  lastError: ''
})

/** `master-1_4e1c8b0a-…`: host name and a fresh UUID, so a restarted process is another candidate. */
export function newIdentity(context: ProcessContext): string {
  const hex = (digits: number) => (context.rng.next32() >>> 0).toString(16).padStart(8, '0').slice(0, digits)
  const variant = (8 + context.rng.below(4)).toString(16)
  return `${context.self.split('/')[0]}_${hex(8)}-${hex(4)}-4${hex(3)}-${variant}${hex(3)}-${hex(8)}${hex(4)}`
}

export const isLeader = (election: LeaderElection): boolean => election.phase === 'leading'

/** Whether a leader has missed more than one renewal: it leads on belief until its renew deadline. */
export const isRenewalLate = (election: LeaderElection, { now, config }: ProcessContext): boolean =>
  isLeader(election) && now - election.observedAt > 2 * electionTimes(config).retryPeriod

/** Who holds the lock, as far as this process saw; empty if nobody. */
export const holderOf = (election: LeaderElection): string => election.lease?.spec.holderIdentity ?? ''

/** Begins to try. */
export function startElection(election: LeaderElection, client: ApiClient, context: ProcessContext, out: Outbox): void {
  out.log('I', `attempting to acquire leader lease ${lockOf(election)}...`)
  election.phase = 'acquiring'
  attempt(election, client, context, out)
}

/**
 * Ends the election for a clean stop. With `releaseOnCancel` a leader frees the lock first: wait for `released`.
 * Otherwise gives `released` at once.
 */
export function stopElection(
  election: LeaderElection,
  client: ApiClient,
  context: ProcessContext,
  out: Outbox
): ElectionOutcome {
  const led = election.phase === 'leading'
  out.cancel(timerId(election, 'retry'))
  out.cancel(timerId(election, 'deadline'))
  election.attempt++
  election.attemptAt = -1
  if (!led || !election.releaseOnCancel || !election.lease) {
    election.phase = 'stopped'
    return 'released'
  }
  election.phase = 'releasing'
  const now = formatMicroTime(wallClock(context))
  const { leaseTransitions } = election.lease.spec
  const spec = {
    holderIdentity: '',
    leaseDurationSeconds: 1,
    acquireTime: now,
    renewTime: now,
    ...(leaseTransitions !== undefined && { leaseTransitions })
  }
  put(election, client, context, out, 'release', spec)
  return 'pending'
}

/** Takes a result of one of the election's requests. `null`: not for this election. */
export function electionResult(
  election: LeaderElection,
  client: ApiClient,
  context: ProcessContext,
  out: Outbox,
  result: ApiResult
): ElectionOutcome | null {
  const ref = result.ref as ElectionRef | null
  if (ref === null || typeof ref !== 'object' || ref.kind !== 'election' || ref.lock !== lockOf(election)) return null
  if (ref.step === 'release') {
    election.phase = 'stopped'
    return 'released'
  }
  if (ref.attempt !== election.attempt || election.attemptAt < 0) return 'pending'
  if (result.kind === 'response' && result.code < 300) {
    if (ref.step === 'get') return found(election, client, context, out, result.body as Lease)
    observe(election, context, result.body as Lease)
    return held(election, context, out)
  }
  if (result.kind === 'response' && result.code === 404 && ref.step === 'get') {
    create(election, client, context, out)
    return 'pending'
  }
  return failed(election, client, context, out, errorOf(election, ref, result))
}

/** Takes one of the election's timers. `null`: not for this election. */
export function electionTimer(
  election: LeaderElection,
  client: ApiClient,
  context: ProcessContext,
  out: Outbox,
  event: SimEvent
): ElectionOutcome | null {
  if (!isEvent<ElectionTimer>(event, 'election.retry') && !isEvent<ElectionTimer>(event, 'election.deadline'))
    return null
  if (event.lock !== lockOf(election)) return null
  if (event.type === 'election.deadline') return lose(election, client, out)
  if (election.phase === 'leading') {
    // One renewal round: attempts at once and then at each tick, until one succeeds or the deadline passes.
    if (election.deadlineAt === 0) {
      const { renewDeadline } = electionTimes(context.config)
      election.deadlineAt = context.now + renewDeadline
      arm(election, out, 'deadline', renewDeadline, 'leader-elect-renew-deadline')
    }
    tick(election, context, out)
  }
  if (election.attemptAt >= 0) election.tickWaits = true
  else attempt(election, client, context, out)
  return 'pending'
}

/** tryAcquireOrRenew, first step: read the record. */
function attempt(election: LeaderElection, client: ApiClient, context: ProcessContext, out: Outbox): void {
  election.attempt++
  election.attemptAt = context.now
  election.tickWaits = false
  const { namespace, name } = election
  request(
    client,
    context,
    out,
    { verb: 'get', resource: 'leases', namespace, name },
    refOf(election, 'get'),
    ...timeout(context)
  )
}

function found(
  election: LeaderElection,
  client: ApiClient,
  context: ProcessContext,
  out: Outbox,
  lease: Lease
): ElectionOutcome {
  const { leaseDuration } = electionTimes(context.config)
  if (!sameRecord(election.lease, lease)) observe(election, context, lease)
  else election.lease = lease
  const { holderIdentity = '', leaseTransitions = 0, acquireTime } = lease.spec
  const mine = holderIdentity === election.identity
  if (holderIdentity !== '' && !mine && election.observedAt + leaseDuration > election.attemptAt) {
    return failed(election, client, context, out, `lock is held by ${holderIdentity} and has not yet expired`)
  }
  const now = formatMicroTime(wallClock(context))
  put(election, client, context, out, 'update', {
    holderIdentity: election.identity,
    leaseDurationSeconds: leaseDuration / 1_000_000,
    acquireTime: (mine ? acquireTime : undefined) ?? now,
    renewTime: now,
    leaseTransitions: mine ? leaseTransitions : leaseTransitions + 1
  })
  if (!mine && holderIdentity !== '') {
    out.because({ silence: processOf(election, holderIdentity) }, 'leader-elect-lease-duration')
    out.note(
      `${holderIdentity} has not renewed ${lockOf(election)} for ${leaseDuration / 1_000_000} s: tries to take it`
    )
  }
  return 'pending'
}

function create(election: LeaderElection, client: ApiClient, context: ProcessContext, out: Outbox): void {
  const { namespace, name, identity } = election
  const now = formatMicroTime(wallClock(context))
  const body = Object.freeze({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace },
    spec: {
      holderIdentity: identity,
      leaseDurationSeconds: electionTimes(context.config).leaseDuration / 1_000_000,
      acquireTime: now,
      renewTime: now,
      leaseTransitions: 0
    }
  })
  request(
    client,
    context,
    out,
    { verb: 'create', resource: 'leases', namespace, body },
    refOf(election, 'create'),
    ...timeout(context)
  )
}

function put(
  election: LeaderElection,
  client: ApiClient,
  context: ProcessContext,
  out: Outbox,
  step: 'update' | 'release',
  spec: Lease['spec']
): void {
  const { namespace, name, lease } = election
  const body = Object.freeze({ ...lease, spec })
  request(
    client,
    context,
    out,
    { verb: 'update', resource: 'leases', namespace, name, body },
    refOf(election, step),
    ...timeout(context)
  )
}

/** The attempt succeeded: this process holds the lock until it must renew. */
function held(election: LeaderElection, context: ProcessContext, out: Outbox): ElectionOutcome {
  const { retryPeriod } = electionTimes(context.config)
  const before = election.phase
  election.attemptAt = -1
  election.deadlineAt = 0
  election.tickWaits = false
  election.lastError = ''
  election.phase = 'leading'
  out.cancel(timerId(election, 'deadline'))
  // The renewal loop starts at once after acquiring, then every retry period after each success.
  arm(election, out, 'retry', before === 'acquiring' ? 0 : retryPeriod, 'leader-elect-retry-period')
  if (before !== 'acquiring') return 'pending'
  out.log('I', `successfully acquired lease ${lockOf(election)}`)
  out.fact('leader-acquired', { lock: election.name, identity: election.identity })
  return 'acquired'
}

function failed(
  election: LeaderElection,
  client: ApiClient,
  context: ProcessContext,
  out: Outbox,
  error: string
): ElectionOutcome {
  election.attemptAt = -1
  election.lastError = error
  if (error.startsWith('error') || error.startsWith('Failed')) out.log('E', error)
  if (election.phase === 'acquiring') {
    const { retryPeriod } = electionTimes(context.config)
    arm(election, out, 'retry', context.rng.jitter(retryPeriod, jitterFactor), 'leader-elect-retry-period')
  } else if (election.tickWaits) attempt(election, client, context, out)
  return 'pending'
}

function lose(election: LeaderElection, client: ApiClient, out: Outbox): ElectionOutcome {
  election.phase = 'stopped'
  election.attempt++
  election.attemptAt = -1
  out.cancel(timerId(election, 'retry'))
  out.because({ silence: client.server }, 'leader-elect-renew-deadline')
  out.log('I', `failed to renew lease ${lockOf(election)}: timed out waiting for the condition`)
  return 'lost'
}

function observe(election: LeaderElection, context: ProcessContext, lease: Lease): void {
  election.lease = lease
  election.observedAt = context.now
}

function sameRecord(a: Lease | null, b: Lease): boolean {
  if (!a) return false
  const x = a.spec
  const y = b.spec
  return (
    x.holderIdentity === y.holderIdentity &&
    x.renewTime === y.renewTime &&
    x.acquireTime === y.acquireTime &&
    x.leaseTransitions === y.leaseTransitions &&
    x.leaseDurationSeconds === y.leaseDurationSeconds
  )
}

const lockOf = (election: LeaderElection): string => `${election.namespace}/${election.name}`
const timerId = (election: LeaderElection, kind: 'retry' | 'deadline'): string => `election/${election.name}/${kind}`
const refOf = (election: LeaderElection, step: ElectionRef['step']): ElectionRef => ({
  kind: 'election',
  lock: lockOf(election),
  attempt: election.attempt,
  step
})
const processOf = (election: LeaderElection, identity: string): ProcessId =>
  `${identity.split('_')[0]}/${election.component}`

/** A request for the lock may take half the renew deadline. Models resourcelock.NewFromKubeconfig. */
const timeout = (context: ProcessContext): [Micros, string] => [
  Math.max(seconds(1), electionTimes(context.config).renewDeadline / 2),
  'leader-elect-renew-deadline'
]

function tick(election: LeaderElection, context: ProcessContext, out: Outbox): void {
  arm(election, out, 'retry', electionTimes(context.config).retryPeriod, 'leader-elect-retry-period')
}

function arm(election: LeaderElection, out: Outbox, kind: 'retry' | 'deadline', delay: Micros, setting: string): void {
  out.timer(timerId(election, kind), delay, setting, { type: `election.${kind}`, lock: lockOf(election) })
}

const messageOf = (body: ApiResponse['body']): string | undefined =>
  typeof body === 'object' && 'message' in body && typeof body.message === 'string' ? body.message : undefined

function errorOf(election: LeaderElection, ref: ElectionRef, result: ApiResult): string {
  const reason =
    result.kind === 'error'
      ? result.error
      : result.kind === 'response'
        ? (messageOf(result.body) ?? `HTTP ${result.code}`)
        : 'unexpected answer'
  if (ref.step === 'get') return `error retrieving resource lock ${lockOf(election)}: ${reason}`
  if (ref.step === 'create') return `error initially creating leader election record: ${reason}`
  return `Failed to update lock: ${reason}`
}
