import type { Facts } from '../facts'
import type { Micros } from '../../base/time'
import type { EntryKind, Recorder } from '../kernel/recorder'
import { Digest } from './digest'
import { Replay } from './replay'
import type { SimEvent } from '../kernel/types'
import { Transitions } from './transitions'

/** One recorded step, put together from the columns. */
export interface TimelineEntry {
  readonly seq: number
  readonly at: Micros
  readonly kind: EntryKind
  /** Process indexes; -1 for none. */
  readonly process: number
  readonly from: number
  /** The entry that caused this one; -1 for none. */
  readonly cause: number
  /** The flag or constant that timed it; empty if none. */
  readonly setting: string
  readonly type: string
  readonly stateFrom: string
  readonly stateTo: string
  /** Of long ago it is replayed when it is read, which costs as much as a seek; nothing else of an entry does. */
  readonly event: SimEvent | null
}

export interface LogLine {
  readonly entry: number
  readonly at: Micros
  readonly process: number
  readonly level: 'I' | 'W' | 'E'
  readonly text: string
}

/** A fact with who stated it, when, and in which entry. Asking for its name gives its detail's type. */
export type Fact = {
  [F in keyof Facts]: {
    readonly entry: number
    readonly at: Micros
    readonly process: number
    readonly fact: F
    readonly detail: Facts[F]
  }
}[keyof Facts]

export interface Life {
  readonly entry: number
  readonly at: Micros
  readonly process: number
  readonly status: 'running' | 'stopped' | 'paused'
}

const kinds: readonly EntryKind[] = [
  'message',
  'timer',
  'notice',
  'disk',
  'start',
  'command',
  'missed',
  'lost',
  'decision'
]
const kindIndex = new Map(kinds.map((kind, i) => [kind, i]))
/** Words per row. */
const row = 9

/**
 * The timeline of one branch: a row of whole numbers per step, and sparse tables for notes, logs and facts.
 *
 * A step is recorded once. When a part of the run is replayed (seek), the kernel reports the same steps again; they
 * are known already and are skipped. Full blocks of rows never change, so branches share them.
 */
export class Timeline implements Recorder {
  private blocks: Block[] = []
  length = 0
  /** Records once more what happened around an entry whose event was forgotten: replays it. */
  recall: (first: number, last: number) => void = () => {}
  /** The block whose events are being recalled, and those that were, the oldest first. */
  private recalling: Block | null = null
  private recalled: Block[] = []
  private readonly names: string[] = ['']
  private readonly nameIndex = new Map<string, number>([['', 0]])
  readonly notes = new Map<number, string[]>()
  readonly logs: LogLine[] = []
  readonly facts: Fact[] = []
  readonly lives: Life[] = []
  /** Entries that moved a statechart, in order. */
  readonly moves: number[] = []
  /** Entries of what did not happen: missed timers and lost messages, in order. */
  readonly silences: number[] = []
  /** Entries whose message bears a status of 500 or more, in order: whoever asked was not served. */
  readonly failures: number[] = []
  /** Every transition that a chart took, a process's own and those of its items. */
  transitions = new Transitions()
  /** The entry being recorded for the first time; -1 while known steps are replayed. */
  private current = -1
  private readonly replay = new Replay(this)
  private hash = new Digest(this)

  record(
    entry: number,
    at: Micros,
    kind: EntryKind,
    process: number,
    from: number,
    cause: number,
    setting: string,
    event: SimEvent
  ): void {
    this.replay.next()
    if (entry < this.length) {
      this.current = -1
      const { recalling } = this
      if (recalling !== null && this.blocks[entry >>> blockBits] === recalling)
        recalling.events[entry & inBlock] = event
      this.replay.same(entry, at, kind, process, cause, event.type)
      return
    }
    const block = this.blocks[entry >>> blockBits] ?? this.grow()
    const { data } = block
    const base = (entry & inBlock) * row
    data[base] = Math.floor(at / 4_294_967_296)
    data[base + 1] = (at % 4_294_967_296) | 0
    data[base + 2] = kindIndex.get(kind)!
    data[base + 3] = process
    data[base + 4] = from
    data[base + 5] = cause
    data[base + 6] = setting === '' ? 0 : this.intern(setting)
    data[base + 7] = this.intern(event.type)
    data[base + 8] = 0
    block.events[entry & inBlock] = event
    this.length = entry + 1
    if (kind === 'missed' || kind === 'lost') this.silences.push(entry)
    else if ('code' in event && typeof event.code === 'number' && event.code >= 500) this.failures.push(entry)
    this.current = entry
  }

