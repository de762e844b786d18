import { seconds } from '../base/time'
import { addressIn, mayJoin, podNetIn } from './address-plan'
import { clusterOf, defaultMachineBootS, processesOf, type Cluster, type MachineSize } from './cluster'
import { addMachine, removeMachine } from './kernel/machines'
import { inject } from './kernel/react'
import { clockAtStart, type MachineId, type ProcessId, type SetupProcess, type SimEvent } from './kernel/types'
import type { World } from './kernel/world'

/**
 * A machine more: somebody racks it, or a cloud makes it. It is powered on now, boots (`machine-boot-s`) and runs `kubeadm join`; all that
 * follows is what its own processes do.
 * @returns why it cannot be; empty if it is
 */
export function addWorker(world: World, machine: MachineId, entry: number, size?: MachineSize): string {
  const cluster = clusterOf(world)
  const known = world.machine(machine)
  if (known && !known.gone) return `${machine} is there already`
  if (!mayJoin(machine)) return `no machine can have the name ${machine}`
  const next = withWorker(cluster, machine, size)
  world.cluster = next
  const boot = seconds(Number(world.setup.flags['machine-boot-s'] ?? defaultMachineBootS))
  addMachine(world, processesOfWorker(world, next, machine), boot, 'machine-boot-s', entry)
  tell(world, 'users/cloud', { type: 'cloud.came', machine }, entry)
  tell(world, 'users/traffic', { type: 'balancer.add', machine }, entry)
  return ''
}

/** A machine is taken away for good: its cloud deletes it, or somebody unplugs it and carries it off. Gives why it cannot be. */
export function removeWorker(world: World, machine: MachineId, entry: number): string {
  const known = world.machine(machine)
  if (!known || known.gone) return `there is no ${machine}`
  world.cluster = withoutWorker(clusterOf(world), machine)
  removeMachine(world, machine, entry)
  tell(world, 'users/cloud', { type: 'cloud.gone', machine }, entry)
  tell(world, 'users/traffic', { type: 'balancer.remove', machine }, entry)
  return ''
}

/** Whoever adds or removes a machine says so: to the balancer before the workers, and to its provider, if that did not do it. */
function tell(world: World, to: ProcessId, event: SimEvent & { readonly machine: MachineId }, entry: number): void {
  const process = world.find(to)
  if (process?.status === 'running') inject(world, process, event, entry)
}

function withWorker(cluster: Cluster, machine: MachineId, size: MachineSize | undefined): Cluster {
  const zones = [...new Set(Object.values(cluster.zones))].sort()
  const zone = zones.length > 0 ? zones[(Number(machine.split('-')[1]) - 1) % zones.length]! : undefined
  return Object.freeze({
    ...cluster,
    workers: Object.freeze([...cluster.workers, machine]),
    ...(size && { sizes: Object.freeze({ ...cluster.sizes, [machine]: size }) }),
    zones: zone === undefined ? cluster.zones : Object.freeze({ ...cluster.zones, [machine]: zone }),
    addresses: Object.freeze({ ...cluster.addresses, [machine]: addressIn(cluster, machine)! }),
    podCidrs: Object.freeze({ ...cluster.podCidrs, [machine]: podNetIn(cluster, machine)! })
  })
}

function withoutWorker(cluster: Cluster, machine: MachineId): Cluster {
  const without = <T>(table: Readonly<Record<MachineId, T>>): Readonly<Record<MachineId, T>> =>
    Object.freeze(Object.fromEntries(Object.entries(table).filter(([id]) => id !== machine)))
  const { workers, zones, addresses, podCidrs } = cluster
  return Object.freeze({
    ...cluster,
    workers: Object.freeze(workers.filter((id) => id !== machine)),
    zones: without(zones),
    addresses: without(addresses),
    podCidrs: without(podCidrs)
  })
}

/** What a worker's system starts, with the files that `kubeadm join` leaves it. */
function processesOfWorker({ setup, now }: World, cluster: Cluster, machine: MachineId): SetupProcess[] {
  const only: Cluster = { ...cluster, masters: [], workers: [machine], hasLoadBalancer: false }
  return processesOf(only, setup.flags, setup.seed, clockAtStart + now + (setup.clocksAhead ?? 0)).filter(({ id }) =>
    id.startsWith(`${machine}/`)
  )
}
