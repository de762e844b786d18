import { flagValue } from '../../flags'
import type { Micros } from '../../../base/time'
import type { Process, World } from '../../kernel/world'
import { machineOf, type Kind } from '../../protocol'
import type { Fact, Timeline } from '../../timeline/timeline'
import { shownAsProcesses } from '../drawn'
import type { Lane, LaneSpan } from '../types'
import { describe, describeOne, type Known, type State } from './groups'
import { PodReader } from './pods'
import { requestSpans } from './request-spans'
import { RequestReader } from './requests'
import { SpanTrack } from './spans'

/** The groups, as they stand below each other; what each can say is in `groups.ts`. */
const groups: readonly { readonly kind: Kind | 'pods'; readonly title: string }[] = [
  { kind: 'load-balancer', title: 'load balancer' },
  { kind: 'kube-apiserver', title: 'API servers' },
  { kind: 'etcd', title: 'etcd' },
  { kind: 'kube-controller-manager', title: 'controllers' },
  { kind: 'kube-scheduler', title: 'scheduler' },
  { kind: 'kubelet', title: 'kubelets' },
  { kind: 'pods', title: 'pods' },
  { kind: 'kube-proxy', title: 'kube-proxies' },
  { kind: 'container-runtime', title: 'runtimes' }
]

/** What a change of one kind is also said of: an API server without etcd waits, a balancer sends to a dead one. */
const felt: Readonly<Record<string, readonly string[]>> = {
  etcd: ['kube-apiserver'],
  'kube-apiserver': ['load-balancer'],
  linux: ['load-balancer']
}

/** How many lanes below a group are shown at once in a cluster where nobody could look at all of them. */
export const mostMembers = 50
const worst = 20

/**
 * The lanes of one branch, read from its record as it grows: each entry is looked at once. Lanes are stretches between
 * recorded changes of state, facts, and what became of requests.
 */
export class LaneReader {
  private readonly requests = new RequestReader()
  private readonly pods = new PodReader()
  private readonly tracks = new Map<string, SpanTrack>()
  private readonly ones = new Map<number, SpanTrack>()
  private readonly states = new Map<string, Map<string, State>>()
  /** What a paused process goes on with. */
  private readonly before = new Map<number, State>()
  private readonly dark = new Set<string>()
  private readonly terms = new Map<string, number>()
  private readonly takenOut = new Set<string>()
  private readonly notReady = new Set<string>()
  private readonly lastLeader = new Map<string, string>()
  private owners: ReadonlySet<string> = new Set()
  private entries = 0
  private move = 0
  private life = 0
  private fact = 0

  constructor(private readonly timeline: Timeline) {}

  /** Looks at what was recorded since. */
  catchUp(world: World): void {
    const { timeline } = this
    if (this.entries === timeline.length) return
    // Those of machines that join are met when they first run: before that nobody misses them.
    for (const { kind, id } of world.setup.processes) this.meet(kind, machineOf(id))
    this.owners = shownAsProcesses(world)
    this.requests.read(timeline, world, this.entries, timeline.length)
    this.entries = timeline.length
    this.changes(world)
    this.pods.bury(world)
  }

  lanes(world: World, from: Micros, end: Micros): Lane[] {
    const requests = (id: string, title: string, of: RequestReader['web']): Lane => {
      const bins = of.bins(end)
      return { id, title, spans: requestSpans(bins, end), members: 0, requests: bins }
    }
    return [
      requests('users', 'users', this.requests.web),
      requests('api', 'API clients', this.requests.api),
      ...groups.flatMap(({ kind, title }): Lane[] => {
        if (kind === 'pods') {
          const spans = this.pods.all.spans(from, end)
          return [{ id: kind, title, spans, members: this.pods.size }]
        }
        const members = world.processes.filter((process) => process.kind === kind && !process.machine.gone).length
        if (members === 0) return []
        return [{ id: kind, title, spans: this.tracks.get(kind)?.spans(from, end) ?? [], members }]
      })
    ]
  }

  /** The lanes below a group: all, or the worst of many at `around`. */
  members(world: World, group: string, around: Micros, end: Micros): Lane[] {
    const all = group === 'pods' ? this.podLanes(end) : this.processLanes(world, group, end)
    if (all.length <= mostMembers) return all
    const rank = ({ spans }: Lane) => {
      const now = spans.find((span) => span.to > around) ?? spans.at(-1)
      return now ? badness[now.health] : 0
    }
    return all
      .map((lane) => ({ lane, rank: rank(lane) }))
      .sort((a, b) => b.rank - a.rank || troubled(b.lane) - troubled(a.lane))
      .slice(0, worst)
      .map(({ lane }) => lane)
  }

  private podLanes(end: Micros): Lane[] {
    return this.pods.names().flatMap((name): Lane[] => {
      const spans = this.pods.trackOf(name)!.spans(0, end)
      const title = name.startsWith('default/') ? name.slice('default/'.length) : name
      return spans.length === 0 ? [] : [{ id: `pod:${name}`, title, spans, members: 0 }]
    })
  }

  private processLanes(world: World, kind: string, end: Micros): Lane[] {
    return world.processes.flatMap((process): Lane[] => {
      const track = process.kind === kind ? this.ones.get(process.index) : undefined
      return track ? [{ id: process.id, title: process.machine.id, spans: track.spans(0, end), members: 0 }] : []
    })
  }

