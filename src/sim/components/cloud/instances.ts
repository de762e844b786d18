import type { Delivered } from '../../kernel/types'
import { balancerTimeOf, failureShareOf, groupStates, latencyOf, quotaOf, shutdownOf, type Cloud } from './context'
import type { CloudAccepts, CloudAnswers, MachineChange, Outbox } from './messages'

type Asked<T extends CloudAccepts['type']> = Delivered<Extract<CloudAccepts, { type: T }>, CloudAnswers>

export function describe(cloud: Cloud, { id, from }: Asked<'cloud.describe'>, out: Outbox): void {
  out.send(
    from,
    { type: 'cloud.groups', id, groups: groupStates(cloud), machines: machinesOf(cloud) },
    { delay: latencyOf(cloud) }
  )
}

const machinesOf = ({ masters, instances }: Cloud): readonly string[] => [
  ...masters,
  ...[...instances].flatMap(([name, { state }]) => (state === 'failed' ? [] : [name]))
]

/** A balancer is made, which takes its time, or gets other hosts. */
export function balance(cloud: Cloud, { id, from, name, hosts }: Asked<'cloud.balance'>, out: Outbox): void {
  const known = cloud.balancers.get(name)
  const ip = known?.ip ?? `198.51.100.${++cloud.lastBalancer}`
  cloud.balancers.set(name, Object.freeze({ ip, hosts }))
  out.send(from, { type: 'cloud.balanced', id, ip }, { delay: known ? latencyOf(cloud) : balancerTimeOf(cloud) })
}

export function unbalance(cloud: Cloud, { id, from, name }: Asked<'cloud.unbalance'>, out: Outbox): void {
  cloud.balancers.delete(name)
  out.send(from, { type: 'cloud.balanced', id, ip: '' }, { delay: latencyOf(cloud) })
}

/** A group shall be larger: that is accepted at once, and its machines come or fail one by one. */
export function increase(cloud: Cloud, { id, from, group: name, delta }: Asked<'cloud.increase'>, out: Outbox): void {
  const group = cloud.groups.get(name)
  const error = !group
    ? `there is no node group ${name}`
    : group.target + delta > group.max
      ? `size increase too large - desired:${group.target + delta} max:${group.max}`
      : ''
  if (group && error === '') {
    group.target += delta
    for (let i = 0; i < delta; i++) create(cloud, name, out)
  }
  out.send(from, { type: 'cloud.done', id, error }, { delay: latencyOf(cloud) })
}

/** One machine more, unless there is a reason against it that people know from their providers. */
function create(cloud: Cloud, group: string, out: Outbox): void {
  const name = `worker-${cloud.next++}`
  const there = [...cloud.instances.values()].filter(({ state }) => state === 'running').length
  const error =
    there >= quotaOf(cloud)
      ? { code: 'QUOTA_EXCEEDED', message: `Quota 'INSTANCES' exceeded. Limit: ${quotaOf(cloud)}` }
      : cloud.rng.float() < failureShareOf(cloud)
        ? { code: 'RESOURCE_POOL_EXHAUSTED', message: 'The zone does not have enough resources available' }
        : undefined
  if (error) {
    cloud.instances.set(name, { group, state: 'failed', error: Object.freeze(error) })
    out.note(`${name} cannot be had: ${error.message}`)
    return
  }
  cloud.instances.set(name, { group, state: 'running' })
  out.order('create', name, cloud.groups.get(group)?.size)
}

export function remove(cloud: Cloud, { id, from, instances }: Asked<'cloud.delete'>, out: Outbox): void {
  const unknown = instances.find((name) => !cloud.instances.has(name))
  const error = unknown === undefined ? '' : `there is no instance ${unknown}`
  for (const name of error === '' ? instances : []) {
    const instance = cloud.instances.get(name)!
    if (instance.state === 'deleting') continue
    const group = cloud.groups.get(instance.group)
    if (group) group.target--
    if (instance.state === 'failed') cloud.instances.delete(name)
    else {
      instance.state = 'deleting'
      out.timer(`off/${name}`, shutdownOf(cloud), 'cloud-delete-s', { type: 'instance.off', name })
    }
  }
  out.send(from, { type: 'cloud.done', id, error }, { delay: latencyOf(cloud) })
}

export function off({ instances }: Cloud, { name }: { readonly name: string }, out: Outbox): void {
  instances.delete(name)
  out.order('delete', name)
}

/** Somebody has made a machine by hand: it is in no group. */
export function came(cloud: Cloud, { machine }: MachineChange): void {
  if (!cloud.instances.has(machine)) cloud.instances.set(machine, { group: '', state: 'running' })
  cloud.next = Math.max(cloud.next, Number(machine.split('-')[1]) + 1)
}

/** A machine is gone that its group shall have (somebody deleted it, or it was reclaimed): the group makes another one. */
export function gone(cloud: Cloud, { machine }: MachineChange, out: Outbox): void {
  const instance = cloud.instances.get(machine)
  cloud.instances.delete(machine)
  if (instance?.state === 'running' && instance.group !== '') create(cloud, instance.group, out)
}
