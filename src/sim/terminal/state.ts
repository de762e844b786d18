import type { Micros } from '../../base/time'
import type { Code } from '../components/linux/shell-code'
import type { MachineId } from '../kernel/types'

/** A command of the run that goes on behind its shell. */
export interface Job {
  readonly number: number
  readonly line: string
  /** Names it in the run, and when it began. */
  readonly id: string
  readonly at: Micros
  /** What it printed until then is shown. */
  readonly shown: Micros
  /** Somebody has told it to end: how the shell will call that. */
  readonly ended?: string
}

/** A person's shell between two lines: plain data that the page keeps. */
export interface Shell {
  /** The machine that it is logged in to; empty: the person's own. */
  readonly machine: MachineId | ''
  readonly vars: Readonly<Record<string, string>>
  /** Its functions and aliases. */
  readonly functions?: Readonly<Record<string, Code>>
  /** `$?` */
  readonly code: number
  /** Files by path, of the person's own machine. */
  readonly files: Readonly<Record<string, string>>
  /** What goes on behind `&`. */
  readonly jobs?: readonly Job[]
  /** What was written on machines of the cluster. */
  readonly disks: Readonly<Record<MachineId, Readonly<Record<string, string>>>>
}

export const freshShell: Shell = { machine: '', vars: {}, code: 0, files: {}, disks: {} }

/** How the shell asks for a line. */
export const promptOf = ({ machine }: Shell): string => (machine === '' ? '$ ' : `root@${machine}:~# `)
