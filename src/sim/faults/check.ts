import { fail, ok, type Result } from '../../base/result'
import { hasStaticPods, masterKinds, masterNodeKinds, mastersAreNodes, workerKinds, type ClusterSpec } from '../cluster'
import type { Flags, MachineId } from '../kernel/types'
import { formatFault } from './parse'
import { targetsOf } from './targets'
import type { Fault } from './types'

/**
 * Whether a cluster has what the fault names: its text alone cannot know.
 * @param others the run's faults: machines that one of them adds are there from then on
 */
export function checkFault(
  fault: Fault,
  cluster: ClusterSpec,
  flags: Flags,
  others: readonly Fault[] = []
): Result<Fault> {
  if (fault.kind === 'add') return checkAdded(fault, cluster, others)
  const targets = targetsOf(fault)
  const added = others.flatMap((other) => (other.kind === 'add' && other.at <= fault.at ? [other.machine] : []))
  const missing = targets.map(machineOf).find((machine) => !hasMachine(cluster, machine) && !added.includes(machine))
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

/** Only workers come and go, and those that are there cannot come. */
function checkAdded(
  fault: Extract<Fault, { kind: 'add' }>,
  cluster: ClusterSpec,
  others: readonly Fault[]
): Result<Fault> {
  const text = `Fault '${formatFault(fault)}'`
  if (!fault.machine.startsWith('worker-'))
    return fail(`${text}: only workers can be added; expected worker-${cluster.workers + 1} or a higher number.`)
  const removed = others.some(
    ({ kind, at, ...rest }) =>
      kind === 'remove' && at <= fault.at && 'machine' in rest && rest.machine === fault.machine
  )
  if (hasMachine(cluster, fault.machine) && !removed)
    return fail(
      `${text}: this cluster has ${fault.machine} from the beginning; expected worker-${cluster.workers + 1} or a higher number.`
    )
  return ok(fault)
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
