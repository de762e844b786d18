import { seconds } from '../base/time'
import { addressIn, mayJoin, podNetIn } from './address-plan'
import { clusterOf, defaultMachineBootS, processesOf, type Cluster } from './cluster'
import { addMachine, removeMachine } from './kernel/machines'
import { inject } from './kernel/react'
import { clockAtStart, type MachineId, type SetupProcess, type SimEvent } from './kernel/types'
import type { World } from './kernel/world'

/**
 * A machine more: somebody racks it, or a cloud makes it. It is powered on now, boots (`machine-boot-s`) and runs `kubeadm join`; all that
 * follows is what its own processes do.
 * @returns why it cannot be; empty if it is
 */
export function addWorker(world: World, machine: MachineId, entry: number): string {
  const cluster = clusterOf(world)
  const known = world.machine(machine)
  if (known && !known.gone) return `${machine} is there already`
  if (!mayJoin(machine)) return `no machine can have the name ${machine}`
  const next = withWorker(cluster, machine)
  world.cluster = next
  const boot = seconds(Number(world.setup.flags['machine-boot-s'] ?? defaultMachineBootS))
  addMachine(world, processesOfWorker(world, next, machine), boot, 'machine-boot-s', entry)
  tellBalancer(world, { type: 'balancer.add', machine }, entry)
  return ''
}

/** A machine is taken away for good: its cloud deletes it, or somebody unplugs it and carries it off. Gives why it cannot be. */
export function removeWorker(world: World, machine: MachineId, entry: number): string {
  const known = world.machine(machine)
  if (!known || known.gone) return `there is no ${machine}`
  world.cluster = withoutWorker(clusterOf(world), machine)
  removeMachine(world, machine, entry)
  tellBalancer(world, { type: 'balancer.remove', machine }, entry)
  return ''
}

/** Whoever adds or removes a machine says so to the balancer before the workers, too. */
function tellBalancer(world: World, event: SimEvent & { readonly machine: MachineId }, entry: number): void {
  const users = world.find('users/traffic')
  if (users?.status === 'running') inject(world, users, event, entry)
}

function withWorker(cluster: Cluster, machine: MachineId): Cluster {
  const zones = [...new Set(Object.values(cluster.zones))].sort()
  const zone = zones.length > 0 ? zones[(Number(machine.split('-')[1]) - 1) % zones.length]! : undefined
  return Object.freeze({
    ...cluster,
    workers: Object.freeze([...cluster.workers, machine]),
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
