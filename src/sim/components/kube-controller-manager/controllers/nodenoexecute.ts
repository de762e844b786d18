import { wallClock } from '../../../kernel/clock'
import { ms, type Micros } from '../../../../base/time'
import type { Node } from '../../../api/types'
import type { Outbox } from '../messages'
import { lookup } from '../caches'
import type { ControllerManager } from '../context'
import { armTimer, enqueue, type Controller } from '../controller'
import { conclude, fact, type Conclusion } from '../sync'
import { readyOf } from './nodeverdict'
import { notReady, removeTaints, swapTaints, unreachable } from './taints'
import { nextNode, untilToken, zoneKeyOf, type Zone } from './zones'

interface Input {
  readonly node: Node
  readonly now: Micros
}

interface Tainted extends Conclusion {
  readonly kind: 'tainted'
  readonly node: string
  readonly zone: string
  readonly done: boolean
}

const name = 'node-noexecute'

/**
 * Puts NoExecute taints on the nodes that wait for one, no faster than the zone's rate.
 * Models doNoExecuteTaintingPass: upstream looks every 100 ms, here the first look after a node begins to wait comes at such a time,
 * the others as soon as the rate allows them.
 */
export const nodeNoExecute: Controller<Input> = {
  name,
  user: 'node-controller',
  workers: 8,
  maxRetries: 0,
  needs: ['nodes'],

  onTimer(kcm, { name: zoneKey }, out) {
    const zone = kcm.zones.get(zoneKey)
    if (zone) taintNext(kcm, zone, out)
  },

  read(kcm, key) {
    const node = lookup(kcm.caches, 'nodes', key)
    if (node) return { node, now: wallClock(kcm) }
    for (const zone of kcm.zones.values()) {
      if (zone.busy === key) zone.busy = ''
      zone.waiting.delete(key)
    }
    return null
  },

  *sync({ node, now }) {
    const { name: nodeName } = node.metadata
    const status = readyOf(node)?.status
    let error: string | undefined
    if (status === 'Unknown' || status === 'False') {
      const [add, remove] = status === 'Unknown' ? [unreachable, notReady] : [notReady, unreachable]
      error = yield* swapTaints(node, [add], [remove], now)
      if (error === undefined) yield* fact('node-tainted', { node: nodeName, effect: 'NoExecute', key: add.key })
    }
    yield* conclude<Tainted>({ kind: 'tainted', node: nodeName, zone: zoneKeyOf(node), done: error === undefined })
    return undefined
  },

  conclude(kcm, conclusion, out) {
    const { node, zone: zoneKey, done } = conclusion as Tainted
    const zone = kcm.zones.get(zoneKey)
    if (!zone) return
    zone.busy = ''
    if (done) zone.waiting.delete(node)
    taintNext(kcm, zone, out)
  }
}

/** A pass over the nodes that wait comes this often. Models scheduler.NodeEvictionPeriod. */
const passPeriod = ms(100)

/** The next pass looks for a node that waits. */
export const taintSoon = (kcm: ControllerManager, zone: Zone, out: Outbox): void =>
  armTimer(out, name, zone.key, passPeriod - (kcm.now % passPeriod), 'node-eviction-period')

/** Begins with the next node that waits, or arms a timer for when the zone's rate allows it. */
export function taintNext(kcm: ControllerManager, zone: Zone, out: Outbox): void {
  if (zone.waiting.size === 0 || zone.rate === 0 || zone.busy !== '') return
  const node = nextNode(zone, kcm.now)
  if (node === null) armTimer(out, name, zone.key, untilToken(zone, kcm.now), 'node-eviction-rate')
  else {
    zone.busy = node
    enqueue(kcm, name, node)
  }
}

/** Removes both NoExecute taints when evictions are stopped altogether. Models markNodeAsReachable. */
export const nodeUntaint: Controller<{ readonly node: Node }> = {
  name: 'node-untaint',
  user: 'node-controller',
  workers: 8,
  maxRetries: 0,
  needs: ['nodes'],
  read(kcm, key) {
    const node = lookup(kcm.caches, 'nodes', key)
    return node ? { node } : null
  },
  *sync({ node }) {
    return yield* removeTaints(node, [unreachable, notReady])
  }
}
