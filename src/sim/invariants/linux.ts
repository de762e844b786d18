import { contextOf } from '../components/contexts'
import type { World } from '../kernel/world'
import type { Invariant } from './index'

/** One pod, by its uid, never runs on two machines. */
export const oneRunningPod: Invariant = {
  name: 'no-two-running-pods-of-one-identity',
  kinds: ['linux'],
  check(process, world, memory) {
    const containers = contextOf(process, 'linux')?.containers
    if (!containers) return null
    const id = `containers ${process.id}`
    // Only a container that came or went can break it.
    if (memory.get(id) === containers.size) return null
    memory.set(id, containers.size)
    for (const { spec } of containers.values()) {
      const key = `owner of ${spec.podUid}`
      const owner = memory.get(key) as string | undefined
      memory.set(key, process.id)
      if (owner === undefined || owner === process.id || !runs(world, owner, spec.podUid)) continue
      return `${spec.namespace}/${spec.podName} runs on ${process.machine.id} and on ${world.process(owner).machine.id}`
    }
    return null
  }
}

/** Does a machine's operating system run a container of this pod now? */
function runs(world: World, id: string, podUid: string): boolean {
  const process = world.process(id)
  return [...(contextOf(process, 'linux')?.containers.values() ?? [])].some(({ spec }) => spec.podUid === podUid)
}
