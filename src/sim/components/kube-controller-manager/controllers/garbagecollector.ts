import { createInformer, startInformer } from '../../../client-go/informer'
import { giveUp } from '../../../client-go/reflector'
import { resources } from '../caches'
import type { ControllerManager } from '../context'
import { armTimer, enqueue, type Controller } from '../controller'
import { customKinds } from '../custom'
import type { Outbox } from '../messages'
import type { GarbageLook, Learned } from './garbagecollect'
import { applyChange, itemIn, rememberAbsent, removeItem, resyncEvery, type Effects } from './garbagegraph'
import { syncs } from './later'

const name = 'garbage-collector'

/**
 * Deletes what nobody owns any more: in the background, in the foreground (dependents first), or orphans dependents.
 * Models pkg/controller/garbagecollector/garbagecollector.go.
 */
export const garbageCollector: Controller<GarbageLook> = {
  name,
  user: 'generic-garbage-collector',
  workers: 'concurrent-gc-syncs',
  // Each deletion takes two requests.
  rateFactor: 2,
  needs: resources,

  observesCustom: true,

  begin(kcm, out) {
    kcm.graph.begunAt = kcm.now
    discover(kcm, out)
  },

  observe(kcm, change, out) {
    if (change.resource === 'customresourcedefinitions' && kcm.loops.get(name)!.started) {
      const left = resyncEvery - ((kcm.now - kcm.graph.begunAt) % resyncEvery)
      armTimer(out, name, 'resync', left, 'garbage-collector-resync-period')
    }
    if (change.object.metadata.uid !== undefined) enqueueAll(kcm, applyChange(kcm.graph, change))
  },

  read(kcm, key) {
    const [kind, uid] = key.split(' ') as [string, string]
    const { items, absent, custom } = kcm.graph
    const item = itemIn(kcm.graph, uid)
    if (!item) return null
    const dependents = [...(kcm.graph.dependents.get(uid) ?? [])]
      .map((dependent) => items.get(dependent)!)
      .filter(Boolean)
    const known = item.owners.map((owner) => owner.uid).filter((owner) => absent.has(owner))
    return {
      item,
      dependents,
      absent: new Set(known),
      orphan: kind === 'orphan',
      custom,
      release: kcm.settings.release
    }
  },

  sync: (look) => syncs().garbage(look),

  onTimer: (kcm, _timer, out) => discover(kcm, out),

  conclude(kcm, conclusion) {
    const { kind, uid } = conclusion as Learned
    if (kind === 'gone') enqueueAll(kcm, removeItem(kcm.graph, uid))
    else if (kind === 'absent') rememberAbsent(kcm.graph, uid)
    else enqueue(kcm, name, `delete ${uid}`)
  }
}

/** Watches what CustomResourceDefinitions have made since it looked last, and no more what is gone. Models resyncMonitors. */
function discover(kcm: ControllerManager, out: Outbox): void {
  const { informers } = kcm.caches
  const custom = customKinds(kcm.caches)
  kcm.graph.custom = Object.freeze(custom)
  const served = new Set(custom.map(({ directory }) => directory))
  for (const directory of served) {
    if (informers.has(directory)) continue
    informers.set(directory, createInformer(directory))
    startInformer(informers.get(directory)!, out)
  }
  for (const [directory, informer] of informers) {
    if (!directory.includes('/') || served.has(directory)) continue
    giveUp(informer, kcm.client, out)
    informers.delete(directory)
  }
}

function enqueueAll(kcm: ControllerManager, { toDelete, toOrphan }: Effects): void {
  for (const uid of toDelete) {
    // What exists and has owners that exist needs no look; a virtual item is looked at in any case.
    enqueue(kcm, name, `delete ${uid}`)
  }
  for (const uid of toOrphan) enqueue(kcm, name, `orphan ${uid}`)
}
