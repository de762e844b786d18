/**
 * What others say about the same failures, to stand beside what the simulation finds: the teaching document's timelines,
 * and a real Kubernetes 1.25 control plane as it was recorded. Seconds after the fault. Data only: nothing reads it to
 * decide anything.
 */
export interface Recorded {
  readonly median: number
  readonly min: number
  readonly max: number
  /** Number of recordings. */
  readonly n: number
}

type Times<T> = Readonly<Record<string, T>>

/** The document's timelines. */
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

const recorded = (median: number, min: number, max: number, n: number): Recorded => ({ median, min, max, n })

/** Recordings with default settings: tolerations of 300 s, HAProxy inter 2s fall 3, a host that falls silent. */
export const recordedTimes: Readonly<Record<string, Times<Recorded>>> = {
  'single-worker-fails': {
    'node-not-ready': recorded(38.4, 32.6, 43.0, 5),
    'node-tainted': recorded(38.4, 32.6, 43.1, 5),
    'pod-evicted': recorded(341.8, 337.8, 345.7, 2),
    'pod-created': recorded(341.8, 337.9, 345.7, 2),
    'pod-scheduled': recorded(342.0, 338.2, 345.8, 2),
    'pod-ready': recorded(343.7, 340.9, 346.4, 2)
  },
  'ha-worker-fails': {
    'node-not-ready': recorded(36.5, 35.7, 38.4, 3),
    'node-tainted': recorded(36.6, 35.8, 38.5, 3),
    'pod-evicted': recorded(341.8, 341.8, 341.8, 1),
    'pod-created': recorded(341.8, 341.8, 341.8, 1),
    'pod-scheduled': recorded(341.9, 341.9, 341.9, 1),
    'pod-ready': recorded(342.4, 342.4, 342.4, 1)
  },
  'ha-master-fails': {
    'etcd-leader-elected': recorded(1.2, 1.0, 1.8, 7),
    'api-write-ok': recorded(1.5, 1.0, 1.9, 7),
    'api-read-ok': recorded(1.5, 1.1, 3.2, 7),
    'lb-backend-down': recorded(11.0, 10.1, 11.6, 3),
    'kcm-leader-acquired': recorded(16.2, 15.6, 19.0, 7),
    'scheduler-leader-acquired': recorded(17.8, 14.6, 19.3, 7)
  }
}

export const documentTime = (scenario: string, milestone: string): number | null =>
  documentTimes[scenario]?.[milestone] ?? null
export const recordedTime = (scenario: string, milestone: string): Recorded | null =>
  recordedTimes[scenario]?.[milestone] ?? null

/** Why a simulated time differs from the document's: which setting timed it here, and what the document's profile sets. */
export function whyDifferent(
  setting: string,
  here: number | string | boolean | undefined,
  inDocument: number | string | boolean | undefined
): string {
  if (setting === '' || here === undefined) return ''
  if (inDocument === undefined || inDocument === here) return `timed by ${setting} = ${here}`
  return `timed by ${setting} = ${here}; the document's times come out with ${inDocument}`
}
