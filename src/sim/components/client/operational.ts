import { seconds, toSeconds, type Micros } from '../../../base/time'
import type { KubeList, Lease, Pod } from '../../api/types'
import type { Outbox, SimEvent } from '../../kernel/types'
import { lastTrouble, probeNamespace } from './api-probes'
import { ask, isGood, type Answer } from './ask'
import { isOn, millis } from './config'
import type { Client } from './context'

/**
 * Does the whole control plane work? While all is well it only reads the two leader leases. Once a lease stops changing
 * or the API fails, it writes a small Deployment and waits until its pod was created (controllers) and bound (scheduler).
 * `cluster-operational`: that happened, both leases are fresh, and no API probe failed for `operational-window-ms`.
 */
export interface OperationalProbe {
  /** When trouble was first seen; null while all is well. */
  troubleSince: Micros | null
  why: string
  /** `renewTime` by lease, and when this probe saw it change: clocks may differ, so only changes count. */
  leases: Map<string, { readonly renewTime: string; readonly seenAt: Micros }>
  phase: 'idle' | 'writing' | 'waiting' | 'scheduled'
  /** Name of the current probe's Deployment: each has its own. */
  round: number
  /** Longest time in trouble. */
  longest: Micros
}

export const createOperationalProbe = (): OperationalProbe => ({
  troubleSince: null,
  why: '',
  leases: new Map(),
  phase: 'idle',
  round: 0,
  longest: 0
})

const watched = ['kube-controller-manager', 'kube-scheduler']
const setting = 'operational-probe-interval-ms'

export function startOperationalProbe(context: Client, out: Outbox): void {
  if (isOn(context.config, 'api-probes')) lookAtControlPlane(context, out)
}

const nameOf = ({ round }: OperationalProbe): string => `probe-${round}`

/** One look: the leases, then whatever the current write waits for. */
export function lookAtControlPlane(context: Client, out: Outbox): void {
  const { operational, config } = context
  out.timer('operational', millis(config, setting), setting, { type: 'operational.look' } as SimEvent)
  judge(context, out)
  question(context, out, { verb: 'list', resource: 'leases', namespace: 'kube-system' }, 'leases')
  const { phase } = operational
  if (phase === 'writing') {
    const body = probeDeployment(nameOf(operational))
    question(context, out, { verb: 'create', resource: 'deployments', namespace: probeNamespace, body }, 'write')
  } else if (phase === 'waiting') {
    const options = { labelSelector: `app=${nameOf(operational)}` }
    question(context, out, { verb: 'list', resource: 'pods', namespace: probeNamespace, options }, 'pods')
  }
}

function question(context: Client, out: Outbox, call: Parameters<typeof ask>[3], of: string): void {
  ask(context.asker, context, out, call, { kind: 'operational', of }, seconds(5), setting)
}

export function controlPlaneAnswered(context: Client, answer: Answer, out: Outbox): void {
  const { operational } = context
  switch (answer.ref.of) {
    case 'leases':
      if (isGood(answer)) readLeases(context, answer.body as KubeList)
      break
    case 'write':
      if (operational.phase === 'writing' && (isGood(answer) || answer.code === 409)) operational.phase = 'waiting'
      break
    case 'pods': {
      const pods = isGood(answer) ? ((answer.body as KubeList).items as Pod[]) : []
      if (operational.phase === 'waiting' && pods.some((pod) => pod.spec.nodeName)) operational.phase = 'scheduled'
      break
    }
  }
  judge(context, out)
}

function readLeases({ operational: { leases }, now }: Client, list: KubeList): void {
  for (const lease of list.items as Lease[]) {
    const { name } = lease.metadata
    const renewTime = lease.spec.renewTime ?? ''
    if (watched.includes(name) && leases.get(name)?.renewTime !== renewTime) {
      leases.set(name, Object.freeze({ renewTime, seenAt: now }))
    }
  }
}

function judge(context: Client, out: Outbox): void {
  const { operational, now } = context
  const trouble = troubleOf(context)
  if (operational.troubleSince === null) {
    if (trouble === null) return
    operational.troubleSince = now
    operational.why = trouble
    operational.phase = 'writing'
    operational.round++
    out.note(`is the control plane at work? ${trouble}`)
    out.fact('cluster-doubtful', { why: trouble })
    return
  }
  if (trouble !== null || operational.phase !== 'scheduled') return
  const outage = toSeconds(now - operational.troubleSince)
  out.note('a written Deployment was reconciled and its pod bound: the control plane is at work')
  out.fact('cluster-operational', { outageSeconds: outage, why: operational.why })
  const name = nameOf(operational)
  question(context, out, { verb: 'delete', resource: 'deployments', namespace: probeNamespace, name }, 'clean')
  operational.longest = Math.max(operational.longest, now - operational.troubleSince)
  operational.troubleSince = null
  operational.phase = 'idle'
}

function troubleOf(context: Client): string | null {
  const { operational, config, now } = context
  if (now - lastTrouble(context) < millis(config, 'operational-window-ms')) return 'a probe of the API failed'
  const stale = millis(config, 'operational-lease-stale-ms')
  for (const [name, { seenAt }] of operational.leases) {
    if (now - seenAt > stale) return `${name} did not renew its lease for ${toSeconds(now - seenAt).toFixed(0)} s`
  }
  return null
}

/** One pod of the smallest size, which starts nothing of its own. */
function probeDeployment(name: string): unknown {
  const labels = { app: name }
  const containers = [{ name: 'pause', image: 'registry.k8s.io/pause:3.9' }]
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: probeNamespace, labels },
    spec: { replicas: 1, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } }
  }
}
