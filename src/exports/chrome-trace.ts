import { entryView, milestonesOf } from '../sim'
import type { Run } from './run'

/**
 * One event of Chrome's trace format, which Perfetto reads: https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU.
 * `ts` and `dur` are microseconds, as the run's are.
 */
interface TraceEvent {
  readonly name: string
  readonly cat?: string
  readonly ph: 'M' | 'X' | 'i' | 's' | 'f'
  readonly ts: number
  readonly pid: number
  readonly tid: number
  readonly dur?: number
  readonly s?: 'g' | 'p' | 't'
  readonly id?: number
  readonly bp?: 'e'
  readonly args?: Readonly<Record<string, unknown>>
}

type Timeline = Run['simulation']['history']['timeline']

/** Telling steps that are drawn at most. */
const mostSteps = 20_000
/** The outside: faults, milestones. */
const outside = 1

/**
 * The run for Perfetto or chrome://tracing: a machine is a process, a process a thread; its states are slices, telling steps
 * instants with their cause, and arrows lead from causes to effects.
 */
export function chromeTrace(run: Run): string {
  const { scenario, link, simulation } = run
  const { timeline } = simulation.history
  return JSON.stringify({
    displayTimeUnit: 'ms',
    otherData: { scenario: scenario.id, seed: scenario.seed, link, hash: timeline.digest() },
    traceEvents: [...names(run), ...states(run), ...steps(run), ...moments(run)]
  })
}

const pidOf = (machine: number): number => machine + 2

function* names({ simulation: { history } }: Run): Generator<TraceEvent> {
  yield { name: 'process_name', ph: 'M', ts: 0, pid: outside, tid: 1, args: { name: 'the run' } }
  for (const { index, id } of history.head.machines)
    yield { name: 'process_name', ph: 'M', ts: 0, pid: pidOf(index), tid: 0, args: { name: id } }
  for (const { index, id, machine } of history.head.processes) {
    const name = id.slice(machine.id.length + 1)
    yield { name: 'thread_name', ph: 'M', ts: 0, pid: pidOf(machine.index), tid: index + 1, args: { name } }
  }
}

/** Each state of a process from the entry that led to it to the next. */
function* states({ simulation: { history } }: Run): Generator<TraceEvent> {
  const { timeline, head } = history
  const open = new Map<number, { state: string; at: number }>()
  const close = function* (process: number, at: number): Generator<TraceEvent> {
    const last = open.get(process)
    if (!last || last.state === '') return
    const { machine, index } = head.processes[process]!
    yield {
      name: last.state,
      cat: 'state',
      ph: 'X',
      ts: last.at,
      dur: Math.max(1, at - last.at),
      pid: pidOf(machine.index),
      tid: index + 1
    }
  }
  const changes = [
    ...timeline.moves.map((entry) => ({
      entry,
      at: timeline.at(entry),
      process: timeline.processOf(entry),
      state: timeline.stateOf(entry)
    })),
    ...timeline.lives.flatMap(({ entry, at, process, status }) =>
      status === 'running' ? [] : [{ entry, at, process, state: status === 'stopped' ? '' : status }]
    )
  ].sort((a, b) => a.entry - b.entry)
  for (const { process, at, state } of changes) {
    yield* close(process, at)
    open.set(process, { state, at })
  }
  for (const process of open.keys()) yield* close(process, history.end)
}

/** What is no routine, with arrows from what led to it. */
function* steps({ simulation: { history } }: Run): Generator<TraceEvent> {
  const { timeline, head } = history
  const drawn = new Map<number, { pid: number; tid: number }>()
  let flow = 0
  for (let seq = timeline.firstAt(0); seq < timeline.length && drawn.size < mostSteps; seq++) {
    if (timeline.processOf(seq) < 0 || !tells(timeline, seq)) continue
    const entry = entryView(timeline, head, seq)
    const process = head.processes[timeline.processOf(seq)]!
    const where = { pid: pidOf(process.machine.index), tid: process.index + 1 }
    drawn.set(seq, where)
    const { label, kind, setting, cause, notes, stateTo, from } = entry
    const args = {
      entry: seq,
      cause,
      ...(setting && { setting }),
      ...(stateTo && { stateTo }),
      ...(from && { from }),
      notes
    }
    yield { name: label, cat: kind, ph: 'X', ts: entry.at, dur: 1, ...where, args }
    const source = nearestDrawn(cause, drawn, timeline)
    const origin = drawn.get(source)
    if (!origin) continue
    const id = ++flow
    yield { name: 'causes', cat: 'cause', ph: 's', ts: timeline.at(source), id, ...origin }
    yield { name: 'causes', cat: 'cause', ph: 'f', bp: 'e', ts: entry.at, id, ...where }
  }
}

/** Whether a step is no routine: it moved a chart, was noted, or a setting timed it, or it never came. */
function tells(timeline: Timeline, seq: number): boolean {
  const kind = timeline.kindOf(seq)
  if (kind === 'missed' || kind === 'lost' || timeline.stateOf(seq) !== '' || timeline.notes.has(seq)) return true
  return (kind === 'timer' || kind === 'decision') && timeline.settingOf(seq) !== ''
}

/** How many routine steps may lie between a cause and its effect. */
const mostRoutine = 30

function nearestDrawn(cause: number, drawn: ReadonlyMap<number, unknown>, timeline: Timeline): number {
  let seq = cause
  for (let i = 0; seq >= 0 && i < mostRoutine; i++) {
    if (drawn.has(seq)) return seq
    seq = timeline.causeOf(seq)
  }
  return -1
}

function* moments({ simulation: { history } }: Run): Generator<TraceEvent> {
  const { timeline, head } = history
  for (const { fact, at, detail } of timeline.facts)
    if (fact === 'fault-injected')
      yield { name: detail.fault, cat: 'fault', ph: 'i', s: 'g', ts: at, pid: outside, tid: 1 }
  for (const { id, at, entry } of milestonesOf(timeline, head))
    yield { name: id, cat: 'milestone', ph: 'i', s: 'g', ts: at, pid: outside, tid: 1, args: { entry } }
}
