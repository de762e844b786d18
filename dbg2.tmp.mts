import './src/sim/whole'
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { prepare } from './src/scenarios'
import { createSimulation } from './src/sim'
const s = parse(readFileSync('src/book/runs/without-backup.yaml','utf8'))
if (process.argv[2]) s.seed = Number(process.argv[2])
s.untilSeconds = 200; s.cluster = { zones: 0, runtime: 'containerd', ...s.cluster }
const spec = prepare(s); if (!spec.ok) throw new Error(spec.error)
const sim = createSimulation(spec.value)
sim.history.advance(200e6)
const t = sim.history.timeline
let n=0
for (const f of t.facts) { if (f.at<9e6) continue; if (/^(users|kubectl|tool|request|api-)/.test(f.fact) && n++>400) continue; if (/node-|pod-(deleted|evict|created)|container-exited|leader|api|service|fault/.test(f.fact)) console.log((f.at/1e6).toFixed(2), f.fact, JSON.stringify(f.detail).slice(0,140)) }
for (const l of (t as any).logs ?? []) {}
console.log(Object.keys(t))
import { contextOf } from './src/sim/components/contexts'
const w = sim.history.head
const k = contextOf(w.process('worker-1/kubelet'),'kubelet')!
const { podSource, api } = k as any
console.log(JSON.stringify({...podSource, store: undefined}), Object.keys(api), JSON.stringify(api).slice(0,1500))
