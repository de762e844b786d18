import type { Micros } from '../../../base/time'
import type { Proc } from './proc'
import type { Surroundings } from './programs'

/** Output that is kept of a process. */
export const outputLimit = 4_096
/** Output that a pipe or a file holds: members of a pipe do not run at once, so it must hold all of it. */
export const pipeLimit = 65_536
/** The same where a person looks on. */
export const screenLimit = 4_194_304

export type Stream = 'stdout' | 'stderr'

/** What a program said, in its order. */
export interface Said {
  readonly stream: Stream
  readonly text: string
  /** When it came; without it, now. */
  readonly at?: Micros
}

/** Into the pipe that is open, or out of the process. */
export function print(proc: Proc, stream: Stream, text: string, { screen, keeps }: Surroundings, at?: Micros): void {
  if (text === '') return
  const pipe = proc.pipes[proc.pipes.length - 1]
  if (stream === 'stdout' && pipe && pipe.out !== null) {
    pipe.out = (pipe.out + text).slice(screen || keeps ? -screenLimit : -pipeLimit)
    return
  }
  screen?.print(stream, text, at)
  proc[stream] = (proc[stream] + text).slice(screen ? -screenLimit : -(keeps ?? outputLimit))
}
