import { seconds, type Micros } from '../../base/time'
import { formatMicroTime } from '../api/timestamp'
import type { KubeObject, Lease } from '../api/types'
import type { ApiResponse } from '../components/kube-apiserver/messages'
import { wallClock } from '../kernel/clock'
import type { Flags, ProcessContext } from '../kernel/types'
import type { OutboxOf } from '../outbox'
import { releaseOf } from '../releases'
import { electionFlags } from './flags'
import type { LeaderElection } from './leaderelection'
import {
  request,
  type ApiClient,
  type ApiResult,
  type Call,
  type TransportError,
  type TransportTimer
} from './transport'

/**
 * The Lease that a leader election is about, or the Endpoints object of an older program, and the requests for it.
 * Models client-go/tools/leaderelection/resourcelock/leaselock.go and endpointslock.go.
 */
type Outbox = OutboxOf<TransportTimer>

/** What a request for the lock is for; its answer bears it. */
export interface LockRef {
  readonly kind: 'election'
  readonly lock: string
  readonly attempt: number
  readonly step: 'get' | 'create' | 'update'
}

/** Flags of every leader-elected component, by upstream name; defaults as component-base/config/v1alpha1/defaults.go. */
export function electionTimes(flags: Flags) {
  const of = (name: keyof typeof electionFlags) => seconds(Number(flags[name] ?? electionFlags[name].default))
  return {
    leaseDuration: of('leader-elect-lease-duration'),
    renewDeadline: of('leader-elect-renew-deadline'),
    retryPeriod: of('leader-elect-retry-period')
  }
}

/** How often a lock is renewed, and how long it holds. */
export type ElectionTimes = ReturnType<typeof electionTimes>

/** An election's own times, or those of the flags. */
export const timesOf = (
  { times }: Pick<LeaderElection, 'times'>,
  { config }: Pick<ProcessContext, 'config'>
): ElectionTimes => times ?? electionTimes(config)

/** `kube-system/kube-scheduler` */
export const lockOf = ({ namespace, name }: LeaderElection): string => `${namespace}/${name}`

/** Asks for the record. */
export function get(election: LeaderElection, client: ApiClient, context: ProcessContext, out: Outbox): void {
  const { namespace, name } = election
  ask(election, client, context, out, 'get', { verb: 'get', resource: resourceOf(election), namespace, name })
}

/** Makes the Lease, with this process as its holder. */
export function create(election: LeaderElection, client: ApiClient, context: ProcessContext, out: Outbox): void {
  const { namespace, identity } = election
  const now = formatMicroTime(wallClock(context))
  const body = bodyOf(election, null, {
    holderIdentity: identity,
    leaseDurationSeconds: timesOf(election, context).leaseDuration / 1_000_000,
    acquireTime: now,
    renewTime: now,
    leaseTransitions: 0
  })
  ask(election, client, context, out, 'create', { verb: 'create', resource: resourceOf(election), namespace, body })
}

/** Writes this process into the record as it was last read. */
export function update(election: LeaderElection, client: ApiClient, context: ProcessContext, out: Outbox): void {
  const { holderIdentity = '', leaseTransitions = 0, acquireTime } = election.lease?.spec ?? {}
  const mine = holderIdentity === election.identity
  const now = formatMicroTime(wallClock(context))
  put(election, client, context, out, {
    holderIdentity: election.identity,
    leaseDurationSeconds: timesOf(election, context).leaseDuration / 1_000_000,
    acquireTime: (mine ? acquireTime : undefined) ?? now,
    renewTime: now,
    leaseTransitions: mine ? leaseTransitions : leaseTransitions + 1
  })
}

/** Frees the lock, so that the next one need not wait for the lease to run out. */
export function release(election: LeaderElection, client: ApiClient, context: ProcessContext, out: Outbox): void {
  const now = formatMicroTime(wallClock(context))
  const leaseTransitions = election.lease?.spec.leaseTransitions
  put(election, client, context, out, {
    holderIdentity: '',
    leaseDurationSeconds: 1,
    acquireTime: now,
    renewTime: now,
    ...(leaseTransitions !== undefined && { leaseTransitions })
  })
}

function put(
  election: LeaderElection,
  client: ApiClient,
  context: ProcessContext,
  out: Outbox,
  spec: Lease['spec']
): void {
  const { namespace, name, lease } = election
  const body = bodyOf(election, lease, spec)
  ask(election, client, context, out, 'update', {
    verb: 'update',
    resource: resourceOf(election),
    namespace,
    name,
    body
  })
}

const resourceOf = ({ resource = 'leases' }: LeaderElection): string => resource

/** Where an Endpoints object bears the record. Models resourcelock.LeaderElectionRecordAnnotationKey. */
const annotation = 'control-plane.alpha.kubernetes.io/leader'

/** The object to be written: the Lease, or Endpoints whose annotation is the record. Models endpointslock.go Create and Update. */
function bodyOf(election: LeaderElection, last: Lease | null, spec: Lease['spec']): KubeObject {
  const { namespace, name } = election
  if (resourceOf(election) === 'leases') {
    const fresh = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name, namespace } }
    return Object.freeze({ ...(last ?? fresh), spec })
  }
  const { spec: _record, ...kept } = last ?? {
    spec: null,
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { name, namespace }
  }
  const { metadata } = kept
  const { holderIdentity = '', leaseDurationSeconds = 0, leaseTransitions = 0 } = spec
  const record = {
    holderIdentity,
    leaseDurationSeconds,
    acquireTime: inSeconds(spec.acquireTime),
    renewTime: inSeconds(spec.renewTime),
    leaderTransitions: leaseTransitions
  }
  const annotations = { ...(last?.metadata.annotations ?? {}), [annotation]: JSON.stringify(record) }
  return Object.freeze({ ...kept, metadata: { ...metadata, annotations } })
}

