import type { AnyStateMachine } from 'xstate'
import type { Micros } from '../../base/time'
import { Prng } from '../../base/prng'
import { assert } from '../../base/assert'
import { compile, type Table } from './compile'
import { share, type Memory, type Shared } from './memory'
import { formatted } from './disk'
import { createPace, type Pace } from './loops'
import { noWork, unshared, type Shares, type Work } from './resources'
import { Network } from './network'
import { Queue, type Pending } from './queue'
import type { Command, Setup } from './setup'
import { scheduleStart } from './supervisor'
import type { Disk, MachineId, PrintedLine, ProcessContext, ProcessId, SimEvent, Spawn, Unit } from './types'
import type { EntryKind, Recorder } from './recorder'

export type { Command, Setup } from './setup'

/** The statechart of each kind of process. */
export type Machines = Readonly<Record<string, AnyStateMachine>>

/** One process: a machine instance with its memory, its timers and its disk. */
export interface Process extends Work {
  readonly index: number
  readonly id: ProcessId
  readonly machine: Machine
  /** A name from the table of machines. */
  readonly kind: string
  readonly table: Table
  status: 'running' | 'stopped'
  /** How its machine's init runs it; null: another process starts it. */
  readonly unit: Unit | null
  /** Who started it, in which life, and as what; null for a unit. */
  parent: Parent | null
  /** Address of the network namespace that it runs in. */
  address: string
  /** How its last life ended: an exit code, or 128 + a signal's number; -1 if none has. */
  exitCode: number
  /** What it has printed, if it was started by another process (which reads it); the last lines. */
  output: PrintedLine[]
  /** Kept down on purpose (killed, or stopped gracefully): no supervisor starts it again. */
  held: boolean
  paused: boolean
  /** When it was last paused, and when it last ended. */
  pausedAt: Micros
  endedAt: Micros
  /** Entry of the fault whose SIGTERM waits until it goes on. */
  terminating: number | null
  /** It has closed its listening socket: who dials it is refused, what is open goes on. */
  deaf: boolean
  leaf: number
  context: ProcessContext
  incarnation: number
  disk: Disk
  /** When the last of its writes is on the platter. */
  diskBusyUntil: Micros
  /** Its files were deleted under it: until it starts anew nothing that it writes can be found again. */
  diskLost: boolean
  /** Restarts that its supervisor counts, and when the last one was. */
  restarts: number
  restartedAt: Micros
  /** What it did lately, for the limits of `loops.ts`. */
  pace: Pace
  /** Timer id → sequence number of its pending record; a record with another number is stale. */
  timers: Map<string, number>
  /** What arrived while the process was paused, and starts that wait for its frozen machine. */
  mailbox: Pending[]
  /** Entry of the fault that silenced it; 0 if it runs. */
  silencedBy: number
  /** By setting: entry of the first timer that it has missed since, in the order in which they were missed. */
  missed: Map<string, number>
  /** A checkpoint (or the world that it was made of) holds the same context, disk and tables: `own` it before a change. */
  shared: Shared | null
  /** Its memory in the last checkpoint, never changed: the next shares what is the same. */
  saved: Memory | null
}

/** The process that has started another one. */
export interface Parent extends Spawn {
  readonly id: ProcessId
  readonly incarnation: number
}

/** One machine: where processes run, and what they share. */
export interface Machine extends Shares {
  readonly index: number
  readonly id: MachineId
  up: boolean
  /** Powered on, and its system not up yet: the first of its units that starts shows that it is. */
  booting: boolean
  /** Taken away for good: nothing of it comes back, and nobody sees it. */
  gone: boolean
  bootId: number
  /** Its init stops what it runs: the power goes with the last of it. */
  stopping: boolean
  /** Its power went in order, as its init switched it off. */
  switchedOff: boolean
  /** Paused as a whole: no process starts on it. */
  frozen: boolean
  /** Added to the true time to give what its processes read from their clock. */
  clockSkew: Micros
  /** Multiplies the disk's fsync latency. */
  diskSlowdown: number
  diskFull: boolean
  /** How often its disk was lost. */
  disksLost: number
}

/** A law that something broke in a step, named for the invariant of that name. */
export interface Offence {
  readonly law: Law
  readonly process: Process
  readonly text: string
}

export type Law = 'no-component-panics' | 'no-silent-loops' | 'no-retry-without-back-off'

/**
 * Everything that the future depends on. `clone()` is a checkpoint: what a process holds is copied when it acts again.
 */
