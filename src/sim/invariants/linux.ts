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
    // Only a container that came or went can break it.
    if (memory.get('containers', process.index) === containers.size) return null
    memory.set('containers', process.index, containers.size)
    for (const { spec } of containers.values()) {
      const owner = memory.get('owner of a pod', spec.podUid) as string | undefined
      memory.set('owner of a pod', spec.podUid, process.id)
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