  /** Changes of states, lives and facts, in the order in which they were recorded. */
  private changes(world: World): void {
    const { moves, lives, facts } = this.timeline
    const next = <T>(list: readonly T[], i: number, entryOf: (item: T) => number) =>
      i < list.length ? entryOf(list[i]!) : Infinity
    for (;;) {
      const move = next(moves, this.move, (entry) => entry)
      const life = next(lives, this.life, ({ entry }) => entry)
      const fact = next(facts, this.fact, ({ entry }) => entry)
      if (move === Infinity && life === Infinity && fact === Infinity) return
      if (life <= move && life <= fact) this.lived(world, lives[this.life++]!)
      else if (move <= fact) this.moved(world, moves[this.move++]!)
      else this.heard(world, facts[this.fact++]!)
    }
  }

  private lived(world: World, { process, at, entry, status }: Timeline['lives'][number]): void {
    const { kind, machine } = world.processes[process]!
    const now = this.states.get(kind)?.get(machine.id) ?? 'stopped'
    if (status === 'running') {
      if (now === 'paused') this.set(world, process, at, entry, this.before.get(process) ?? 'stopped')
    } else {
      if (status === 'paused') this.before.set(process, now)
      this.set(world, process, at, entry, status)
      if (status === 'stopped' && isLastOf(world.processes[process]!, at)) this.part(world, process, at, entry)
    }
  }

  /** Its machine was taken away for good: it is no member any more. */
  private part(world: World, process: number, at: Micros, entry: number): void {
    const { kind, machine } = world.processes[process]!
    this.states.get(kind)!.delete(machine.id)
    this.notReady.delete(machine.id)
    for (const lane of [kind, ...(felt[kind] ?? [])]) this.say(world, lane, at, entry)
  }

  private moved(world: World, entry: number): void {
    const { timeline } = this
    const process = timeline.processOf(entry)
    const { kind, machine } = world.processes[process]!
    const state = timeline.stateOf(entry)
    if (state.startsWith('lead')) this.lastLeader.set(kind, machine.id)
    this.set(world, process, timeline.at(entry), entry, state)
  }

  private heard(world: World, fact: Fact): void {
    const { at, entry } = fact
    switch (fact.fact) {
      case 'etcd-leader-elected':
        this.terms.set(fact.detail.member.split('/')[0]!, fact.detail.term)
        return this.say(world, 'etcd', at, entry)
      case 'lb-backend-down':
        this.takenOut.add(fact.detail.backend)
        return this.say(world, 'load-balancer', at, entry)
      case 'lb-backend-up':
        this.takenOut.delete(fact.detail.backend)
        return this.say(world, 'load-balancer', at, entry)
      case 'node-not-ready':
        this.notReady.add(fact.detail.node)
        return this.say(world, 'kubelet', at, entry)
      case 'node-untainted':
        if (!lost.has(fact.detail.key)) return
        this.notReady.delete(fact.detail.node)
        return this.say(world, 'kubelet', at, entry)
      default:
        this.pods.hear(fact, this.dark, (pod) => this.owners.has(pod))
    }
  }

  private set(world: World, process: number, at: Micros, entry: number, state: State): void {
    const { kind, machine } = world.processes[process]!
    this.meet(kind, machine.id)
    this.states.get(kind)!.set(machine.id, state)
    if (kind === 'linux') {
      if (state === 'stopped') this.dark.add(machine.id)
      else this.dark.delete(machine.id)
      this.pods.machineChanged(machine.id, at, entry, this.dark)
    }
    let one = this.ones.get(process)
    if (!one) this.ones.set(process, (one = new SpanTrack()))
    one.say(at, entry, describeOne(kind, state))
    for (const lane of [kind, ...(felt[kind] ?? [])]) this.say(world, lane, at, entry)
  }

  private say(world: World, kind: string, at: Micros, entry: number): void {
    if (!this.states.has(kind) || kind === 'linux') return
    let track = this.tracks.get(kind)
    if (!track) this.tracks.set(kind, (track = new SpanTrack()))
    track.say(at, entry, describe(kind, this.known(world)))
  }

  private known(world: World): Known {
    const { states, dark, terms, takenOut, notReady, lastLeader } = this
    const lease = flagValue(world.setup.flags, 'kube-scheduler', 'leader-elect-lease-duration')
    return { states, dark, terms, takenOut, notReady, lastLeader, lease: `${String(lease)} s` }
  }

  private meet(kind: string, machine: string): void {
    let members = this.states.get(kind)
    if (!members) this.states.set(kind, (members = new Map()))
    if (!members.has(machine)) members.set(machine, 'stopped')
  }
}

const isLastOf = ({ machine, endedAt }: Process, at: Micros): boolean => machine.gone && endedAt === at

const lost: ReadonlySet<string> = new Set(['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'])

const badness: Readonly<Record<LaneSpan['health'], number>> = { bad: 4, none: 3, warn: 2, off: 1, lead: 0, ok: 0 }
const troubled = ({ spans }: Lane): number =>
  spans.reduce((sum, { health, from, to }) => sum + badness[health] * (to - from), 0)
