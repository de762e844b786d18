import { seconds, ms, type Micros } from '../../../base/time'
import type { Boot } from '../../cluster'
import { defaultsOf } from '../../flag'
import type { ProcessContext } from '../../kernel/types'
import { flags } from './flags'
import type { GroupState, InstanceState } from './messages'

/** The provider of machines: its groups, and what it knows of each machine. */
export interface Cloud extends ProcessContext {
  groups: Map<string, Group>
  instances: Map<string, Instance>
  /** Machines that are in no group and not asked for here: the masters. */
  readonly masters: readonly string[]
  balancers: Map<string, { readonly ip: string; readonly hosts: readonly string[] }>
  /** Number of the next balancer's address. */
  lastBalancer: number
  /** Number of the next machine's name. */
  next: number
}

export interface Group {
  readonly min: number
  readonly max: number
  /** What its machines have, if that is not what all have. */
  readonly size?: { readonly cpu: number; readonly memoryMib: number }
  target: number
}

export interface Instance extends Omit<InstanceState, 'name' | 'state'> {
  /** Empty: somebody made it by hand, it belongs to none. */
  readonly group: string
  state: InstanceState['state']
}

const defaults = defaultsOf(flags)
type Name = keyof typeof flags
const value = ({ config }: Cloud, name: Name): number => Number(config[name] ?? defaults[name])

export const latencyOf = (cloud: Cloud): Micros => ms(value(cloud, 'cloud-api-latency-ms'))
export const shutdownOf = (cloud: Cloud): Micros => seconds(value(cloud, 'cloud-delete-s'))
export const balancerTimeOf = (cloud: Cloud): Micros => seconds(value(cloud, 'cloud-balancer-s'))
export const quotaOf = (cloud: Cloud): number => value(cloud, 'cloud-quota-machines') || Infinity
export const failureShareOf = (cloud: Cloud): number => value(cloud, 'cloud-failure-share')

export function createContext({ self, now, rng, config, cluster }: Boot): Cloud {
  const groups = groupsIn(String(config['cloud-node-groups'] ?? defaults['cloud-node-groups']))
  const [first = ''] = groups.keys()
  groups.get(first)!.target = cluster.workers.length
  const numbers = cluster.workers.map((machine) => Number(machine.split('-')[1]))
  return {
    self,
    now,
    rng,
    config,
    groups,
    instances: new Map(cluster.workers.map((machine) => [machine, { group: first, state: 'running' }])),
    masters: cluster.masters,
    balancers: new Map(),
    lastBalancer: 0,
    next: Math.max(0, ...numbers) + 1
  }
}

function groupsIn(text: string): Map<string, Group> {
  const found = [...text.matchAll(/([-a-z0-9]+)=(\d+):(\d+)(?:\/(\d+)x(\d+))?/g)]
  return new Map(
    found.map(([, name = '', min, max, cpu, memoryMib]) => [
      name,
      {
        min: Number(min),
        max: Number(max),
        ...(cpu !== undefined && { size: Object.freeze({ cpu: Number(cpu), memoryMib: Number(memoryMib) }) }),
        target: 0
      }
    ])
  )
}

/** The groups as they are told to who asks. */
export const groupStates = ({ groups, instances, config }: Cloud): readonly GroupState[] =>
  [...groups].map(([name, { min, max, size, target }]) =>
    Object.freeze({
      name,
      min,
      max,
      target,
      cpu: size?.cpu ?? Number(config['node-cpu'] ?? 4),
      memoryMib: size?.memoryMib ?? Number(config['node-memory-mib'] ?? 8_192),
      instances: [...instances]
        .filter(([, { group }]) => group === name)
        .map(([id, { state, error }]) => Object.freeze({ name: id, state, ...(error && { error }) }))
    })
  )
