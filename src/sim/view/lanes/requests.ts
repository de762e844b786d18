import { seconds, type Micros } from '../../../base/time'
import type { World } from '../../kernel/world'
import type { Timeline } from '../../timeline/timeline'
import type { RequestBins } from '../types'

/** Bins are as narrow as they can be with so many of them. */
const mostBins = 1_500
const narrowest = seconds(0.1)
/** An answer that took longer was waited for. */
const patience = seconds(1)
/** How far back the request of an answer is searched. */
const searched = 80

/** Requests by the time at which they were sent: what somebody who asks at that moment is going to feel. */
export class Requests {
  private step = narrowest
  private readonly sent: number[] = []
  private readonly ok: number[] = []
  private readonly slow: number[] = []
  private readonly failed: number[] = []
  /** Requests without an answer, by the entry that tells them apart: when they were sent. */
  private readonly pending = new Map<number, Micros>()

  send(entry: number, at: Micros): void {
    if (at < 0) return
    this.pending.set(entry, at)
    this.add(this.sent, at)
  }

  has(entry: number): boolean {
    return this.pending.has(entry)
  }

  /** What became of a request; the first answer counts. */
  answer(entry: number, at: Micros, isFailure: boolean): void {
    const sentAt = this.pending.get(entry)
    if (sentAt === undefined) return
    this.pending.delete(entry)
    this.add(isFailure ? this.failed : at - sentAt > patience ? this.slow : this.ok, sentAt)
  }

  /** One that could not even be sent, or was given up. */
  fail(at: Micros): void {
    if (at < 0) return
    this.add(this.sent, at)
    this.add(this.failed, at)
  }

  bins(end: Micros): RequestBins {
    const length = this.sent.length
    const column = (values: readonly number[]) => Array.from({ length }, (_, i) => values[i] ?? 0)
    const none = Array.from({ length }, (_, i) => {
      const open = this.sent[i]! - (this.ok[i] ?? 0) - (this.slow[i] ?? 0) - (this.failed[i] ?? 0)
      return (this.failed[i] ?? 0) + (end - i * this.step > patience ? open : 0)
    })
    return { step: this.step, ok: column(this.ok), slow: column(this.slow), failed: none }
  }

  private add(values: number[], at: Micros): void {
    while (at >= this.step * mostBins) this.widen()
    const bin = Math.floor(at / this.step)
    for (const column of [this.sent, values]) while (column.length <= bin) column.push(0)
    values[bin]!++
  }

  private widen(): void {
    this.step *= 2
    for (const values of [this.sent, this.ok, this.slow, this.failed]) {
      const half = Array.from(
        { length: Math.ceil(values.length / 2) },
        (_, i) => values[2 * i]! + (values[2 * i + 1] ?? 0)
      )
      values.splice(0, Infinity, ...half)
    }
  }
}

/** Who stands between clients and the API, or is it. */
const isServing: ReadonlySet<string> = new Set([
  'load-balancer',
  'kube-apiserver',
  'etcd',
  'linux',
  'container-runtime'
])

/** Reads requests and what became of them out of the record: users' to the Services, and clients' to the API. */
export class RequestReader {
  readonly web = new Requests()
  readonly api = new Requests()
  private failure = 0

  read(timeline: Timeline, world: World, from: number, to: number): void {
    for (let seq = from; seq < to; seq++) this.one(timeline, world, seq)
  }

  private one(timeline: Timeline, world: World, seq: number): void {
    switch (timeline.typeOf(seq)) {
      case 'traffic.next':
        return this.web.send(seq, timeline.at(seq))
      case 'traffic.response':
      case 'traffic.refused':
        if (kindAt(world, timeline.processOf(seq)) === 'users') this.webAnswer(timeline, seq)
        return
      case 'api.request': {
        const cause = timeline.causeOf(seq)
        const at = timeline.at(cause < 0 ? seq : cause)
        if (isClient(world, timeline.fromOf(seq))) this.api.send(seq, at)
        return
      }
      case 'api.response':
      case 'api.watch':
        if (timeline.kindOf(seq) === 'message' && isClient(world, timeline.processOf(seq)))
          this.apiAnswer(timeline, seq)
        return
      case 'client.timeout':
      case 'net.refused':
        // Its request may never have left: behind one that was lost, or without a connection.
        if (timeline.kindOf(seq) !== 'missed' && isClient(world, timeline.processOf(seq)))
          this.api.fail(timeline.at(seq))
    }
  }

  private webAnswer(timeline: Timeline, seq: number): void {
    const isRefused = timeline.typeOf(seq) === 'traffic.refused' || this.isFailure(timeline, seq)
    const sent = origin(timeline, seq, (entry) => this.web.has(entry))
    if (sent >= 0) this.web.answer(sent, timeline.at(seq), isRefused)
  }

  private apiAnswer(timeline: Timeline, seq: number): void {
    const client = timeline.processOf(seq)
    const failed = this.isFailure(timeline, seq)
    const sent = origin(timeline, seq, (entry) => this.api.has(entry) && timeline.fromOf(entry) === client)
    if (sent >= 0) this.api.answer(sent, timeline.at(seq), failed)
  }

  /** Entries are read in order, and so are the failures among them. */
  private isFailure({ failures }: Timeline, seq: number): boolean {
    while (this.failure < failures.length && failures[this.failure]! < seq) this.failure++
    return failures[this.failure] === seq
  }
}

const kindAt = (world: World, process: number): string => world.processes[process]?.kind ?? ''

const isClient = (world: World, process: number): boolean => process >= 0 && !isServing.has(kindAt(world, process))

/** The nearest of an entry's causes that fits; -1 if none does. */
function origin(timeline: Timeline, seq: number, fits: (entry: number) => boolean): number {
  let entry = timeline.causeOf(seq)
  for (let i = 0; i < searched && entry >= 0; i++) {
    if (fits(entry)) return entry
    const cause = timeline.causeOf(entry)
    if (cause >= entry) return -1
    entry = cause
  }
  return -1
}
