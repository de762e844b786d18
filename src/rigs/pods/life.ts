import type { Simulation } from '../../sim'
import { unixMicros } from '../../sim/api/timestamp'
import { lifeOfContainers } from './containers'
import { requestsAbout } from './requests'

/** One thing that happened to a pod. */
export interface Moment {
  /** Milliseconds from the life's zero. */
  readonly t_ms: number
  /** `kubectl`, `kube-scheduler`, `kubelet`, `kubelet log`, `containerd`, `runtime`, `kcm/replicaset-controller`. */
  readonly component: string
  readonly what: string
}

/** A pod's life: everything that was asked, logged and run because of it. */
export interface Life {
  readonly pod: string
  /** The zero's wall-clock time in the simulation, as Unix milliseconds. */
  readonly t0_ms: number
  readonly zero: string
  readonly timeline: readonly Moment[]
}

/** When a life begins: with its binding, or for a pod that brought its node with its creation. */
const zeros = [
  { begins: 'CREATE pods/binding -> 2', zero: 'POST pods/binding received by the API server' },
  { begins: 'CREATE pods -> 2', zero: 'POST pods received by the API server' }
]

/**
 * The life of a pod in a simulated run, from the messages, logs and facts of its timeline alone:
 * requests that change it and its events as they reach the API server, the kubelet's and the runtime's log lines about
 * it, and what happened to its processes. Null if the API server took none of that name.
 */
export function lifeOf(simulation: Simulation, pod: string, namespace = 'default'): Life | null {
  const found = [...requestsAbout(simulation, pod, namespace), ...lifeOfContainers(simulation, pod, namespace)]
  found.sort((a, b) => a.at - b.at || a.entry - b.entry)
  for (const { begins, zero } of zeros) {
    const first = found.find(({ what }) => what.startsWith(begins))
    if (!first) continue
    const timeline = found.map(({ at, component, what }) => ({ t_ms: milliseconds(at - first.at), component, what }))
    return { pod, t0_ms: unixMicros(first.at) / 1000, zero, timeline }
  }
  return null
}

const milliseconds = (micros: number): number => Math.round(micros / 100) / 10
