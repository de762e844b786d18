import type { Micros } from '../../base/time'
import type { ProcessId, SimEvent } from './types'

export type PendingKind =
  | 'message'
  | 'retransmit'
  | 'connect'
  | 'fin'
  | 'timer'
  | 'notice'
  | 'disk'
  | 'start'
  | 'missed'
  | 'exit'
  | 'spawn'
  | 'signal'
  | 'machine'

/**
 * Something that will happen. Records are never changed, so checkpoints share them.
 * One shape for all kinds keeps the hot path monomorphic; what a kind does not use is empty.
 */
export interface Pending {
  readonly at: Micros
  readonly seq: number
  readonly kind: PendingKind
  /** The timeline entry that caused this. */
  readonly cause: number
  readonly target: ProcessId
  readonly event: SimEvent
  /** Sender of a packet (a message, a SYN, a FIN), or who starts a process; empty otherwise. */
  readonly from: ProcessId
  /** Of the sender for messages and SYNs, of the target for timers, notices, FINs and disk writes; of the life before for starts. */
  readonly incarnation: number
  /** Timer id, a signal's name, the boot that a FIN belongs to, or whether a message is the last of its connection. */
  readonly id: string
  /** Flag or constant that timed it; empty if none. */
  readonly setting: string
  readonly unreliable: boolean
  /** Of a packet: the session (TCP connection) that it was sent on. Of a start: the machine's boot that it belongs to. */
  readonly session: number
  /** Of a message: what faults call it besides its type; empty if nothing else. Of a FIN and a retransmission: its connection. */
  readonly name: string
  /**
   * Of a message that its sender still works on: how long it is under way once it has left (0: it has left). Of a SYN: how much
   * longer its caller waits (0: as long as the kernel tries).
   */
  readonly flight: Micros
  /** Of a packet: how often it was sent before. */
  readonly attempt: number
}

/** Fewer records are not worth a look. */
const leastCrowded = 512

/**
 * A binary heap, least `(at, seq)` first. What is compared lies in arrays of numbers beside the records: a large cluster has
 * ten thousand of them, and each that is only looked at would have to be fetched from memory.
 */
export class Queue {
  private heap: Pending[] = []
  private crowded = leastCrowded
  private ats = new Float64Array(64)
  private seqs = new Float64Array(64)

  get size(): number {
    return this.heap.length
  }

  peek(): Pending | undefined {
    return this.heap[0]
  }

  /** When the next is due; Infinity if nothing is pending. */
  get nextAt(): Micros {
    return this.heap.length === 0 ? Infinity : this.ats[0]!
  }

  push(item: Pending): void {
    const { heap } = this
    const { at, seq } = item
    let i = heap.length
    heap.push(item)
    if (i === this.ats.length) this.grow()
    const { ats, seqs } = this
    while (i > 0) {
      const parent = (i - 1) >> 1
      const other = ats[parent]!
      if (other < at || (other === at && seqs[parent]! < seq)) break
      heap[i] = heap[parent]!
      ats[i] = other
      seqs[i] = seqs[parent]!
      i = parent
    }
    heap[i] = item
    ats[i] = at
    seqs[i] = seq
  }

  pop(): Pending | undefined {
    const { heap, ats, seqs } = this
    const top = heap[0]
    const last = heap.pop()
    const { length } = heap
    if (last === undefined || length === 0) return top
    const at = ats[length]!
    const seq = seqs[length]!
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= length) break
      let least = ats[child]!
      const right = child + 1
      if (right < length) {
        const other = ats[right]!
        if (other < least || (other === least && seqs[right]! < seqs[child]!)) {
          child = right
          least = other
        }
      }
      if (at < least || (at === least && seq < seqs[child]!)) break
      heap[i] = heap[child]!
      ats[i] = least
      seqs[i] = seqs[child]!
      i = child
    }
    heap[i] = last
    ats[i] = at
    seqs[i] = seq
    return top
  }

  /** From this size on it is worth to look for records that are void. */
  get isCrowded(): boolean {
    return this.heap.length >= this.crowded
  }

  /** Drops records; what is left comes in the same order as with them. */
  keep(isWanted: (item: Pending) => boolean): void {
    const { heap } = this
    this.heap = []
    // A parent lies before its children, so hardly any of them has to move.
    for (const item of heap) if (isWanted(item)) this.push(item)
    this.crowded = Math.max(leastCrowded, 2 * this.heap.length)
  }

  /** What is pending, in no particular order. */
  items(): readonly Pending[] {
    return this.heap
  }

  clone(): Queue {
    const next = new Queue()
    next.heap = this.heap.slice()
    next.crowded = this.crowded
    next.ats = this.ats.slice()
    next.seqs = this.seqs.slice()
    return next
  }

  private grow(): void {
    const { ats, seqs } = this
    this.ats = new Float64Array(ats.length * 2)
    this.ats.set(ats)
    this.seqs = new Float64Array(seqs.length * 2)
    this.seqs.set(seqs)
  }
}
