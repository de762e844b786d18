import type { Micros } from '../../base/time'
import { contextOf } from '../../sim/components/contexts'
import { backOffOf } from '../../sim/components/kubelet/container/start'
import { newest, podText, type RuntimePod } from '../../sim/components/kubelet/runtime-pod'
import type { ContainerStatus } from '../../sim/components/container-runtime/messages'
import { own } from '../../sim/kernel/memory'
import { Queue, type Pending } from '../../sim/kernel/queue'
import type { Process, World } from '../../sim/kernel/world'
import { kindOfTimer } from '../../sim/view/waits/timers'
import { onRunClock } from '../../sim/view/waits/wait'

/**
 * Brings what only waits for an instant of its own (the end of tolerations, the back-offs of containers that crash) forward to the
 * next place of the routine that is at least `least` away from the first of these instants, and gives how much sooner that is (0:
 * nothing to gain). Whoever calls this has seen that nothing else is on its way: the stretch that is left out is then like the one
 * before it, and whole rounds of the routine are left out, at most `most`, so that what follows meets the routine at its place.
 */
export function hasten(world: World, routine: Micros, least: Micros, most: Micros): Micros {
  const tolerations = world.queue.items().filter((item) => isToleration(world, item))
  const crashed = backedOff(world)
  const ends = [...tolerations.map(({ at }) => at), ...crashed.map(({ until }) => until)]
  if (ends.length === 0) return 0
  const sooner = Math.floor(Math.min(most, Math.min(...ends) - world.now - least) / routine) * routine
  if (sooner <= 0) return 0
  if (tolerations.length > 0) {
    const hastened = new Set(tolerations)
    const next = new Queue()
    for (const item of world.queue.items()) next.push(hastened.has(item) ? { ...item, at: item.at - sooner } : item)
    world.queue = next
  }
  for (const one of crashed) endedSooner(world, one, sooner)
  return sooner
}

function isToleration(world: World, item: Pending): boolean {
  if (item.kind !== 'timer' || kindOfTimer(item) !== 'toleration') return false
  const process = world.find(item.target)
  return process?.status === 'running' && process.timers.get(item.id) === item.seq
}

/** A container that has crashed and is not started again before `until`. */
interface BackedOff {
  readonly kubelet: Process
  readonly uid: string
  readonly name: string
  readonly until: Micros
}

export const backedOff = (world: World): BackedOff[] =>
  world.processes.flatMap((process) => {
    const kubelet = process.status === 'running' ? contextOf(process, 'kubelet') : null
    if (!kubelet || kubelet.backoff.size === 0) return []
    return [...kubelet.containers.values()].flatMap((container): BackedOff[] => {
      const { uid, name } = container
      const found = kubelet.workers.get(uid) ? backOffOf(kubelet, container) : null
      return found ? [{ kubelet: process, uid, name, until: onRunClock(found.until) }] : []
    })
  })

/** A container has sat out its back-off, and its kubelet has not come to it yet. */
export const startsSoon = (world: World): boolean =>
  world.processes.some((process) => {
    const kubelet = process.status === 'running' ? contextOf(process, 'kubelet') : null
    if (!kubelet || kubelet.backoff.size === 0) return false
    return [...kubelet.containers.values()].some((container) => {
      const runtime = kubelet.workers.get(container.uid)?.runtime
      if (!runtime || container.init || newest(runtime, container.name)?.state !== 'CONTAINER_EXITED') return false
      return backOffOf(kubelet, container) === null
    })
  })

/** It has crashed so much sooner, by the books of its kubelet and of the runtime, on its disk too. */
function endedSooner(world: World, { kubelet: process, uid, name }: BackedOff, sooner: Micros): void {
  const daemon = world.process(`${process.machine.id}/container-runtime`)
  own(daemon)
  own(process)
  const runtime = contextOf(daemon, 'container-runtime')!
  const kubelet = contextOf(process, 'kubelet')!
  const changed = new Map<string, ContainerStatus>()
  for (const [id, status] of runtime.containers) {
    if (status.podUid !== uid || status.name !== name || status.state !== 'CONTAINER_EXITED') continue
    const ended = Object.freeze({ ...status, finishedAt: status.finishedAt - sooner })
    changed.set(id, ended)
    runtime.containers.set(id, ended)
    if (daemon.disk[`containers/${id}`]) daemon.disk[`containers/${id}`] = Object.freeze({ value: ended })
  }
  const told = (pod: RuntimePod): RuntimePod =>
    Object.freeze({ ...pod, containers: Object.freeze(pod.containers.map((one) => changed.get(one.id) ?? one)) })
  const worker = kubelet.workers.change(uid)!
  worker.runtime = told(worker.runtime)
  if (worker.fresh) worker.fresh = told(worker.fresh)
  const seen = kubelet.pleg.cache.get(uid)
  if (seen) kubelet.pleg.cache.set(uid, { ...seen, pod: told(seen.pod) })
  const key = `${podText(worker.pod)}/${name}/`
  for (const [file, { backoff, lastUpdate, wallUpdate }] of kubelet.backoff)
    if (file.startsWith(key))
      kubelet.backoff.set(file, { backoff, lastUpdate: lastUpdate - sooner, wallUpdate: wallUpdate - sooner })
}
