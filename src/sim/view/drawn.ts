import type { Pod } from '../api/types'
import type { World } from '../kernel/world'
import { isInPod } from '../protocol'
import { storedObjects } from './truth'

/**
 * Keys (`namespace/name`) of pods on their host's network whose containers are processes of the picture (the control plane,
 * kube-proxy): they are shown and counted as those, and not twice. What has an address of its own is a pod.
 */
export const shownAsProcesses = (world: World): ReadonlySet<string> =>
  new Set(world.processes.flatMap(({ id, parent }) => (parent && !isInPod(id) ? [parent.owner] : [])))

/** The stored pods that pictures, counts and sentences mean by "pods". */
export function drawnPods(world: World): Pod[] {
  const others = shownAsProcesses(world)
  return storedObjects<Pod>(world, 'pods').filter(
    ({ metadata }) => !others.has(`${metadata.namespace}/${metadata.name}`)
  )
}