export class World {
  now: Micros
  /** Sequence numbers for the queue's ties. */
  seq = 0
  /** Timeline entries so far; the next entry gets this number. */
  entries = 0
  queue = new Queue()
  machines: Machine[] = []
  processes: Process[] = []
  /** What comes from outside, in the order in which it happens. The list is shared by worlds and never changed in place. */
  commands: readonly Command[] = []
  /** What a process that starts now is told of its surroundings; frozen, replaced when machines come or go. */
  cluster: unknown
  /** How many of them happened. */
  commanded = 0
  /** When the next of them is due; Infinity if none is. */
  commandAt: Micros = Infinity
  private byId = new Map<ProcessId, Process>()
  private machineById = new Map<MachineId, Machine>()
  network: Network
  /** CPUs of a machine whose processes count what they take. */
  readonly cores: number
  /** The process that the last step advanced; for invariants. */
  touched: Process | null = null
  /** What it was given, and what the step broke; for invariants. */
  event: SimEvent | null = null
  offence: Offence | null = null

  private constructor(
    readonly setup: Setup,
    private readonly kinds: Machines,
    public recorder: Recorder,
    readonly apply: (world: World, command: Command, entry: number) => void
  ) {
    this.now = setup.startAt
    this.cluster = setup.cluster
    this.network = new Network(setup.flags, setup.seed)
    this.cores = Number(setup.flags['master-cpus'] ?? 4)
  }

  static create(setup: Setup, machines: Machines, recorder: Recorder, apply: World['apply']): World {
    const world = new World(setup, machines, recorder, apply)
    for (const { id, kind, startDelay, firstStart, restart = null, disk = {}, address = '' } of setup.processes) {
      const unit = startDelay === null ? null : { startDelay, restart }
      world.addProcess(id, kind, unit, formatted(disk)).address = address
      if (startDelay === null) continue
      const at = setup.startAt + (firstStart ?? startDelay)
      scheduleStart(world, world.process(id), at, -1, 'start-delay')
    }
    for (const { at, to, event } of setup.happenings ?? [])
      world.schedule({ at, kind: 'notice', target: to, incarnation: 1, event })
    return world
  }

  /** The process of an id; one that nobody knows yet is made, stopped and with an empty disk. */
  processFor(id: ProcessId, kind: string): Process {
    const known = this.byId.get(id)
    if (known) {
      assert(known.kind === kind, `${id} is a ${known.kind}, no ${kind}`)
      return known
    }
    return this.addProcess(id, kind, null, {})
  }

  process(id: ProcessId): Process {
    const found = this.byId.get(id)
    // The text is only built when it is needed: this runs several times at every event.
    if (!found) throw new Error(`assertion failed: no process ${id}`)
    return found
  }

  find(id: ProcessId): Process | undefined {
    return this.byId.get(id)
  }

  machine(id: MachineId): Machine | undefined {
    return this.machineById.get(id)
  }

  processesOn(machine: Machine): Process[] {
    return this.processes.filter((process) => process.machine === machine)
  }

  schedule(item: Partial<Pending> & Pick<Pending, 'at' | 'kind' | 'target'>): number {
    const pending = this.pending(item)
    this.queue.push(pending)
    this.seq++
    return pending.seq
  }

  /** A record in full, with the next number of the queue. */
  pending(item: Partial<Pending> & Pick<Pending, 'at' | 'kind' | 'target'>): Pending {
    return {
      at: item.at,
      seq: this.seq,
      kind: item.kind,
      cause: item.cause ?? -1,
      target: item.target,
      event: item.event ?? nothing,
      from: item.from ?? '',
      incarnation: item.incarnation ?? 0,
      id: item.id ?? '',
      setting: item.setting ?? '',
      unreliable: item.unreliable ?? false,
      session: item.session ?? 0,
      name: item.name ?? '',
      flight: item.flight ?? 0,
      attempt: item.attempt ?? 0
    }
  }

  /** Opens a timeline entry and gives its number. */
  record(
    kind: EntryKind,
    process: Process | null,
    from: Process | null,
    cause: number,
    setting: string,
    event: SimEvent
  ): number {
    const entry = this.entries++
    const index = process ? process.index : -1
    this.recorder.record(entry, this.now, kind, index, from ? from.index : -1, cause, setting, event)
    return entry
  }

  /** When the next thing happens; Infinity if nothing is pending. */
  get nextAt(): Micros {
    return Math.min(this.queue.nextAt, this.commandAt)
  }

