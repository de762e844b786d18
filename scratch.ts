import './src/sim/whole'
import { prepare, type Scenario } from './src/scenarios'
import { telemetry } from './src/drills/outages/telemetry'
import { createSimulation } from './src/sim/simulation'
import { seconds } from './src/base/time'
const [workers, until, extra] = [Number(process.argv[2]), Number(process.argv[3]), JSON.parse(process.argv[4] ?? '{}')]; const drill = process.argv[5] === 'drill'
const s = telemetry.scenario
const { 'apiserver-list-ms-per-object': _a, ...flags } = s.flags as any
const scenario = { ...s, cluster: { ...s.cluster, workers }, flags: { ...flags, ...(drill ? {} : { 'telemetry-period': 10 }), ...extra }, ...(drill ? {} : { commands: s.commands!.slice(0, 1), faults: [] }) } as unknown as Scenario
const spec = prepare(scenario)
if (!spec.ok) throw new Error(spec.error)
const t0 = Date.now()
const { history } = createSimulation(spec.value)
let at = 0
for (; at <= until; at += 5) {
  history.advance(seconds(at))
  const w: any = (history as any).head
  const p = w.process('master-1/kube-apiserver'), c = p.context, e = w.process('master-1/etcd')
  const lv = [...(c.levels ?? new Map())].map(([n, l]: any) => `${n}:${l.executing}/${l.seats}${l.queues.size ? 'q' + [...l.queues.values()].reduce((x: number, y: any) => x + y.length, 0) : ''}${l.rejected ? 'r' + l.rejected : ''}${l.timedOut ? 't' + l.timedOut : ''}${l.limit ? 'L' + l.limit : ''}`).filter((x) => !/:0\/0(L\d+)?$/.test(x)).join(' ')
  console.log(at, p.status, 'inc', p.incarnation, 'cpu', Math.round(p.cpuMs), 'backlog', Math.round(p.backlogMs), 'long', Math.round(p.longMs), 'mem', Math.round(p.memoryBytes / 1048576), 'held', Math.round((c.heldBytes ?? 0) / 1048576), 'etcd', Math.round(e.cpuMs), Math.round(e.memoryBytes / 1048576), 'pods', c.caches?.get('pods')?.objects.size, lv, 'wall', Math.round((Date.now() - t0) / 1000), 'breaches', JSON.stringify((history.head as any).breaches ?? (history as any).breaches ?? []).slice(0, 200))
}
const tl: any = (history as any).timeline ?? (history.head as any).timeline
const facts: Record<string, number> = {}
