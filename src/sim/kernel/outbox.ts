import { assert } from '../../base/assert'
import type { Micros } from '../../base/time'
import { wallClock } from './clock'
import { submitWrite } from './disk'
import { countTimer } from './loops'
import { departure, flowKey, lastOfConnection, noSession } from './network'
import { tellClosed } from './resets'
import { compute, hold, transmit, type Usage } from './resources'
import { clockAtStart } from './types'
import type {
  Because,
  DiskOp,
  MachineId,
  MachineOrder,
  Message,
  Outbox,
  PrintedLine,
  ProcessId,
  SendOptions,
  SimEvent,
  Spawn,
  Trace
} from './types'
import type { Process, World } from './world'

/** What a machine's even clock reads; `clock.ts` tells what it is for. */
export const clockOf = (world: World): Micros => world.now + clockAtStart

let reused: LiveOutbox | null = null

/**
 * The outbox of the current step.
 * @param failed the peer whose refusal or reset the step is told; empty if none
 */
export function outbox(world: World, process: Process, entry: number, cause: number, failed = ''): LiveOutbox {
  if (reused === null) reused = new LiveOutbox(world, process)
  reused.world = world
  reused.process = process
  reused.entry = entry
  reused.root = entry
  reused.cause = cause
  reused.explained = unexplained
  reused.raised.length = 0
  reused.failed = failed
  reused.retried = false
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
  failed = ''
  /** Whether the step turned to `failed` again. */
  retried = false
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
    const target = world.find(to)
    // An address of the plan that no machine has: nothing there answers, and nothing refuses.
    if (!target) return
    const { network } = world
    const delay = options?.delay ?? 0
    const leaves = world.now + delay
    let at =
      delay > 0
        ? leaves + network.delay(process.machine, target.machine)
        : network.arrival(process.machine, target.machine, leaves)
    let session = noSession
    if (options?.connection !== 'own') {
      const { conn } = message
      const flow =
        conn === undefined ? network.shared(process, target, world.seq) : network.find(conn, flowKey(process, target))
      if (!flow) {
        if (options?.last !== true) tellClosed(world, process, to, conn!, this.entry)
        return
      }
      at = departure(flow, world.now, leaves, at)
      session = flow.session
    }
    if (to === this.failed) this.retried = true
    // The sender is part of what a receiver sees; messages are made for one send, so it is set here.
    ;(message as { from?: ProcessId }).from = process.id
    world.queue.push({
      at,
      seq: world.seq++,
      kind: 'message',
      cause: options?.cause ?? this.entry,
      target: to,
      event: message,
      from: process.id,
      incarnation: process.incarnation,
      id: options?.last === true ? lastOfConnection : '',
      setting: '',
      unreliable: options?.unreliable === true,
      session,
      name: options?.name ?? '',
      flight: delay > 0 ? at - leaves : 0,
      attempt: 0
    })
  }

  connect(to: ProcessId, ref: unknown, patience?: Micros, conn = ''): void {
    const { world, process } = this
    if (to === this.failed) this.retried = true
    const target = world.find(to)
    if (!target) return
    world.schedule({
      at: world.network.arrival(process.machine, target.machine, world.now),
      kind: 'connect',
      cause: this.entry,
      target: to,
      from: process.id,
      incarnation: process.incarnation,
      event: { type: 'net.connect', ref, conn } as SimEvent,
      flight: patience ?? 0
    })
  }

  stopListening(): void {
    this.process.deaf = true
  }

  timer(id: string, delay: number, setting: string, event: SimEvent): void {
    const { world, process } = this
    const wait = Math.max(0, Math.round(delay))
    if (wait === 0) countTimer(world, process, setting)
    const seq = world.seq++
    world.queue.push({
      at: world.now + wait,
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
      name: '',
      flight: 0,
      attempt: 0
    })
    process.timers.set(id, seq)
    if (world.queue.isCrowded) dropVoidTimers(world)
  }

  cancel(id: string): void {
    this.process.timers.delete(id)
  }

  write(ref: unknown, ops: readonly DiskOp[]): void {
    submitWrite(this.world, this.process, this.entry, ref, ops)
  }

  log(level: 'I' | 'W' | 'E', text: string): void {
    const { world, process } = this
    world.recorder.log(this.entry, world.now, process.index, level, text)
    if (process.parent) print(process, Object.freeze({ at: wallClock(process.context), level, text }))
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

  order(order: MachineOrder, machine: MachineId, size?: unknown): void {
    const { world, entry } = this
    const event = { type: 'machine.order', order, size } as SimEvent
    world.schedule({ at: world.now, kind: 'machine', target: machine, cause: entry, event })
  }

  signal(id: ProcessId, signal: 'TERM' | 'KILL'): void {
    const { world } = this
    const { incarnation } = this.child(id)
    world.schedule({ at: world.now, kind: 'signal', target: id, incarnation, cause: this.entry, id: signal })
  }

  output(id: ProcessId): readonly PrintedLine[] {
    return this.child(id).output
  }

  compute(ms: number): Micros {
    return compute(this.world, this.process, ms)
  }

  transmit(bytes: number): Micros {
    return transmit(this.world, this.process, bytes)
  }

  hold(bytes: number): void {
    hold(this.world, this.process, bytes, this.entry)
  }

  usage(id: ProcessId): Usage {
    const { cpuMs, memoryBytes } = this.child(id)
    return { cpuMs, memoryBytes }
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

/**
 * Forgets records of timers that were cancelled or set anew: nothing would happen when they are due. Most requests arm one of a
 * minute and are answered in milliseconds, so without this most of what is pending would be void.
 */
function dropVoidTimers(world: World): void {
  world.queue.keep(({ kind, target, id, seq }) => kind !== 'timer' || world.find(target)?.timers.get(id) === seq)
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
