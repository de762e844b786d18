import type { World } from '../../kernel/world'
import type { Timeline } from '../../timeline/timeline'
import type { InspectorView } from '../types'
import { inspectMachine } from './machine'
import { inspectObject } from './object'
import { inspectProcess } from './process'
import { objectTarget } from './target'

/**
 * What is selected, in depth: a process (`master-1/etcd`), a machine (`worker-2`) or an object (`pod:default/web-1`,
 * `deployments:default/web`). Null: there is none of that name at this instant.
 */
export function inspect(world: World, timeline: Timeline, target: string): InspectorView | null {
  const object = objectTarget(target)
  if (object) return inspectObject(world, timeline, object)
  const process = world.find(target)
  if (process) return inspectProcess(world, timeline, process)
  return world.machine(target) ? inspectMachine(world, timeline, target) : null
}
