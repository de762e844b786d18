import type { Micros } from '../../base/time'
import type { Kind } from '../protocol'
import type { World } from '../kernel/world'
import type { Timeline } from '../timeline/timeline'
import type { Lane, LaneSpan } from './types'

/** How one process lived: its statechart's states and its deaths, as stretches of time. */
interface Stretch {
  readonly from: Micros
  readonly to: Micros
  /** Path of the state; `stopped` or `paused` when it did not run. */
  readonly state: string
  readonly entry: number
}

/** Stretches of every process, from the moves and lives that the timeline recorded. */
export function stretchesOf(timeline: Timeline, world: World, end: Micros): Map<number, Stretch[]> {
  const changes = new Map<number, { at: Micros; entry: number; state: string }[]>()
  const add = (process: number, at: Micros, entry: number, state: string) => {
    const list = changes.get(process)
    if (list) list.push({ at, entry, state })
    else changes.set(process, [{ at, entry, state }])
  }
  for (const life of timeline.lives) {
    if (life.status !== 'running') add(life.process, life.at, life.entry, life.status)
    else if (timeline.kindOf(life.entry) === 'command') add(life.process, life.at, life.entry, 'resumed')
  }
  for (const seq of timeline.moves) add(timeline.processOf(seq), timeline.at(seq), seq, timeline.stateOf(seq))
  const found = new Map<number, Stretch[]>()
  for (const process of world.processes) {
    const list = (changes.get(process.index) ?? []).sort((a, b) => a.entry - b.entry)
    const stretches: Stretch[] = []
    let before = ''
    list.forEach((change, i) => {
      const state = change.state === 'resumed' ? before : change.state
      if (change.state !== 'paused' && change.state !== 'resumed') before = change.state
      stretches.push({ from: change.at, to: list[i + 1]?.at ?? end, state, entry: change.entry })
    })
    found.set(process.index, stretches)
  }
  return found
}

const lanes: readonly { id: string; title: string; kind: Kind }[] = [
  { id: 'load-balancer', title: 'HAProxy', kind: 'load-balancer' },
  { id: 'kube-apiserver', title: 'apiserver', kind: 'kube-apiserver' },
  { id: 'etcd', title: 'etcd', kind: 'etcd' },
  { id: 'kube-controller-manager', title: 'controllers', kind: 'kube-controller-manager' },
  { id: 'kube-scheduler', title: 'scheduler', kind: 'kube-scheduler' },
  { id: 'kubelet', title: 'kubelets', kind: 'kubelet' },
  { id: 'kube-proxy', title: 'kube-proxies', kind: 'kube-proxy' }
]

/** One lane per kind of component; what is said in it follows from how its processes lived. */
export function lanesOf(timeline: Timeline, world: World, from: Micros, end: Micros): Lane[] {
  const stretches = stretchesOf(timeline, world, end)
  return [
    ...lanes
      .filter(({ kind }) => world.processes.some((process) => process.kind === kind))
      .map(({ id, title, kind }) => {
        const members = world.processes.filter((process) => process.kind === kind)
        const spans = sweep(
          members.map((process) => ({ name: process.machine.id, stretches: stretches.get(process.index) ?? [] })),
          (states) => describe(kind, states),
          from,
          end
        )
        return { id, title, spans }
      }),
    { id: 'traffic', title: 'users', spans: trafficSpans(timeline, from, end) }
  ]
}

interface Member {
  readonly name: string
  readonly stretches: readonly Stretch[]
}
interface Said {
  readonly health: LaneSpan['health']
  readonly text: string
}

/** Walks along the changes of all members and says at each what the lane shows; equal neighbours are joined. */
function sweep(
  members: readonly Member[],
  say: (states: Map<string, string>) => Said,
  from: Micros,
  end: Micros
): LaneSpan[] {
  const changes = members
    .flatMap((member) =>
      member.stretches.map((stretch) => ({
        at: stretch.from,
        entry: stretch.entry,
        name: member.name,
        state: stretch.state
      }))
    )
    .sort((a, b) => a.at - b.at || a.entry - b.entry)
  const states = new Map<string, string>(members.map((member) => [member.name, 'stopped']))
  const spans: LaneSpan[] = []
  for (let i = 0; i < changes.length; i++) {
    const change = changes[i]!
    states.set(change.name, change.state)
    const next = changes[i + 1]?.at ?? end
    if (next <= from || next === change.at) continue
    const said = say(states)
    const last = spans[spans.length - 1]
    const begin = Math.max(from, change.at)
    if (last && last.text === said.text && last.health === said.health) spans[spans.length - 1] = { ...last, to: next }
    else spans.push({ from: begin, to: next, entry: change.entry, ...said })
  }
  return spans
}

function describe(kind: Kind, states: Map<string, string>): Said {
  const names = [...states.keys()]
  const down = names.filter((name) => states.get(name) === 'stopped' || states.get(name) === 'paused')
  // Two at once are what a partition shows: each that takes itself for the leader is named.
  const leaders = names.filter((name) => states.get(name)!.startsWith('lead'))
  if (kind === 'etcd' || kind === 'kube-controller-manager' || kind === 'kube-scheduler') {
    const rest = down.length > 0 ? ` · ${down.length} down` : ''
    if (leaders.length > 1) return { health: 'warn', text: `${leaders.join(' and ')} both lead${rest}` }
    if (leaders[0]) return { health: 'lead', text: `${leaders[0]} leads${rest}` }
    if (down.length === names.length) return { health: 'bad', text: 'down' }
    return { health: kind === 'etcd' ? 'bad' : 'warn', text: 'no leader' }
  }
  if (down.length === 0) return { health: 'ok', text: names.length > 1 ? `${names.length} running` : 'running' }
  if (down.length === names.length) return { health: 'bad', text: 'down' }
  return { health: 'warn', text: `${down.join(', ')} down` }
}

/** Users' requests in one-second buckets, as they counted them. */
function trafficSpans(timeline: Timeline, from: Micros, end: Micros): LaneSpan[] {
  const spans: LaneSpan[] = []
  const buckets = timeline.facts.filter((fact) => fact.fact === 'traffic').filter((fact) => fact.at >= from)
  buckets.forEach((fact, i) => {
    const { ok, failed } = fact.detail
    const share = ok + failed === 0 ? 1 : ok / (ok + failed)
    const text = `${Math.floor(share * 100)}% answered`
    const health = share === 1 ? 'ok' : share > 0.5 ? 'warn' : 'bad'
    const to = buckets[i + 1]?.at ?? end
    const last = spans[spans.length - 1]
    if (last && last.text === text) spans[spans.length - 1] = { ...last, to }
    else spans.push({ from: last?.to ?? from, to: fact.at, health, text, entry: fact.entry })
  })
  return spans
}
