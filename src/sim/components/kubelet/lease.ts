import { wallClock } from '../../kernel/clock'
import { ms, seconds, type Micros } from '../../../base/time'
import { formatMicroTime } from '../../api/timestamp'
import type { Lease } from '../../api/types'
import { request, type ApiResult } from '../../client-go/transport'
import type { Outbox } from './messages'
import { duration, number } from './config'
import { closeIdleConnections } from './connections'
import type { KubeletContext } from './context'
import { errorText } from './error-text'

/** The node's heartbeat. Models component-helpers/apimachinery/lease/controller.go. */
export interface LeaseState {
  /** Failed updates in a row within one renewal. */
  tries: number
  /** Pause before the lease is looked up again; 0: not looking. */
  ensureDelay: Micros
  /** This renewal has given the lease that it remembered up and looked it up anew. */
  fallback: boolean
}

interface LeaseRef {
  readonly kind: 'lease'
  readonly step: 'update' | 'get' | 'create'
}

const namespace = 'kube-node-lease'
const maxUpdateRetries = 5
const maxBackoff = seconds(7)

const send = (context: KubeletContext, out: Outbox, step: LeaseRef['step'], body?: Lease): void => {
  const timeout = duration(context.config, 'node-status-update-frequency-s')
  const ref: LeaseRef = { kind: 'lease', step }
  const named = { resource: 'leases', namespace, ...(step === 'create' ? {} : { name: context.node }) }
  request(
    context.api,
    context,
    out,
    { verb: step, ...named, ...(body ? { body } : {}) },
    ref,
    timeout,
    'node-status-update-frequency-s',
    null
  )
}

/** One renewal: from the lease as it was last seen, else by looking it up first. */
export function renewLease(context: KubeletContext, out: Outbox): void {
  context.lease.tries = 0
  context.lease.fallback = false
  if (context.latestLease) updateLease(context, out)
  else ensure(context, out)
}

/** One more try within this renewal. */
export function updateLease(context: KubeletContext, out: Outbox): void {
  send(context, out, 'update', leaseOf(context, context.latestLease))
}

function ensure(context: KubeletContext, out: Outbox): void {
  context.lease.fallback = true
  if (context.lease.ensureDelay === 0) context.lease.ensureDelay = ms(100)
  send(context, out, 'get')
}

function leaseOf(context: KubeletContext, base: Lease | null): Lease {
  const spec = {
    ...base?.spec,
    holderIdentity: context.node,
    leaseDurationSeconds: number(context.config, 'node-lease-duration-s'),
    renewTime: formatMicroTime(wallClock(context))
  }
  const owner = context.ownNode
    ? { ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: context.node, uid: context.ownNode.metadata.uid! }] }
    : {}
  // Who had no Node when it began has its owner from the next renewal on. Models pkg/kubelet/util/nodelease.go SetNodeOwnerFunc.
  const known = base?.metadata ?? { name: context.node, namespace }
  const metadata = (known.ownerReferences ?? []).length > 0 ? known : { ...known, ...owner }
  return Object.freeze({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec })
}

export function leaseResult(context: KubeletContext, out: Outbox, result: ApiResult): void {
  const { step } = result.ref as LeaseRef
  const { lease } = context
  const good = result.kind === 'response' && result.code < 300
  if (step === 'update') {
    if (good) {
      context.latestLease = result.body as Lease
      return renewed(context, out)
    }
    out.log('E', `controller.go:187] failed to update lease, error: ${errorText(context, result)}`)
    // A conflict is cleared by reading the lease anew.
    if (result.kind === 'response' && result.code === 409) return ensure(context, out)
    if (lease.tries > 0) closeIdleConnections(context, out)
    // Whoever else waited on a connection that is closed goes first: a new one would be closed with theirs.
    if (++lease.tries < maxUpdateRetries) return out.raise({ type: 'lease.update' })
    if (lease.fallback) {
      out.log('E', 'controller.go failed 5 attempts to update lease, will retry after 10s')
      return renewed(context, out)
    }
    out.log(
      'I',
      'controller.go:114] failed to update lease using latest lease, fallback to ensure lease, err: failed 5 attempts to update lease'
    )
    lease.tries = 0
    return ensure(context, out)
  }
  if (good) {
    context.latestLease = result.body as Lease
    lease.ensureDelay = 0
    // A lease that was just created needs no renewal.
    if (step === 'create') renewed(context, out)
    else updateLease(context, out)
    return
  }
  if (step === 'get' && result.kind === 'response' && result.code === 404) {
    // Its owner is looked up first, and without a Node there is no lease this time. Models SetNodeOwnerFunc; here the
    // informer of the own Node knows.
    if (context.nodeStatus.registered && context.nodes.synced && context.nodes.store.size === 0) {
      out.log(
        'E',
        `lease.go:34] "Failed to get node when trying to set owner ref to the node lease" err="nodes \\"${context.node}\\" not found" node="${context.node}"`
      )
      return renewed(context, out)
    }
    send(context, out, 'create', leaseOf(context, null))
    return
  }
  lease.ensureDelay = Math.min(lease.ensureDelay * 2, maxBackoff)
  const delay = lease.ensureDelay
  const text = delay < 1_000_000 ? `${delay / 1_000}ms` : `${delay / 1_000_000}s`
  out.log(
    'E',
    `controller.go:144] failed to ensure lease exists, will retry in ${text}, error: ${errorText(context, result)}`
  )
  out.timer('lease', delay, 'lease-ensure-backoff', { type: 'lease.ensure' })
}

export function ensureLeaseAgain(context: KubeletContext, out: Outbox): void {
  ensure(context, out)
}

/** The next renewal: 10 s × (1 … 1.04) after this one. */
function renewed(context: KubeletContext, out: Outbox): void {
  const { config, rng } = context
  const interval = duration(config, 'node-lease-duration-s') * number(config, 'node-lease-renew-interval-fraction')
  const delay = rng.jitter(interval, number(config, 'node-heartbeat-jitter'))
  out.timer('lease', delay, 'node-lease-renew-interval-fraction', { type: 'lease.renew' })
}
