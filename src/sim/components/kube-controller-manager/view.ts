import { toSeconds } from '../../../base/time'
import { holderOf, isLeader, isRenewalLate } from '../../client-go/leaderelection'
import type { ComponentViewer } from '../../view/component'
import { listAll } from './caches'
import type { ControllerManager } from './context'
import { controlLoops } from './control-loops'

const queued = (kcm: ControllerManager): number =>
  [...kcm.loops.values()].reduce((sum, loop) => sum + loop.queue.queue.size, 0)
const working = (kcm: ControllerManager): number =>
  [...kcm.loops.values()].reduce((sum, loop) => sum + loop.works.size, 0)

const details: Readonly<Record<string, string>> = {
  starting: 'starting',
  candidate: 'standby',
  'leading.preparing': 'leads · preparing',
  'leading.polling': 'leads · waits for nodeipam',
  'leading.running': 'leads'
}

export const view: ComponentViewer<ControllerManager> = {
  chip: (kcm, state) => ({
    title: 'controllers',
    detail:
      state === 'leading.running' && working(kcm) > 0 ? `leads · ${working(kcm)} syncs` : (details[state] ?? state),
    health:
      /^(?:starting|leading\.(?:preparing|polling))$/.test(state) || isRenewalLate(kcm.election, kcm) ? 'warn' : 'ok',
    leads: isLeader(kcm.election)
  }),
  inspect: (kcm) => ({
    numbers: [
      { name: 'lease holder', value: holderOf(kcm.election) || 'nobody known' },
      ...(kcm.election.observedAt > 0 || kcm.election.lease
        ? [
            {
              name: 'lease last seen to change',
              value: `${toSeconds(kcm.now - kcm.election.observedAt).toFixed(1)} s ago`
            }
          ]
        : []),
      { name: 'queued keys', value: String(queued(kcm)) },
      { name: 'syncs under way', value: String(working(kcm)) },
      { name: 'planned evictions', value: String([...kcm.evictions.values()].filter(({ fired }) => !fired).length) },
      ...[...kcm.zones.values()].map((zone) => ({
        name: `zone ${zone.key.replace('\0', '') || '(none)'}`,
        value: `${zone.state} · ${zone.rate} taints/s · ${zone.waiting.size} waiting`,
        health: zone.state === 'Normal' || zone.state === 'Initial' ? ('ok' as const) : ('warn' as const)
      }))
    ],
    beliefs: [...listAll(kcm.caches, 'nodes')].map(({ metadata: { name } }) => {
      const health = kcm.health.get(name)
      const ready = health?.ready?.status ?? 'unknown'
      const heard = health ? `, last heartbeat ${toSeconds(kcm.now - health.probeAt).toFixed(0)} s ago` : ''
      return { about: name, believes: `Ready=${ready}${heard}`, subject: { is: 'node', name, ready: ready === 'True' } }
    }),
    loops: controlLoops(kcm),
    yaml: {
      lease: kcm.election.lease,
      queues: Object.fromEntries([...kcm.loops.values()].map((loop) => [loop.name, [...loop.queue.queue]])),
      evictions: Object.fromEntries(kcm.evictions),
      caches: Object.fromEntries([...kcm.caches.informers].map(([resource, { store }]) => [resource, store.size]))
    }
  })
}
