import { fail, ok, type Result } from '../../base/result'
import type { ClusterSpec } from '../cluster'
import type { MachineId } from '../kernel/types'
import { formatFault } from './parse'
import type { Fault } from './types'

/** Whether a cluster has what the fault names: its text alone cannot know. */
export function checkFault(fault: Fault, cluster: ClusterSpec): Result<Fault> {
  const missing = machinesOf(fault).find((machine) => !hasMachine(cluster, machine))
  if (missing === undefined) return ok(fault)
  return fail(`Fault '${formatFault(fault)}': this cluster has no ${missing}; expected ${describe(cluster)}.`)
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

function machinesOf(fault: Fault): readonly MachineId[] {
  const named = (() => {
    switch (fault.kind) {
      case 'partition':
        return fault.groups.flat()
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
  })()
  return named.map((target) => target.split('/')[0]!)
}
