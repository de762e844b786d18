import type { LabelSelector, Namespace, Pod } from '../../../api/types'
import { selects, type Labels } from '../../../api/labels'
import { parseTime } from '../../../api/timestamp'
import type { Micros } from '../../../../base/time'
import { nonZeroRequest, overheadQuirk, podRequest, type CpuMemory, type Resources } from './resources'

/** An inter-pod affinity term with its namespaces resolved against the pod that states it. */
export interface AffinityTerm {
  readonly topologyKey: string
  readonly selector: LabelSelector | undefined
  readonly namespaces: readonly string[]
  readonly namespaceSelector: LabelSelector | undefined
  /** 0 for required terms. */
  readonly weight: number
}

export interface HostPort {
  readonly ip: string
  readonly protocol: string
  readonly port: number
}

/** A pod with everything the plugins read from it, computed once per version. Models framework/types.go PodInfo. */
export interface PodInfo {
  readonly pod: Pod
  /** `namespace/name`. */
  readonly key: string
  readonly namespace: string
  readonly labels: Labels
  readonly priority: number
  readonly terminating: boolean
  /** Missing while the kubelet has not acknowledged the pod; preemption then takes it as started now. */
  readonly startTime: Micros | undefined
  readonly request: Resources
  readonly nonZero: CpuMemory
  readonly overheadQuirk: number
  readonly hostPorts: readonly HostPort[]
  readonly requiredAffinity: readonly AffinityTerm[]
  readonly requiredAntiAffinity: readonly AffinityTerm[]
  readonly preferredAffinity: readonly AffinityTerm[]
  readonly preferredAntiAffinity: readonly AffinityTerm[]
}

type Term = NonNullable<
  NonNullable<NonNullable<Pod['spec']['affinity']>['podAffinity']>['requiredDuringSchedulingIgnoredDuringExecution']
>[number]

const noTerms: readonly AffinityTerm[] = Object.freeze([])
const noPorts: readonly HostPort[] = Object.freeze([])
const noLabels: Labels = Object.freeze({})

export const namespaceOf = (object: { readonly metadata: { readonly namespace?: string } }): string =>
  object.metadata.namespace ?? 'default'

export const keyOf = (object: { readonly metadata: { readonly namespace?: string; readonly name: string } }): string =>
  `${namespaceOf(object)}/${object.metadata.name}`

export function podInfo(pod: Pod): PodInfo {
  const { spec, status, metadata } = pod
  const namespace = namespaceOf(pod)
  const term = (from: Term, weight: number): AffinityTerm =>
    Object.freeze({
      topologyKey: from.topologyKey,
      selector: from.labelSelector,
      namespaces: from.namespaces?.length || from.namespaceSelector ? (from.namespaces ?? []) : [namespace],
      namespaceSelector: from.namespaceSelector,
      weight
    })
  const required = (terms: readonly Term[] | undefined) => terms?.map((t) => term(t, 0)) ?? noTerms
  const preferred = (terms: readonly { weight: number; podAffinityTerm: Term }[] | undefined) =>
    terms?.map((t) => term(t.podAffinityTerm, t.weight)) ?? noTerms
  const { podAffinity: affinity, podAntiAffinity: anti } = spec.affinity ?? {}
  return Object.freeze({
    pod,
    key: `${namespace}/${metadata.name}`,
    namespace,
    labels: metadata.labels ?? noLabels,
    priority: spec.priority ?? 0,
    terminating: metadata.deletionTimestamp !== undefined,
    startTime: status?.startTime === undefined ? undefined : parseTime(status.startTime),
    request: podRequest(spec),
    nonZero: nonZeroRequest(spec),
    overheadQuirk: overheadQuirk(spec),
    hostPorts: hostPorts(pod),
    requiredAffinity: required(affinity?.requiredDuringSchedulingIgnoredDuringExecution),
    requiredAntiAffinity: required(anti?.requiredDuringSchedulingIgnoredDuringExecution),
    preferredAffinity: preferred(affinity?.preferredDuringSchedulingIgnoredDuringExecution),
    preferredAntiAffinity: preferred(anti?.preferredDuringSchedulingIgnoredDuringExecution)
  })
}

/** Models framework/types.go HostPortInfo.sanitize: no IP means all addresses, no protocol TCP. */
function hostPorts(pod: Pod): readonly HostPort[] {
  const ports = pod.spec.containers.flatMap((c) => c.ports ?? []).filter((port) => (port.hostPort ?? 0) > 0)
  if (ports.length === 0) return noPorts
  return ports.map((port) => ({
    ip: port.hostIP || '0.0.0.0',
    protocol: port.protocol || 'TCP',
    port: port.hostPort ?? 0
  }))
}

/** Does this term mean that pod? Models framework/types.go AffinityTerm.Matches. */
export function termMatches(term: AffinityTerm, pod: PodInfo, namespaces: ReadonlyMap<string, Namespace>): boolean {
  return (
    (term.namespaces.includes(pod.namespace) ||
      selects(term.namespaceSelector, namespaces.get(pod.namespace)?.metadata.labels)) &&
    selects(term.selector, pod.labels)
  )
}

export const hasAffinity = (pod: PodInfo): boolean =>
  pod.requiredAffinity.length > 0 ||
  pod.requiredAntiAffinity.length > 0 ||
  pod.preferredAffinity.length > 0 ||
  pod.preferredAntiAffinity.length > 0
