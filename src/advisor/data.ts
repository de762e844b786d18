import { contextOf } from '../sim/components/contexts'
import type { World } from '../sim/kernel/world'

const members = (world: World) =>
  world.processes.flatMap((process) => {
    const context = contextOf(process, 'etcd')
    return context ? [{ process, context }] : []
  })

/** The newest revision that a running member has applied. */
export const newestRevision = (world: World): number =>
  Math.max(0, ...members(world).map(({ context }) => context.store.revision))

/**
 * What was acknowledged is gone: a revision only grows, so a leader that knows less than an API server has acknowledged stands for
 * another history. While nobody leads, nobody can say.
 * @param acknowledged the newest revision that a client was told of
 */
export function isDataLost(world: World, acknowledged: number): boolean {
  const leaders = members(world).filter(({ process }) => process.table.leaves[process.leaf] === 'leader')
  return leaders.length > 0 && leaders.every(({ context }) => context.store.revision < acknowledged)
}
