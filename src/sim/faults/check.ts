import { fail, ok, type Result } from '../../base/result'
import { hasStaticPods, masterKinds, masterNodeKinds, mastersAreNodes, workerKinds, type ClusterSpec } from '../cluster'
import type { Flags, MachineId } from '../kernel/types'
import { formatFault } from './parse'
import { everybodyElse, type Fault } from './types'

/** Whether a cluster has what the fault names: its text alone cannot know. */
export function checkFault(fault: Fault, cluster: ClusterSpec, flags: Flags): Result<Fault> {
  const targets = targetsOf(fault)
  const missing = targets.map(machineOf).find((machine) => !hasMachine(cluster, machine))
  if (missing !== undefined)
    return fail(`Fault '${formatFault(fault)}': this cluster has no ${missing}; expected ${describe(cluster)}.`)
  const absent = targets.find((target) => isAbsent(target, flags))
  if (absent === undefined) return ok(fault)
  if (mastersAreNodes(flags))
    return fail(
      `Fault '${formatFault(fault)}': ${machineOf(absent)} runs ${[...masterKinds, ...masterNodeKinds].join(', ')}; kube-proxy is there only with static-pods=true.`
    )
  return fail(
    `Fault '${formatFault(fault)}': ${machineOf(absent)} runs ${masterKinds.join(', ')}; its kubelet is there only with masters-are-nodes=true.`
  )
}

const machineOf = (target: string): MachineId => target.split('/')[0]!

/** Whether masters run a process, or only with other flags. */
function isAbsent(target: string, flags: Flags): boolean {
  const [machine = '', kind = ''] = target.split('/')
  if (!machine.startsWith('master-') || !workerKinds.some((known) => known === kind)) return false
  return kind === 'kube-proxy' ? !hasStaticPods(flags) : !mastersAreNodes(flags)
}

function hasMachine(cluster: ClusterSpec, machine: MachineId): boolean {
  if (machine === 'users') return true
  if (machine === 'lb') return cluster.loadBalancer
  const [role, number] = machine.split('-')
  return Number(number) <= (role === 'master' ? cluster.masters : cluster.workers)
}

function describe({ masters, workers, loadBalancer }: ClusterSpec): string {
  const range = (role: string, count: number) => (count === 1 ? `${role}-1` : `${role}-1 to ${role}-${count}`)
  const machines = [range('master', masters), ...(workers > 0 ? [range('worker', workers)] : [])]
  return [...machines, ...(loadBalancer ? ['lb'] : []), 'users'].join(', ').replace(/, users$/, ' or users')
}

/** Machines and processes that a fault names. */
function targetsOf(fault: Fault): readonly string[] {
  switch (fault.kind) {
    case 'partition':
      return fault.groups.flat().filter((machine) => machine !== everybodyElse)
    case 'cut':
    case 'drop':
      return [fault.from, fault.to]
    case 'link':
      return [fault.a, fault.b]
    case 'kill-container':
    case 'fill-memory':
      return []
    case 'heal':
      return fault.machine === undefined ? [] : [fault.machine]
    default:
      return 'machine' in fault ? [fault.machine] : [fault.target]
  }
}
