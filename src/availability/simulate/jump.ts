import type { Micros } from '../../base/time'
import { Queue, type Pending } from '../../sim/kernel/queue'
import type { World } from '../../sim/kernel/world'
import { kindOfTimer } from '../../sim/view/waits/timers'

/**
 * Brings the end of all tolerations forward to the next place of the routine that is at least `least` away, and gives how much
 * sooner that is (0: nothing to gain). Whoever calls this has seen that nothing else is on its way: the stretch that is left out
 * is then like the one before it, and `everyS` long parts of it are left out, so that what follows meets the routine at its place.
 */
export function hastenTolerations(world: World, routine: Micros, least: Micros): Micros {
  const waiting = world.queue.items().filter((item) => isToleration(world, item))
  if (waiting.length === 0) return 0
  const left = Math.min(...waiting.map(({ at }) => at)) - world.now - least
  const sooner = Math.floor(left / routine) * routine
  if (sooner <= 0) return 0
  const hastened = new Set(waiting)
  const next = new Queue()
  for (const item of world.queue.items()) next.push(hastened.has(item) ? { ...item, at: item.at - sooner } : item)
  world.queue = next
  return sooner
}

function isToleration(world: World, item: Pending): boolean {
  if (item.kind !== 'timer' || kindOfTimer(item) !== 'toleration') return false
  const process = world.find(item.target)
  return process?.status === 'running' && process.timers.get(item.id) === item.seq
}
