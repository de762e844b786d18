import type { Micros } from '../../base/time'
import { assert } from '../../base/assert'
import { advance, advanceItem } from './advance'
import type { ItemEvent } from './chart'
import { diskLatency } from './disk'
import { flowKey } from './network'
import { clockAtStart } from './types'
import type {
  Because,
  DiskOp,
  Message,
  Outbox,
  PrintedLine,
  ProcessId,
  SendOptions,
  SimEvent,
  Spawn,
  Trace
} from './types'
import { own } from './memory'
import type { Machine, Process, World } from './world'

/** What a machine's clock reads. */
export const clockOf = (world: World, machine: Machine): Micros => world.now + clockAtStart + machine.clockSkew

/** Gives one event to a process: its table takes it, what it says goes out through the outbox. */
export function react(world: World, process: Process, entry: number, cause: number, event: SimEvent): void {
  own(process)
  const { context, table } = process
  context.now = clockOf(world, process.machine)
  context.skew = process.machine.clockSkew
  const before = process.leaf
  world.touched = process
  const out = outbox(world, process, entry, cause)
  take(process, event, out)
  if (out.raised.length > 0) takeRaised(process, out)
  if (process.leaf !== before) world.recorder.moved(entry, table.leaves[before]!, table.leaves[process.leaf]!)
}

/** An event with a chart's name is for one of the process's items, any other for the process itself. */
function take(process: Process, event: SimEvent, out: LiveOutbox): void {
  const { table, context } = process
  if (table.charts.size > 0 && isForItem(event)) return advanceItem(table, context, event, out)
  const after = advance(table, process.leaf, context, event, out)
  if (after >= 0) process.leaf = after
}

const isForItem = (event: SimEvent): event is ItemEvent => (event as Partial<ItemEvent>).chart !== undefined

/** Far more than any step raises; a chart that raises without end is a mistake in it. */
const raiseLimit = 100_000

/** What a step raised is taken in order, and what that raises after it. */
export function takeRaised(process: Process, out: LiveOutbox): void {
  const { raised } = out
  for (let i = 0; i < raised.length; i++) {
    const { event, entry } = raised[i]!
    assert(i < raiseLimit, `${process.id} raises events without end, such as ${event.type}`)
    // Another reason has come up since: what follows goes on from the one that it was raised for.
    if (entry !== out.entry) out.because({ entry })
    take(process, event, out)
  }
  raised.length = 0
}

/** Gives an event to a process now, from outside the network (a command, a signal). Gives the entry. */
export function inject(world: World, process: Process, event: SimEvent, cause: number): number {
  const entry = world.record('notice', process, null, cause, '', event)
  react(world, process, entry, cause, event)
  return entry
}

/** Tells `peer` that its connections to `gone` are reset, if the news can reach it. */
export function resetPeer(world: World, peer: Process, gone: Process, cause: number): void {
  if (world.network.isCut(gone.machine, peer.machine)) return
  world.schedule({
    at: world.now + world.network.delay(gone.machine, peer.machine),
    kind: 'notice',
    cause,
    target: peer.id,
    incarnation: peer.incarnation,
    event: { type: 'net.reset', peer: gone.id } as SimEvent
  })
}

let reused: LiveOutbox | null = null

/** The outbox of the current step. */
export function outbox(world: World, process: Process, entry: number, cause: number): LiveOutbox {
  if (reused === null) reused = new LiveOutbox(world, process)
  reused.world = world
  reused.process = process
  reused.entry = entry
  reused.root = entry
  reused.cause = cause
  reused.explained = unexplained
  return reused
}

/** One outbox serves all steps (it carries nothing from one to the next), so that a step allocates none. */
export class LiveOutbox implements Outbox, Trace {
  entry = 0
  cause = 0
  /** The step's own entry; `entry` is it, or the decision that the step is at. */
  root = 0
  /** The cause that the step has named for what it does now. */
  explained = unexplained
  /** Events of this step that wait for their turn. */
  readonly raised: { readonly event: SimEvent; readonly entry: number }[] = []
  constructor(
    public world: World,
    public process: Process
  ) {}

  /** From now on the step's entry is the cause of something: another reason for what comes cannot be the step's own. */
  private speak(): void {
    if (this.explained === unexplained) this.explained = spoken
  }

  send(to: ProcessId, message: Message, options?: SendOptions): void {
    const { world, process } = this
    this.speak()
    const target = world.process(to)
    const { network } = world
    const at = world.now + (options?.delay ?? 0) + network.delay(process.machine, target.machine)
    const key = flowKey(process, target)
    let flow = network.flows.get(key)
    if (!flow) {
      flow = { from: process.id, to, session: world.seq, lastAt: at, incarnation: 0, held: [], attempt: 0 }
      network.flows.set(key, flow)
    }
    if (at > flow.lastAt) flow.lastAt = at
    // The sender is part of what a receiver sees; messages are made for one send, so it is set here.
    ;(message as { from?: ProcessId }).from = process.id
    world.queue.push({
      at: flow.lastAt,
      seq: world.seq++,
      kind: 'message',
      cause: options?.cause ?? this.entry,
      target: to,
      event: message,
      from: process.id,
      incarnation: process.incarnation,
      id: '',
      setting: '',
      unreliable: options?.unreliable === true,
      session: flow.session,
      name: options?.name ?? ''
    })
  }

