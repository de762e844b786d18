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

/** A binary heap, least `(at, seq)` first. */
export class Queue {
  private heap: Pending[] = []

  get size(): number {
    return this.heap.length
  }

  peek(): Pending | undefined {
    return this.heap[0]
  }

  push(item: Pending): void {
    const heap = this.heap
    let i = heap.length
    heap.push(item)
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (before(heap[parent]!, item)) break
      heap[i] = heap[parent]!
      i = parent
    }
    heap[i] = item
  }

  pop(): Pending | undefined {
    const heap = this.heap
    const top = heap[0]
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return top
    const length = heap.length
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= length) break
      const right = child + 1
      if (right < length && before(heap[right]!, heap[child]!)) child = right
      if (!before(heap[child]!, last)) break
      heap[i] = heap[child]!
      i = child
    }
    heap[i] = last
    return top
  }

  /** What is pending, in no particular order. */
  items(): readonly Pending[] {
    return this.heap
  }

  clone(): Queue {
    const next = new Queue()
    next.heap = this.heap.slice()
    return next
  }
}

const before = (a: Pending, b: Pending): boolean => a.at < b.at || (a.at === b.at && a.seq < b.seq)
