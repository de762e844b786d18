import { listAll } from '../caches'
import type { Outbox } from '../messages'
import type { ControllerManager } from '../context'
import { enqueue } from '../controller'
import { rateOf, removeNode, swapLimiter, zoneKeyOf, zoneState, type Zone, type ZoneState } from './zones'

interface Count {
  ready: number
  notReady: number
}

/**
 * After each pass: how disturbed each zone is, and how fast taints may be put on its nodes. If no node at all is ready,
 * it is more likely this controller that is cut off: everything stops.
 * Models handleDisruption.
 */
export function disruption(kcm: ControllerManager, out: Outbox): void {
  const { zones, settings, now } = kcm
  const counts = countZones(kcm)
  const states = new Map<string, ZoneState>()
  for (const [key, { ready, notReady }] of counts)
    states.set(key, zoneState(ready, notReady, settings.unhealthyZoneThreshold))
  for (const key of [...zones.keys()]) if (!states.has(key)) zones.delete(key)
  const isFull = (state: ZoneState) => state === 'FullDisruption'
  const allFull = [...states.values()].every(isFull)
  const allWereFull = [...zones.values()].every((zone) => isFull(zone.state))
  if (allFull && allWereFull) return
  if (allFull) {
    out.log('I', '"Controller detected that all Nodes are not-Ready. Entering master disruption mode"')
    out.note('node-controller: no node is ready: removes all NoExecute taints and stops evicting')
    for (const node of listAll(kcm.caches, 'nodes')) {
      const zone = zones.get(zoneKeyOf(node))!
      removeNode(zone, node.metadata.name)
      enqueue(kcm, 'node-untaint', node.metadata.name)
    }
    for (const zone of zones.values()) {
      swapLimiter(zone, 0, now)
      zone.state = 'FullDisruption'
    }
    return
  }
  if (allWereFull) {
    out.log('I', '"Controller detected that some Nodes are Ready. Exiting master disruption mode"')
    out.note('node-controller: some nodes are ready again: every node gets a new grace period')
    for (const [node, health] of kcm.health) kcm.health.set(node, { ...health, probeAt: now })
  }
  for (const zone of zones.values()) {
    const state = states.get(zone.key)!
    if (state === zone.state && !allWereFull) continue
    const { ready, notReady } = counts.get(zone.key)!
    enter(kcm, zone, state, ready + notReady, out)
  }
}

function enter(kcm: ControllerManager, zone: Zone, state: ZoneState, size: number, out: Outbox): void {
  const rate = rateOf(state, size, kcm.settings)
  if (zone.state !== 'Initial' || state !== 'Normal') {
    out.log(
      'I',
      `"Controller detected that zone is now in new state" zone="${zone.key.replaceAll('\0', '\\x00')}" newState="${state}"`
    )
    out.note(`node-controller: zone '${zone.key}' is in ${state}: ${rate} taints per second`)
  }
  swapLimiter(zone, rate, kcm.now)
  zone.state = state
}

function countZones(kcm: ControllerManager): Map<string, Count> {
  const counts = new Map<string, Count>()
  for (const node of listAll(kcm.caches, 'nodes')) {
    if (node.metadata.labels?.['node.kubernetes.io/exclude-disruption'] !== undefined) continue
    const key = zoneKeyOf(node)
    let count = counts.get(key)
    if (!count) counts.set(key, (count = { ready: 0, notReady: 0 }))
    if (kcm.health.get(node.metadata.name)?.ready?.status === 'True') count.ready++
    else count.notReady++
  }
  return counts
}