  because(entry: number, cause: number, setting: string | undefined): void {
    this.replay.because(entry, cause)
    if (entry !== this.current) return
    const { data } = this.blockOf(entry)
    const base = (entry & inBlock) * row
    data[base + 5] = cause
    if (setting !== undefined) data[base + 6] = this.intern(setting)
  }

  moved(entry: number, from: string, to: string): void {
    // The step may have gone on in decisions of its own since.
    if (entry > this.current) return
    this.blockOf(entry).data[(entry & inBlock) * row + 8] = this.intern(`${from}→${to}`)
    this.moves.push(entry)
  }

  took(entry: number, chart: string, item: string, edge: number): void {
    if (entry === this.current) this.transitions.add(entry, chart, item, edge)
  }

  life(entry: number, at: Micros, process: number, status: Life['status']): void {
    if (entry === this.current) this.lives.push({ entry, at, process, status })
  }

  log(entry: number, at: Micros, process: number, level: 'I' | 'W' | 'E', text: string): void {
    if (entry === this.current) this.logs.push({ entry, at, process, level, text })
  }

  note(entry: number, text: string): void {
    if (entry !== this.current) return
    const known = this.notes.get(entry)
    if (known) known.push(text)
    else this.notes.set(entry, [text])
  }

  fact(entry: number, at: Micros, process: number, fact: string, detail: Readonly<Record<string, unknown>>): void {
    // Components can state no others, by type (sim/outbox.ts).
    if (entry === this.current) this.facts.push({ entry, at, process, fact, detail } as Fact)
  }

  get(seq: number): TimelineEntry {
    const base = (seq & inBlock) * row
    const { data } = this.blockOf(seq)
    const { names } = this
    const state = names[data[base + 8]!]!
    const arrow = state.indexOf('→')
    const eventOf = () => this.eventOf(seq)
    return {
      seq,
      at: this.at(seq),
      kind: kinds[data[base + 2]!]!,
      process: data[base + 3]!,
      from: data[base + 4]!,
      cause: data[base + 5]!,
      setting: names[data[base + 6]!]!,
      type: names[data[base + 7]!]!,
      stateFrom: arrow < 0 ? '' : state.slice(0, arrow),
      stateTo: arrow < 0 ? '' : state.slice(arrow + 1),
      get event() {
        return eventOf()
      }
    }
  }

  at(seq: number): Micros {
    const base = (seq & inBlock) * row
    const { data } = this.blockOf(seq)
    return data[base]! * 4_294_967_296 + (data[base + 1]! >>> 0)
  }

  kindOf(seq: number): EntryKind {
    return kinds[this.word(seq, 2)]!
  }

  processOf(seq: number): number {
    return this.word(seq, 3)
  }

  typeOf(seq: number): string {
    return this.names[this.word(seq, 7)]!
  }

  fromOf(seq: number): number {
    return this.word(seq, 4)
  }

  settingOf(seq: number): string {
    return this.names[this.word(seq, 6)]!
  }

  /** The state that the entry led to; empty if it moved nothing. */
  stateOf(seq: number): string {
    const state = this.names[this.word(seq, 8)]!
    return state.slice(state.indexOf('→') + 1)
  }

  private word(seq: number, column: number): number {
    return this.blockOf(seq).data[(seq & inBlock) * row + column]!
  }

  causeOf(seq: number): number {
    return this.word(seq, 5)
  }

  /** What the process received. The events of long ago are not kept: they are replayed when somebody looks at them. */
  private eventOf(seq: number): SimEvent | null {
    const block = this.blockOf(seq)
    if (!block.events[seq & inBlock]) {
      const first = seq - (seq & inBlock)
      this.recalling = block
      this.recall(first, Math.min(first + blockRows, this.length) - 1)
      this.recalling = null
      this.recalled.push(block)
      if (this.recalled.length > recalledBlocks) this.recalled.shift()!.events = []
    }
    return block.events[seq & inBlock] ?? null
  }