/** The record's times have no fractions of seconds (metav1.Time). */
const inSeconds = (time: string | undefined): string => (time ?? '').replace(/\.\d+Z$/, 'Z')

/** The record of a lock as a Lease, whatever it is kept in. Models endpointslock.go Get. */
export function leaseOf(election: LeaderElection, body: KubeObject): Lease {
  if (resourceOf(election) === 'leases') return body as Lease
  const { leaderTransitions, ...record } = recordIn(body.metadata.annotations?.[annotation])
  return Object.freeze({
    ...body,
    spec: { ...record, ...(leaderTransitions !== undefined && { leaseTransitions: leaderTransitions }) }
  })
}

interface LeaderRecord {
  readonly holderIdentity?: string
  readonly leaseDurationSeconds?: number
  readonly acquireTime?: string
  readonly renewTime?: string
  readonly leaderTransitions?: number
}

/** Nobody's, if it cannot be read. */
function recordIn(text: string | undefined): LeaderRecord {
  try {
    return (JSON.parse(text ?? '{}') as LeaderRecord | null) ?? {}
  } catch {
    return {}
  }
}

/** A request for the lock may take half the renew deadline. Models resourcelock.NewFromKubeconfig. */
function ask(
  election: LeaderElection,
  client: ApiClient,
  context: ProcessContext,
  out: Outbox,
  step: LockRef['step'],
  call: Call
): void {
  const timeout: Micros = Math.max(seconds(1), timesOf(election, context).renewDeadline / 2)
  const ref: LockRef = { kind: 'election', lock: lockOf(election), attempt: election.attempt, step }
  request(client, context, out, call, ref, timeout, 'leader-elect-renew-deadline')
}

/** Whether nobody has written the record since it was last read. */
export function sameRecord(a: Lease | null, b: Lease): boolean {
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

/** Of the control plane's own components: their logs are structured since 1.26 or so, and name the API server's address. */
export const hostOf = ({
  config,
  machine,
  cluster
}: {
  readonly config: Flags
  readonly machine: string
  readonly cluster: { readonly addresses: Readonly<Record<string, string>> }
}): { readonly host?: string } => (releaseOf(config) === '1.25' ? {} : { host: cluster.addresses[machine] ?? machine })

/** What an election logs of its course, in the words of the component's release. */
export function said(election: LeaderElection, what: 'attempting' | 'acquired' | 'lost'): string {
  const of = lockOf(election)
  if (election.host === undefined)
    return what === 'attempting'
      ? `attempting to acquire leader lease ${of}...`
      : what === 'acquired'
        ? `successfully acquired lease ${of}`
        : `failed to renew lease ${of}: timed out waiting for the condition`
  return what === 'attempting'
    ? `"Attempting to acquire leader lease..." lock="${of}"`
    : what === 'acquired'
      ? `"Successfully acquired lease" lock="${of}"`
      : `"Failed to renew lease" lock="${of}" err="context deadline exceeded"`
}

/** What a request came to that did not succeed, in upstream's words. */
export function errorOf(election: LeaderElection, { step }: LockRef, result: ApiResult): string {
  const reason =
    result.kind === 'error'
      ? transportText(election, result.call, result.error)
      : result.kind === 'response'
        ? (messageOf(result.body) ?? `HTTP ${result.code}`)
        : 'unexpected answer'
  if (election.host !== undefined) {
    const what =
      step === 'get'
        ? 'Error retrieving lease lock'
        : step === 'create'
          ? 'Error creating lease lock'
          : 'Failed to update lease'
    return `"${what}" err=${JSON.stringify(reason)} lock="${lockOf(election)}"`
  }
  if (step === 'get') return `error retrieving resource lock ${lockOf(election)}: ${reason}`
  if (step === 'create') return `error initially creating leader election record: ${reason}`
  return `Failed to update lock: ${reason}`
}

const methods: Readonly<Record<string, string>> = { get: 'Get', create: 'Post', update: 'Put' }

/** Models net/url.Error: the method, the URL, and what came in the way. */
function transportText(election: LeaderElection, { verb }: Call, error: TransportError): string {
  const { host, namespace, name } = election
  if (host === undefined) return error
  const path = `apis/coordination.k8s.io/v1/namespaces/${namespace}/leases${verb === 'create' ? '' : `/${name}`}`
  const waited = '(Client.Timeout exceeded while awaiting headers)'
  const texts: Partial<Record<TransportError, string>> = {
    'connection refused': `dial tcp ${host}:6443: connect: connection refused`,
    'connection reset': 'read: connection reset by peer',
    'i/o timeout': `dial tcp ${host}:6443: i/o timeout`,
    'TLS handshake timeout': 'net/http: TLS handshake timeout',
    timeout: `net/http: request canceled ${waited}`,
    'timeout before a connection': `net/http: request canceled while waiting for connection ${waited}`
  }
  return `${methods[verb] ?? verb} "https://${host}:6443/${path}?timeout=5s": ${texts[error] ?? error}`
}

const messageOf = (body: ApiResponse['body']): string | undefined =>
  typeof body === 'object' && 'message' in body && typeof body.message === 'string' ? body.message : undefined
