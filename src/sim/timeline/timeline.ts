import type { Facts } from '../facts'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { fnv1a } from '../../base/prng'
import type { Micros } from '../../base/time'
import type { EntryKind, Recorder } from '../kernel/recorder'
import type { SimEvent } from '../kernel/types'

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
const hashedRows = 1024

/**
 * The timeline of one branch: a row of whole numbers per step, and sparse tables for notes, logs and facts.
 *
 * A step is recorded once. When a part of the run is replayed (seek), the kernel reports the same steps again; they
 * are known already and are skipped.
 */
export class Timeline implements Recorder {
  /** at (two words), kind, process, from, cause, setting, type, state. */
  private data = new Int32Array(row * 4096)
  length = 0
  private events: (SimEvent | undefined)[] = []
  private readonly names: string[] = ['']
  private readonly nameIndex = new Map<string, number>([['', 0]])
  readonly notes = new Map<number, string[]>()
  readonly logs: LogLine[] = []
  readonly facts: Fact[] = []
  readonly lives: Life[] = []
  /** Entries that moved a statechart, in order. */
  readonly moves: number[] = []
  /** The entry being recorded for the first time; -1 while known steps are replayed. */
  private current = -1
  private sha = sha256.create()
  private hashed = 0

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
    if (entry < this.length) {
      this.current = -1
      return
    }
    if ((entry + 1) * row > this.data.length) this.grow()
    const { data } = this
    const base = entry * row
    data[base] = Math.floor(at / 4_294_967_296)
    data[base + 1] = (at % 4_294_967_296) | 0
    data[base + 2] = kindIndex.get(kind)!
    data[base + 3] = process
    data[base + 4] = from
    data[base + 5] = cause
    data[base + 6] = setting === '' ? 0 : this.intern(setting)
    data[base + 7] = this.intern(event.type)
    data[base + 8] = 0
    this.events[entry] = event
    this.length = entry + 1
    this.current = entry
  }

  because(entry: number, cause: number, setting: string | undefined): void {
    if (entry !== this.current) return
    const base = entry * row
    this.data[base + 5] = cause
    if (setting !== undefined) this.data[base + 6] = this.intern(setting)
  }

  moved(entry: number, from: string, to: string): void {
    // The step may have gone on in decisions of its own since.
    if (entry > this.current) return
    this.data[entry * row + 8] = this.intern(`${from}→${to}`)
    this.moves.push(entry)
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
    const base = seq * row
    const { data, names } = this
    const state = names[data[base + 8]!]!
    const arrow = state.indexOf('→')
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
      event: this.events[seq] ?? null
    }
  }

  at(seq: number): Micros {
    const base = seq * row
    return this.data[base]! * 4_294_967_296 + (this.data[base + 1]! >>> 0)
  }

  causeOf(seq: number): number {
    return this.data[seq * row + 5]!
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
    next.data = this.data.slice(0, Math.max(row * 4096, length * row))
    next.length = length
    next.events = this.events.slice(0, length)
    next.names.length = 0
    next.names.push(...this.names)
    for (const [name, index] of this.nameIndex) next.nameIndex.set(name, index)
    for (const [entry, notes] of this.notes) if (entry < length) next.notes.set(entry, notes.slice())
    next.logs.push(...this.logs.filter((line) => line.entry < length))
    next.facts.push(...this.facts.filter((fact) => fact.entry < length))
    next.lives.push(...this.lives.filter((life) => life.entry < length))
    next.moves.push(...this.moves.filter((entry) => entry < length))
    return next
  }

  /**
   * SHA-256 over all steps so far: when, what kind, who, from whom, caused by what, timed by what, which type, which
   * change of state, and the notes. Equal inputs give equal digests in every JavaScript engine.
   */
  digest(): string {
    // The last step may still be added to; it is hashed on a copy.
    const complete = Math.max(this.hashed, this.length - 1)
    this.hashRows(this.sha, this.hashed, complete)
    this.hashed = complete
    const last = this.sha.clone()
    this.hashRows(last, complete, this.length)
    return bytesToHex(last.digest())
  }

  /** The bytes of each row, its notes right after it: the stream does not depend on how often a digest was asked for. */
  private hashRows(sha: typeof this.sha, from: number, to: number): void {
    const { data, names, notes } = this
    let start = from
    while (start < to) {
      let end = start
      while (end < to && end - start < hashedRows && !notes.has(end)) end++
      const noted = end < to ? notes.get(end) : undefined
      if (noted) end++
      const block = data.slice(start * row, end * row)
      for (let base = 0; base < block.length; base += row) {
        // Numbers of interned names depend on what a branch saw before; their texts do not.
        for (let column = 6; column <= 8; column++) block[base + column] = nameHash(names[block[base + column]!]!)
      }
      sha.update(new Uint8Array(block.buffer))
      if (noted) sha.update(utf8ToBytes(noted.join('\n')))
      start = end
    }
  }

  private intern(name: string): number {
    let index = this.nameIndex.get(name)
    if (index === undefined) {
      index = this.names.push(name) - 1
      this.nameIndex.set(name, index)
    }
    return index
  }

  private grow(): void {
    const next = new Int32Array(this.data.length * 2)
    next.set(this.data)
    this.data = next
  }
}

const nameHashes = new Map<string, number>()
function nameHash(name: string): number {
  let hash = nameHashes.get(name)
  if (hash === undefined) nameHashes.set(name, (hash = fnv1a(name) | 0))
  return hash
}

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