  connect(to: ProcessId, ref: unknown): void {
    const { world, process } = this
    world.schedule({
      at: world.now + world.network.delay(process.machine, world.process(to).machine),
      kind: 'connect',
      cause: this.entry,
      target: to,
      from: process.id,
      incarnation: process.incarnation,
      event: { type: 'net.connect', ref } as SimEvent
    })
  }

  timer(id: string, delay: number, setting: string, event: SimEvent): void {
    const { world, process } = this
    const seq = world.seq++
    world.queue.push({
      at: world.now + Math.max(0, Math.round(delay)),
      seq,
      kind: 'timer',
      cause: this.entry,
      target: process.id,
      event,
      from: '',
      incarnation: process.incarnation,
      id,
      setting,
      unreliable: false,
      session: 0,
      name: ''
    })
    process.timers.set(id, seq)
  }

  cancel(id: string): void {
    this.process.timers.delete(id)
  }

  write(ref: unknown, ops: readonly DiskOp[]): void {
    const { world, process } = this
    world.schedule({
      at: world.now + diskLatency(world, process.machine),
      kind: 'disk',
      cause: this.entry,
      target: process.id,
      incarnation: process.incarnation,
      setting: 'disk-fsync-ms',
      event: { type: 'disk.write', ref, ops } as SimEvent
    })
  }

  log(level: 'I' | 'W' | 'E', text: string): void {
    const { world, process } = this
    world.recorder.log(this.entry, world.now, process.index, level, text)
    if (process.parent) print(process, Object.freeze({ at: clockOf(world, process.machine), level, text }))
  }

  note(text: string): void {
    this.world.recorder.note(this.entry, text)
  }

  because(because: Because, setting?: string): void {
    const { world, process } = this
    const cause = 'entry' in because ? because.entry : silenceOf(world, because, process)
    if (cause < 0 || cause === this.entry || cause === this.explained) return
    if (this.explained === unexplained && cause < this.root) world.recorder.because(this.root, cause, setting)
    else this.entry = world.record('decision', process, null, cause, setting ?? '', decision)
    this.explained = cause
  }

  fact(fact: string, detail: Readonly<Record<string, unknown>> = {}): void {
    this.world.recorder.fact(this.entry, this.world.now, this.process.index, fact, detail)
  }

  spawn(id: ProcessId, kind: string, how: Spawn): void {
    const { world, process } = this
    world.schedule({
      at: world.now,
      kind: 'spawn',
      target: id,
      from: process.id,
      incarnation: process.incarnation,
      cause: this.entry,
      event: { type: 'proc.spawn', kind, how } as SimEvent
    })
  }

  signal(id: ProcessId, signal: 'TERM' | 'KILL'): void {
    const { world } = this
    const { incarnation } = this.child(id)
    world.schedule({ at: world.now, kind: 'signal', target: id, incarnation, cause: this.entry, id: signal })
  }

  output(id: ProcessId): readonly PrintedLine[] {
    return this.child(id).output
  }

  private child(id: ProcessId): Process {
    const child = this.world.process(id)
    assert(child.parent?.id === this.process.id, `${this.process.id} did not start ${id}`)
    return child
  }

  exit(reason: string, code = 1): void {
    const { world, process } = this
    world.recorder.note(this.entry, `${process.id} exits: ${reason}`)
    world.schedule({
      at: world.now,
      kind: 'exit',
      target: process.id,
      incarnation: process.incarnation,
      cause: this.entry,
      event: { type: 'proc.exit', code } as SimEvent
    })
  }

  raise(event: SimEvent): void {
    this.speak()
    this.raised.push({ event, entry: this.entry })
  }

  took(chart: string, item: string, edge: number): void {
    this.world.recorder.took(this.entry, chart, item, edge)
  }
}

const unexplained = -2
const spoken = -3
const decision: SimEvent = Object.freeze({ type: 'decision' })

/** Lines of a process's output that are kept. */
const printedLines = 500

function print(process: Process, line: PrintedLine): void {
  const { output } = process
  output.push(line)
  if (output.length > 2 * printedLines) process.output = output.slice(-printedLines)
}

/** The entry that explains why a process has been silent towards `listener`: explanation only, never behaviour. */
function silenceOf(world: World, { silence, of }: { silence: ProcessId; of?: string }, listener: Process): number {
  const process = world.find(silence)
  if (!process) return -1
  const missed = (of === undefined ? undefined : process.missed.get(of)) ?? firstOf(process.missed)
  if (missed !== undefined) return missed
  const lost =
    world.network.losses.get(flowKey(process, listener)) ?? world.network.losses.get(flowKey(listener, process))
  if (lost !== undefined) return lost
  return process.silencedBy > 0 ? process.silencedBy : -1
}

function firstOf(missed: ReadonlyMap<string, number>): number | undefined {
  for (const entry of missed.values()) return entry
  return undefined
}