  /** Says that the step broke a law. */
  offend(law: Law, process: Process, text: string): void {
    this.offence ??= { law, process, text }
  }

  /** Adds a command after those of its time; its time must not lie in the past. */
  command(command: Command): void {
    assert(command.at >= this.now, `a command at ${command.at} µs lies before ${this.now} µs`)
    let index = this.commands.length
    while (index > this.commanded && this.commands[index - 1]!.at > command.at) index--
    this.commands = this.commands.toSpliced(index, 0, command)
    this.commandAt = this.commands[this.commanded]!.at
  }

  /**
   * What comes from outside, whole and in order: it begins with what happened already. Commands come first at their time and
   * take no number from the queue, so a fork that is given a list, and a run that knew it from the start, are the same run.
   */
  plan(commands: readonly Command[]): void {
    for (let i = 0; i < this.commanded; i++) {
      const [was, is] = [this.commands[i]!, commands[i]]
      if (is !== was) assert(is?.at === was.at && is.text === was.text, `'${was.text}' cannot be taken back`)
    }
    const next = commands[this.commanded]
    assert(!next || next.at >= this.now, `a command at ${next?.at} µs lies before ${this.now} µs`)
    this.commands = commands
    this.commandAt = next?.at ?? Infinity
  }

  /** The command that is due, which has happened by that. */
  takeCommand(): Command {
    const command = this.commands[this.commanded++]!
    this.commandAt = this.commands[this.commanded]?.at ?? Infinity
    return command
  }

  /** A checkpoint: an independent world with the same future. */
  clone(recorder: Recorder = this.recorder): World {
    const next = new World(this.setup, this.kinds, recorder, this.apply)
    next.now = this.now
    next.seq = this.seq
    next.entries = this.entries
    next.queue = this.queue.clone()
    next.commands = this.commands
    next.cluster = this.cluster
    next.commanded = this.commanded
    next.commandAt = this.commandAt
    next.network = this.network.clone()
    for (const machine of this.machines) next.adoptMachine({ ...machine })
    for (const process of this.processes) {
      const clone = { ...process, machine: next.machines[process.machine.index]! }
      share(process, clone)
      next.adoptProcess(clone)
    }
    return next
  }

  /** A process that nobody knew before, stopped; its machine comes with the first of it. */
  addProcess(id: ProcessId, kind: string, unit: Unit | null, disk: Disk): Process {
    const machineId = id.slice(0, id.indexOf('/'))
    const host = this.machineById.get(machineId) ?? this.addMachine(machineId)
    const machine = this.kinds[kind]
    assert(machine, `no machine for the kind ${kind}`)
    const process: Process = {
      index: this.processes.length,
      id,
      machine: host,
      kind,
      table: compiled(machine),
      status: 'stopped',
      unit,
      parent: null,
      address: '',
      exitCode: -1,
      output: [],
      held: false,
      paused: false,
      pausedAt: -Infinity,
      endedAt: -Infinity,
      terminating: null,
      deaf: false,
      leaf: 0,
      context: { self: id, now: this.now, rng: Prng.forName(this.setup.seed, id), config: this.setup.flags },
      incarnation: 0,
      disk,
      diskBusyUntil: -Infinity,
      diskLost: false,
      restarts: 0,
      restartedAt: -Infinity,
      pace: createPace(),
      ...noWork,
      timers: new Map(),
      mailbox: [],
      silencedBy: 0,
      missed: new Map(),
      shared: null,
      saved: null
    }
    this.adoptProcess(process)
    return process
  }

  private addMachine(id: MachineId): Machine {
    const machine: Machine = {
      index: this.machines.length,
      id,
      up: true,
      booting: false,
      gone: false,
      bootId: 1,
      stopping: false,
      switchedOff: false,
      frozen: false,
      clockSkew: 0,
      diskSlowdown: 1,
      diskFull: false,
      disksLost: 0,
      ...unshared
    }
    this.adoptMachine(machine)
    return machine
  }

  private adoptMachine(machine: Machine): void {
    this.machines.push(machine)
    this.machineById.set(machine.id, machine)
  }

  private adoptProcess(process: Process): void {
    this.processes.push(process)
    this.byId.set(process.id, process)
  }
}

const nothing: SimEvent = Object.freeze({ type: '' })

const tables = new WeakMap<AnyStateMachine, Table>()

/** Each machine is compiled once per program. */
export function compiled(machine: AnyStateMachine): Table {
  let table = tables.get(machine)
  if (!table) tables.set(machine, (table = compile(machine)))
  return table
}
