import type { LinuxContext } from '../components/linux/context'
import type { Invariant } from './index'

/** One pod, by its uid, never runs on two machines. */
export const oneRunningPod: Invariant = {
  name: 'no-two-running-pods-of-one-identity',
  kinds: ['linux'],
  check(process, world, memory) {
    const { containers } = process.context as LinuxContext
    const id = `containers ${process.id}`
    // Only a container that came or went can break it.
    if (memory.get(id) === containers.size) return null
    memory.set(id, containers.size)
    const here = new Set([...containers.values()].map((container) => container.spec.podUid))
    for (const other of world.processes) {
      if (other.kind !== 'linux' || other === process || other.status !== 'running') continue
      for (const container of (other.context as LinuxContext).containers.values()) {
        const { podUid, namespace, podName } = container.spec
        if (here.has(podUid)) return `${namespace}/${podName} runs on ${process.machine.id} and on ${other.machine.id}`
      }
    }
    return null
  }
}
