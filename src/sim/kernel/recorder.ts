import type { Micros } from '../../base/time'
import type { SimEvent } from './types'

/** What kind of thing a timeline entry records. */
export type EntryKind =
  | 'message'
  | 'timer'
  | 'notice'
  | 'disk'
  | 'start'
  | 'command'
  | 'missed'
  | 'lost'
  /** A part of a step that does several things for reasons of their own: what follows in the step belongs to it. */
  | 'decision'

/** What the kernel tells the timeline about each step. Entry numbers count from 0 without gaps. */
export interface Recorder {
  /** A step begins. `process` and `from` are process indexes (-1: none); `cause` is an entry number (-1: none). */
  record(
    entry: number,
    at: Micros,
    kind: EntryKind,
    process: number,
    from: number,
    cause: number,
    setting: string,
    event: SimEvent
  ): void
  /** The process itself named another cause for this step. */
  because(entry: number, cause: number, setting: string | undefined): void
  /** The step moved the machine between two states (paths). */
  moved(entry: number, from: string, to: string): void
  /** The step took a transition of a chart: the process's own (no item) or that of one of its items. `edge` is its number. */
  took(entry: number, chart: string, item: string, edge: number): void
  /** A process began or ceased to run, or hangs (`paused`). */
  life(entry: number, at: Micros, process: number, status: 'running' | 'stopped' | 'paused'): void
  log(entry: number, at: Micros, process: number, level: 'I' | 'W' | 'E', text: string): void
  note(entry: number, text: string): void
  fact(entry: number, at: Micros, process: number, fact: string, detail: Readonly<Record<string, unknown>>): void
}

/** Records nothing. */
export const silent: Recorder = {
  record: () => {},
  because: () => {},
  moved: () => {},
  took: () => {},
  life: () => {},
  log: () => {},
  note: () => {},
  fact: () => {}
}
