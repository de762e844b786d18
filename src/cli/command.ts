import type { Result } from '../base/result'

/** The world outside, as commands see it. Texts are written as they are: end lines yourself. */
export interface Io {
  out(text: string): void
  err(text: string): void
  /** The file's text, or undefined if it cannot be read. */
  readFile(path: string): string | undefined
  writeFile?(path: string, text: string): boolean
  /** Work that goes on after the command was read, until it or a person ends it. */
  background?(work: Promise<Result<0 | 1>>): void
}

/** A command gives its exit code (0: all is well, 1: it ran and found something wrong), or one sentence about bad input. */
export interface Command {
  readonly usage: string
  readonly summary: string
  run(args: readonly string[], io: Io): Result<0 | 1>
}
