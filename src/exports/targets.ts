import type { Fault } from '../sim'
import type { Scenario } from '../scenarios'

/** `master-1/etcd` as its machine and its process. */
export function split(target: string): { machine: string; process: string } {
  const slash = target.indexOf('/')
  return slash < 0
    ? { machine: target, process: '' }
    : { machine: target.slice(0, slash), process: target.slice(slash + 1) }
}

const staticPods: ReadonlySet<string> = new Set(['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'])

/** The static pod that kubeadm runs a control plane's process as; null for what systemd runs. */
export function staticPod(target: string): { namespace: string; pod: string; container: string } | null {
  const { machine, process } = split(target)
  return staticPods.has(process) ? { namespace: 'kube-system', pod: `${process}-${machine}`, container: process } : null
}

/** `default/web-*` as namespace and, if a workload of the scenario makes such pods, its labels; else the pod's name. */
export function podsOf(
  { workloads }: Scenario,
  pod: string
): { namespace: string; labels: Readonly<Record<string, string>> | null; kind: string; name: string } {
  const [namespace = 'default', name = ''] = pod.includes('/') ? pod.split('/') : ['default', pod]
  const workload = workloads.find(
    ({ kind, metadata }) =>
      kind !== 'Service' && (metadata.namespace ?? 'default') === namespace && name.startsWith(`${metadata.name}-`)
  )
  const spec = workload?.spec as { selector?: { matchLabels?: Readonly<Record<string, string>> } } | undefined
  return { namespace, name, kind: workload?.kind.toLowerCase() ?? '', labels: spec?.selector?.matchLabels ?? null }
}

/** Until when a fault lasts by the faults after it, in seconds from when it struck; null: until the end. */
export function lasts(faults: readonly Fault[], fault: Fault): number | null {
  const end = faults.find((later) => later.at > fault.at && ends(later, fault))
  return end ? Math.round((end.at - fault.at) / 1_000) / 1_000 : null
}

function ends(later: Fault, fault: Fault): boolean {
  switch (fault.kind) {
    case 'partition':
    case 'cut':
    case 'link':
      return later.kind === 'heal' && (later.machine === undefined || mentions(fault, later.machine))
    case 'pause':
      return later.kind === 'resume' && later.target === fault.target
    case 'kill':
    case 'stop':
      return later.kind === 'restart' && later.target === fault.target
    case 'crash':
    case 'shutdown':
      return later.kind === 'restart' && later.target === fault.machine
    case 'full-disk':
      return later.kind === 'free-disk' && later.machine === fault.machine
    case 'slow-disk':
      return later.kind === 'slow-disk' && later.machine === fault.machine && later.factor === 1
    case 'skew-clock':
      return later.kind === 'skew-clock' && later.machine === fault.machine && later.offset === 0
    default:
      return false
  }
}

function mentions(fault: Fault, machine: string): boolean {
  if (fault.kind === 'partition') return fault.groups.some((group) => group.includes(machine) || group.includes('all'))
  if (fault.kind === 'cut') return fault.from === machine || fault.to === machine
  return fault.kind === 'link' && [fault.a, fault.b].some((end) => end === machine || end === 'all')
}
