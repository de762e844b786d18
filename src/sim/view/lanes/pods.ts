import type { Micros } from '../../../base/time'
import type { World } from '../../kernel/world'
import type { Fact } from '../../timeline/timeline'
import { storedRevision } from '../truth'
import { SpanTrack, type Said } from './spans'

type Phase = 'unscheduled' | 'bound' | 'starting' | 'running' | 'ready' | 'exited' | 'evicted'

interface PodLife {
  readonly track: SpanTrack
  phase: Phase
  node: string
  code: number
  gone: boolean
  /** When it was written last: how its deletion is known. */
  written: { readonly at: Micros; readonly entry: number }
  /** As it is counted. */
  counted: Counted | null
}

type Counted = 'ready' | 'unscheduled' | 'starting' | 'exited' | 'lost' | 'leaving'

/** Pods, each by what was stated of it, and all together. */
export class PodReader {
  readonly all = new SpanTrack()
  private readonly lives = new Map<string, PodLife>()
  private readonly byNode = new Map<string, Set<string>>()
  private readonly counts: Record<Counted, number> = {
    ready: 0,
    unscheduled: 0,
    starting: 0,
    exited: 0,
    lost: 0,
    leaving: 0
  }
  /** Pods that may be gone since: they were written. */
  private readonly touched = new Set<string>()

  get size(): number {
    return this.names().length
  }

  names(): string[] {
    return [...this.lives.keys()]
  }

  trackOf(pod: string): SpanTrack | undefined {
    return this.lives.get(pod)?.track
  }

  /** @param isProcess pods whose containers are processes of the picture are shown as those, and not twice */
  hear({ fact, detail, at, entry }: Fact, dark: ReadonlySet<string>, isProcess: (pod: string) => boolean): void {
    if (fact === 'object-written') return this.written(detail.key, at, entry)
    if (!('pod' in detail) || isProcess(detail.pod)) return
    const life = fact === 'pod-created' ? this.born(detail.pod, at, entry) : this.lives.get(detail.pod)
    if (!life) return
    if ('node' in detail) this.moveTo(detail.pod, life, detail.node)
    if (fact === 'container-exited') life.code = detail.exitCode
    const phase = phases[fact]
    // An image that was pulled again, or a probe of a pod that leaves, brings it no further.
    if (phase && !(life.phase === 'evicted' && phase !== 'exited')) life.phase = phase
    this.tell(life, at, entry, dark)
    this.sayAll(at, entry)
  }

  /** A machine went dark, or is back: with it go the containers on it. */
  machineChanged(machine: string, at: Micros, entry: number, dark: ReadonlySet<string>): void {
    const pods = this.byNode.get(machine)
    if (!pods) return
    for (const pod of pods) this.tell(this.lives.get(pod)!, at, entry, dark)
    this.sayAll(at, entry)
  }

  /** What was deleted is not in the store any more: it ended with its last change. */
  bury(world: World): void {
    for (const pod of this.touched) {
      const life = this.lives.get(pod)
      if (!life || life.gone || storedRevision(world, `/registry/pods/${pod}`) > 0) continue
      life.gone = true
      life.track.end(life.written.at)
      this.count(life, null)
      this.byNode.get(life.node)?.delete(pod)
      this.sayAll(life.written.at, life.written.entry)
    }
    this.touched.clear()
  }

  private written(key: string, at: Micros, entry: number): void {
    if (!key.startsWith('/registry/pods/')) return
    const pod = key.slice('/registry/pods/'.length)
    const life = this.lives.get(pod)
    if (!life) return
    life.written = { at, entry }
    this.touched.add(pod)
  }

  private born(pod: string, at: Micros, entry: number): PodLife {
    const before = this.lives.get(pod)
    if (before && !before.gone) {
      before.track.end(before.written.at)
      this.count(before, null)
      this.byNode.get(before.node)?.delete(pod)
    }
    const track = before?.track ?? new SpanTrack()
    const life: PodLife = {
      track,
      phase: 'unscheduled',
      node: '',
      code: 0,
      gone: false,
      written: { at, entry },
      counted: null
    }
    this.lives.set(pod, life)
    return life
  }