  /** Forgets the events of all full blocks before an entry. */
  forget(before: number): void {
    for (let i = Math.floor(before / blockRows) - 1; i >= 0 && this.blocks[i]!.events.length > 0; i--)
      this.blocks[i]!.events = []
  }

  /** Facts stated in one step. */
  factsOf(seq: number): Fact[] {
    const found: Fact[] = []
    for (let i = lowerBound(this.facts, seq); i < this.facts.length && this.facts[i]!.entry === seq; i++)
      found.push(this.facts[i]!)
    return found
  }

  /** The first entry at or after a time; `length` if there is none. */
  firstAt(at: Micros): number {
    let low = 0
    let high = this.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.at(middle) < at) low = middle + 1
      else high = middle
    }
    return low
  }

  /** A timeline that begins as this one up to `length` entries, and then goes its own way. */
  fork(length: number): Timeline {
    const next = new Timeline()
    const full = length >>> blockBits
    next.blocks = this.blocks.slice(0, full)
    const rest = this.blocks[full]
    if ((length & inBlock) > 0 && rest) {
      next.blocks.push({ data: rest.data.slice(), events: rest.events.slice(0, length & inBlock) })
    }
    next.length = length
    next.hash = this.hash.fork(next, length)
    next.names.length = 0
    next.names.push(...this.names)
    for (const [name, index] of this.nameIndex) next.nameIndex.set(name, index)
    for (const [entry, notes] of this.notes) {
      if (entry >= length) break
      next.notes.set(entry, notes.slice())
    }
    for (const line of this.logs.slice(0, lowerBound(this.logs, length))) next.logs.push(line)
    for (const fact of this.facts.slice(0, lowerBound(this.facts, length))) next.facts.push(fact)
    for (const life of this.lives.slice(0, lowerBound(this.lives, length))) next.lives.push(life)
    for (const kind of ['moves', 'silences', 'failures'] as const)
      for (const entry of this[kind]) {
        if (entry >= length) break
        next[kind].push(entry)
      }
    next.transitions = this.transitions.fork(length)
    return next
  }

  /**
   * SHA-256 over all steps so far: when, what kind, who, from whom, caused by what, timed by what, which type, which
   * change of state, and the notes; or over the first `length` of them. Equal inputs give equal digests in every JavaScript engine.
   */
  digest(length = this.length): string {
    return this.hash.of(length)
  }

  /** For the digest: rows of one block. Numbers of interned names depend on what a branch saw before; their texts do not. */
  rows(seq: number, count: number, numberOf: (text: string) => number): Int32Array {
    const first = (seq & inBlock) * row
    const rows = this.blockOf(seq).data.slice(first, first + count * row)
    for (let base = 0; base < rows.length; base += row) {
      for (let column = 6; column <= 8; column++) rows[base + column] = numberOf(this.names[rows[base + column]!]!)
    }
    return rows
  }

  together(seq: number): number {
    return blockRows - (seq & inBlock)
  }

  private blockOf(seq: number): Block {
    const block = this.blocks[seq >>> blockBits]
    if (!block) throw new Error(`assertion failed: no entry ${seq}`)
    return block
  }

  private intern(name: string): number {
    let index = this.nameIndex.get(name)
    if (index === undefined) {
      index = this.names.push(name) - 1
      this.nameIndex.set(name, index)
    }
    return index
  }

  /** Begins a block, and forgets the events of one of long ago. */
  private grow(): Block {
    const block: Block = { data: new Int32Array(row * blockRows), events: [] }
    this.blocks.push(block)
    this.forget((this.blocks.length - keptBlocks) * blockRows)
    return block
  }
}

/** Rows that belong together, and what the processes received in them. */
interface Block {
  /** at (two words), kind, process, from, cause, setting, type, state. */
  readonly data: Int32Array
  /** Empty, or with holes at the beginning, if they were forgotten. */
  events: SimEvent[]
}

const blockBits = 12
const blockRows = 2 ** blockBits
const inBlock = blockRows - 1
/** Blocks whose events are kept in memory: the last 160,000 entries, more than any of the presets has. */
const keptBlocks = 40
/** Older ones that somebody looked at. */
const recalledBlocks = 16

/** Index of the first row of an ordered table that belongs to `entry` or a later one. */
function lowerBound(rows: readonly { readonly entry: number }[], entry: number): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (rows[middle]!.entry < entry) low = middle + 1
    else high = middle
  }
  return low
}
