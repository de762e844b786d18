import type { Flags, MilestoneId } from '../sim/first'
import { profileFlags } from './prepare'
import { isPresetsStory } from './presets'
import type { Scenario } from './types'

/** Seconds after the fault: median, least and greatest of n runs of the real thing. */
export interface Recorded {
  readonly median: number
  readonly min: number
  readonly max: number
  readonly n: number
}

export interface Comparison {
  readonly documentS: number | null
  readonly recordedS: Recorded | null
  /** Which of the settings that timed the milestone are different here, in the document's profile and in the recorded lab. */
  readonly why: string
}

type Times<T> = Readonly<Partial<Record<MilestoneId, T>>>

/** The times that the teaching document's timelines claim. */
export const documentTimes: Readonly<Record<string, Times<number>>> = {
  'single-worker-fails': {
    'heartbeat-stopped': 5,
    'node-not-ready': 40,
    'pod-evicted': 45,
    'pod-scheduled': 50,
    'pod-starting': 60,
    'pod-ready': 75,
    'endpoints-updated': 75,
    'service-restored': 80
  },
  'ha-master-fails': { 'lb-backend-down': 2, 'lb-rerouted': 3, 'etcd-leader-elected': 5, 'cluster-operational': 10 },
  'ha-worker-fails': { 'node-not-ready': 15, 'pod-evicted': 18, 'pod-scheduled': 20, 'pod-ready': 35 }
}

/**
 * Kubernetes 1.25.10, etcd 3.4.23 and HAProxy 2.6.12 on loopback, the machine lost with its network (no RST). Kubelets
 * were imitated: `pod-ready` there is an image pull of at most 2 s and a start of 0.5 s.
 */
export const recordedTimes: Readonly<Record<string, Times<Recorded>>> = {
  'single-worker-fails': {
    'node-not-ready': { median: 38.363, min: 32.606, max: 43.04, n: 5 },
    'node-tainted': { median: 38.393, min: 32.636, max: 43.075, n: 5 },
    'pod-evicted': { median: 341.773, min: 337.82, max: 345.726, n: 2 },
    'pod-created': { median: 341.8, min: 337.857, max: 345.743, n: 2 },
    'pod-scheduled': { median: 341.968, min: 338.158, max: 345.777, n: 2 },
    'pod-ready': { median: 343.661, min: 340.913, max: 346.408, n: 2 }
  },
  'ha-worker-fails': {
    'node-not-ready': { median: 36.529, min: 35.739, max: 38.413, n: 3 },
    'node-tainted': { median: 36.554, min: 35.777, max: 38.517, n: 3 },
    'pod-evicted': { median: 341.778, min: 341.778, max: 341.778, n: 1 },
    'pod-created': { median: 341.812, min: 341.812, max: 341.812, n: 1 },
    'pod-scheduled': { median: 341.87, min: 341.87, max: 341.87, n: 1 },
    'pod-ready': { median: 342.422, min: 342.422, max: 342.422, n: 1 }
  },
  'ha-master-fails': {
    'etcd-leader-elected': { median: 1.232, min: 0.993, max: 1.773, n: 7 },
    'lb-backend-down': { median: 11.048, min: 10.121, max: 11.576, n: 3 },
    'kcm-leader-acquired': { median: 16.201, min: 15.61, max: 18.993, n: 7 },
    'scheduler-leader-acquired': { median: 17.786, min: 14.583, max: 19.273, n: 7 }
  }
}

/** Document, recorded, and why they differ from this run: by the settings in the milestone's chain of causes. */
export function comparisonOf(scenario: Scenario, milestone: MilestoneId, settings: readonly string[]): Comparison {
  // Of a story that somebody changed neither says anything.
  const id = isPresetsStory(scenario) ? scenario.id : ''
  const documentS = documentTimes[id]?.[milestone] ?? null
  const recordedS = recordedTimes[id]?.[milestone] ?? null
  if (documentS === null && recordedS === null) return { documentS, recordedS, why: '' }
  const { masters } = scenario.cluster
  const here: Flags = { ...profileFlags(scenario.profile, masters), ...scenario.flags }
  const others = [
    ...(documentS === null ? [] : ([['document', profileFlags('document', masters)]] as const)),
    ...(recordedS === null ? [] : ([['recorded', profileFlags('kubernetes-1.25', masters)]] as const))
  ]
  const reasons = [...new Set(settings)].flatMap((setting) => {
    const different = others.filter(([, flags]) => flags[setting] !== here[setting])
    if (!(setting in here) || different.length === 0) return []
    return [
      `${setting}: ${[['here', here] as const, ...different].map(([whose, flags]) => `${whose} ${flags[setting]}`).join(', ')}`
    ]
  })
  return { documentS, recordedS, why: reasons.join('; ') }
}
