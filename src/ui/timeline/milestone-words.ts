import { milestoneTitle } from '../shared/words'

/** What the timeline has room for; the whole title stands in the list and in the milestone's name. */
const words: Readonly<Record<string, string>> = {
  'service-degraded': 'users feel it',
  'heartbeat-stopped': 'a heartbeat is missing',
  'lb-backend-down': 'taken out: DOWN',
  'lb-rerouted': 'rerouted',
  'etcd-leader-lost': 'leader missed',
  'etcd-leader-elected': 'etcd leader',
  'api-read-ok': 'reads',
  'api-write-ok': 'writes',
  'kcm-leader-acquired': 'controllers',
  'scheduler-leader-acquired': 'scheduler',
  'cluster-operational': 'control plane whole',
  'node-not-ready': 'NotReady',
  'node-tainted': 'tainted',
  'pod-evicted': 'evicted',
  'pod-created': 'replaced',
  'pod-scheduled': 'scheduled',
  'pod-starting': 'starts',
  'container-started': 'runs',
  'pod-ready': 'ready',
  'endpoints-updated': 'endpoints',
  'service-restored': 'users have all back'
}

export const shortTitle = (id: string): string => words[id] ?? milestoneTitle(id)

/** `+1.24 s`, `−3.0 s`: a distance from the first fault, or from the start of a run without one. */
export function offsetText(micros: number): string {
  const seconds = micros / 1_000_000
  const size = Math.abs(seconds)
  const text = size >= 100 ? size.toFixed(0) : size.toFixed(size < 10 ? 2 : 1)
  return `${seconds < 0 ? '−' : '+'}${text} s`
}
