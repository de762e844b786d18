import './src/sim/whole'
import { seconds } from './src/base/time'
import { silent } from './src/sim/kernel/recorder'
import { runUntil } from './src/sim/kernel/step'
import { goOnApart } from './src/sim/simulation'
import { actsOf } from './src/availability/simulate/acts'
import { isUnderway } from './src/availability/simulate/underway'
import { countsOf } from './src/availability/simulate/counts'
import { startsSoon, backedOff } from './src/availability/simulate/jump'
import { fresh } from './src/availability/simulate/laboratory'
const healthy = fresh({ masters: 1, workers: 2, zones: 0, racks: 0, balancers: 0 } as never, 1)
const begin = healthy.world.now
const { acts, passes } = actsOf('lose-data', begin, healthy.world)
const tell = new Map<string, number>()
const recorder = { ...silent, log: (...a: unknown[]) => { const t = JSON.stringify(a); if (/kube-proxy/.test(t) && /master-1/.test(t)) console.log(t.slice(0,300)) }, fact: (_e: number, at: number, p: number, fact: string, detail: Record<string, unknown>) => {
  if (!/^(etcd-leader|leader-acq|lb-back|node-|pod-|container-|endpoints)/.test(fact)) return
  const s = `${((at-begin)/1e6).toFixed(1)} ${fact} ${JSON.stringify(detail).slice(0,140)}`
  if (at - begin > seconds(0)) console.log(s)
} }
const world = goOnApart(healthy.world, acts, recorder as never)
passes?.(world)
let past: unknown
for (let at = begin + seconds(20); at < begin + seconds(400); at += seconds(20)) {
  runUntil(world, at)
  console.log(((at-begin)/1e6), 'underway', isUnderway(world), isUnderway(world,true), 'soon', startsSoon(world), 'backed', backedOff(world).length, JSON.stringify(past = countsOf(world, past as never)).slice(0,200))
}
import { contextOf } from './src/sim/components/contexts'
import { newest } from './src/sim/components/kubelet/runtime-pod'
for (const p of world.processes) { const k = p.status==='running' ? contextOf(p,'kubelet'):null; if(!k||k.backoff.size===0) continue
 for (const c of k.containers.values()) { const w=k.workers.get(c.uid); const r=w?.runtime; const n=r&&newest(r,c.name); console.log(p.id, c.name, w?.pod?.metadata?.name, n?.state, (w as any)?.state) } }
const k = contextOf(world.process('master-1/kubelet'),'kubelet')!
for (const w of k.workers.values()) console.log(w.pod.metadata.name, w.state, 'removed', w.removed, 'inpods', k.pods.has(w.uid), 'del', w.pod.metadata.deletionTimestamp, w.override, w.ends)
console.log([...k.pods.values()].map(p=>p.metadata.name), k.housekeepingArmed, k.podSource)