  private moveTo(pod: string, life: PodLife, node: string): void {
    if (life.node === node || node === '') return
    this.byNode.get(life.node)?.delete(pod)
    life.node = node
    const there = this.byNode.get(node)
    if (there) there.add(pod)
    else this.byNode.set(node, new Set([pod]))
  }

  private tell(life: PodLife, at: Micros, entry: number, dark: ReadonlySet<string>): void {
    if (life.gone) return
    const isLost = dark.has(life.node)
    this.count(life, isLost ? 'lost' : countedAs[life.phase])
    life.track.say(at, entry, saidOf(life, isLost))
  }

  private count(life: PodLife, as: Counted | null): void {
    if (life.counted) this.counts[life.counted]--
    if (as) this.counts[as]++
    life.counted = as
  }

  private sayAll(at: Micros, entry: number): void {
    const { counts } = this
    const { ready } = counts
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
    const parts = others.flatMap(([as, one, many]) => {
      const count = counts[as]
      return count > 0 ? [`${count} ${count > 1 ? many : one}`] : []
    })
    const kinds = others.filter(([as]) => counts[as] > 0).map(([as]) => as)
    const health = total === 0 ? 'off' : kinds.length === 0 ? 'ok' : ready === 0 ? 'bad' : 'warn'
    this.all.say(at, entry, {
      key: `${health} ${kinds.join(' ')} ${kinds.length === 0 ? total : ''}`,
      health,
      text:
        kinds.length === 0
          ? total === 0
            ? 'no pods'
            : `${total} ready`
          : `${ready} of ${total} ready: ${parts.join(', ')}`,
      short: kinds.length === 0 ? [] : [parts.join(', '), `${ready} of ${total} ready`],
      count: `${ready}/${total}`,
      missing: total - ready
    })
  }
}

const phases: Readonly<Partial<Record<Fact['fact'], Phase>>> = {
  'pod-created': 'unscheduled',
  'pod-scheduled': 'bound',
  'pod-starting': 'starting',
  'container-started': 'running',
  'container-exited': 'exited',
  'pod-ready': 'ready',
  'pod-evicted': 'evicted'
}

const countedAs: Readonly<Record<Phase, Counted>> = {
  unscheduled: 'unscheduled',
  bound: 'starting',
  starting: 'starting',
  running: 'starting',
  ready: 'ready',
  exited: 'exited',
  evicted: 'leaving'
}

const others: readonly (readonly [as: Counted, one: string, many: string])[] = [
  ['lost', 'went down with its node', 'went down with their nodes'],
  ['unscheduled', 'waits for a scheduler', 'wait for a scheduler'],
  ['starting', 'starts', 'start'],
  ['exited', 'has exited', 'have exited'],
  ['leaving', 'leaves', 'leave']
]

function saidOf({ phase, node, code }: PodLife, isLost: boolean): Said {
  const say = (health: Said['health'], text: string, short: readonly string[], missing: number): Said => ({
    key: `${health} ${text}`,
    health,
    text,
    short,
    count: '',
    missing
  })
  if (isLost) {
    const left = phase === 'evicted'
    return say('bad', `${left ? 'evicted, ' : ''}down with ${node}`, [left ? 'evicted' : 'down'], 2)
  }
  switch (phase) {
    case 'unscheduled':
      return say('none', 'waits for a scheduler', ['waits'], 1)
    case 'bound':
      return say('warn', `bound to ${node}`, ['bound'], 1)
    case 'starting':
      return say('warn', `starts on ${node}`, ['starts'], 1)
    case 'running':
      return say('warn', `runs on ${node}, not ready`, ['not ready'], 1)
    case 'ready':
      return say('ok', `ready on ${node}`, ['ready'], 0)
    case 'exited':
      return say('bad', `exited with ${code} on ${node}`, [`exited ${code}`], 2)
    case 'evicted':
      return say('warn', `leaves ${node}`, ['leaves'], 1)
  }
}
