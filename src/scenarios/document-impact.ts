import { seconds, type Micros } from '../base/time'
import { parseFault } from '../sim/first'
import { isPresetsStory } from './presets'
import type { Scenario } from './types'

/** What the teaching document's impact tables claim, in its words, by scenario and row. The rows of `sim/ask` have the same ids. */
const documentImpact: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'single-master-fails': {
    'running-pods': 'Continue running: existing pods keep serving traffic',
    services: 'Still work: load balancing continues (kube-proxy on workers)',
    'new-deployments': 'Fail: cannot create new pods, no scheduler available',
    scaling: 'Fails: cannot change replicas, no controller manager',
    'pod-restart': 'Fails: a crashed pod is not restarted',
    kubectl: 'Fails: no API server',
    'self-healing': 'Fails: controllers are down',
    'cluster-state': 'Lost: etcd data still there but inaccessible'
  },
  'single-worker-fails': {
    master: 'Healthy: full control plane operational',
    'failed-worker-pods': 'Terminated: pods on the crashed worker are gone',
    'pod-rescheduling': 'Automatic: replacement pods on healthy workers',
    'other-workers': 'Unaffected: their pods continue normally',
    services: 'Auto-update: endpoints updated, traffic rerouted',
    'new-deployments': 'Work: new pods on healthy workers',
    scaling: 'Works normally',
    'recovery-time': '~30-60 sec: pods rescheduled within 1 minute'
  },
  'ha-master-fails': {
    'cluster-operations': 'Unaffected: remaining masters handle all requests',
    'etcd-quorum': 'Maintained: 2 of 3 members still available',
    'api-requests': 'Work: the load balancer routes to healthy API servers',
    'running-pods': 'Unaffected: all workloads continue normally',
    'new-deployments': 'Work: can create new pods via healthy masters',
    scaling: 'Works normally',
    kubectl: 'Works: all commands via healthy masters',
    'recovery-time': '~0 seconds: zero downtime',
    'manual-intervention': 'Not urgent: can fix the failed master at a convenient time'
  },
  'ha-worker-fails': {
    'failure-detection': 'Faster: multiple masters detect the failure simultaneously',
    'decision-making': 'Faster: etcd quorum enables quick consensus',
    'pod-rescheduling': 'Immediate: multiple schedulers can work in parallel',
    'recovery-time': '~20-30 sec: faster than a single master',
    resilience: 'Higher: can lose 1 worker with minimal impact'
  }
}

/** Whether the document claims that it works: by the word with which it begins. Null: it claims a time, or neither. */
function claimsToWork(claim: string): boolean | null {
  if (/^(?:Fails?|Lost|Terminated)\b/.test(claim)) return false
  return /^(?:Continue|Still work|Works?|Healthy|Automatic|Unaffected|Auto-update|Maintained|Immediate)\b/.test(claim)
    ? true
    : null
}

/** What was simulated is another thing than what the document claims. */
function isOtherwise(claim: string, status: string): boolean {
  const works = claimsToWork(claim)
  return works === null ? false : works ? status === 'failed' || status === 'degraded' : status === 'ok'
}

/**
 * Adds what the document claims, as long as its story is told and from its fault on: what it says is about the time after that. Its rows
 * come first, in its order.
 */
export function besideDocument<Row extends { readonly id: string; readonly status: string }>(
  scenario: Scenario,
  at: Micros,
  impact: readonly Row[]
): readonly (Row & { readonly document?: string; readonly judged?: boolean; readonly differs?: boolean })[] {
  const begun = Math.min(...scenario.faults.map(timeOf)) <= at
  const claims = begun && isPresetsStory(scenario) ? documentImpact[scenario.id] : undefined
  if (!claims) return impact
  const claimed = Object.entries(claims).flatMap(([id, document]) =>
    impact
      .filter((row) => row.id === id)
      .map((row) => ({
        ...row,
        document,
        judged: claimsToWork(document) !== null,
        differs: isOtherwise(document, row.status)
      }))
  )
  return [...claimed, ...impact.filter(({ id }) => !Object.hasOwn(claims, id))]
}

function timeOf(text: string): Micros {
  const fault = parseFault(text)
  return fault.ok ? fault.value.at : seconds(0)
}
