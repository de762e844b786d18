import { fnv1a } from '../base/prng'
import type { Cluster } from './cluster'
import type { MachineId } from './kernel/types'

/**
 * Addresses of machines that join later, by arithmetic: the network is laid out before anybody comes, so each machine's name says
 * where it will be, and who runs already finds it without being told. Addresses of the first machines are in the cluster's tables.
 */
const perSubnet = 200
const firstHost = 21
/** Workers of a cluster have names up to this number. */
export const lastWorker = 9_999

const numberOf = (machine: MachineId): number => Number(/^worker-([1-9]\d{0,3})$/.exec(machine)?.[1] ?? NaN)

/** Address of a worker by its place in the row, from 0. */
export const workerAddress = (index: number): string =>
  `10.0.${1 + Math.floor(index / perSubnet)}.${firstHost + (index % perSubnet)}`

/** First three bytes of a node's pod network by the node's place in the row, from 0. */
export const podNetOf = (index: number): string => `10.${244 + Math.floor(index / 256)}.${index % 256}`

/** Whether a machine of that name could join a cluster: only workers come and go. */
export const mayJoin = (machine: MachineId): boolean => numberOf(machine) > 0

/** A machine's own address, whether it has come yet or not; undefined if no machine can have the name. */
export const addressIn = (cluster: Cluster, machine: MachineId): string | undefined =>
  cluster.addresses[machine] ?? (mayJoin(machine) ? workerAddress(numberOf(machine) - 1) : undefined)

/** A machine's pod network, likewise. */
export const podNetIn = (cluster: Cluster, machine: MachineId): string | undefined =>
  cluster.podCidrs[machine] ?? (mayJoin(machine) ? podNetOf(placeOf(cluster, numberOf(machine))) : undefined)

/** Its place in the row of nodes: masters stand between the workers that were there first and those that come later. */
const placeOf = ({ planned }: Cluster, number: number): number =>
  number <= planned.workers ? number - 1 : planned.nodes + number - planned.workers - 1

/** The machine that could have joined with a node's address, or with the pod network that an address lies in. */
export function joinedAt({ planned }: Cluster, ip: string): MachineId | undefined {
  const [a = 0, b = 0, c = 0, d = 0] = ip.split('.').map(Number)
  if (a !== 10) return undefined
  if (b === 0 && c > 0)
    return named(planned.workers, (c - 1) * perSubnet + d - firstHost + 1, d >= firstHost && d < firstHost + perSubnet)
  return named(planned.workers, (b - 244) * 256 + c - planned.nodes + planned.workers + 1, isPodAddress(ip))
}

/** Whether an address lies in the range of pods. */
export const isPodAddress = (ip: string): boolean => {
  const [a, b = 0] = ip.split('.').map(Number)
  return a === 10 && b >= 244
}

const named = (planned: number, number: number, fits: boolean): MachineId | undefined =>
  fits && number > planned && number <= lastWorker ? `worker-${number}` : undefined

/**
 * Where a name of the world outside leads: each has an address of a network for documentation, but what RFC 2606 keeps from resolving
 * and names without a dot.
 */
export const addressInWorld = (name: string): string | undefined =>
  name.includes('.') && !/(^|\.)(invalid|test|example|local|localhost|arpa|internal)$/.test(name)
    ? `203.0.113.${1 + (fnv1a(name) % 254)}`
    : undefined
