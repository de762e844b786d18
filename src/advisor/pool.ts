import type { Hand } from '../hands/hand'
import type { Job, Outcome } from './job'

/** Somebody who does jobs. */
export type Jobber = Hand<Job, Outcome>

export interface Progress {
  readonly done: number
  readonly of: number
}

export interface Watch {
  readonly progress?: (progress: Progress) => void
  /** Asked before each job: jobs that cannot matter any more are left out. */
  readonly needed?: (job: number) => boolean
  readonly signal?: AbortSignal
}

/** The work was given up by a person. */
export class GivenUp extends Error {}

/** Several hands that take jobs from one list. Close it, or the hands stay. */
export class Pool {
  private readonly hands: Jobber[]

  constructor(start: () => Jobber, size: number) {
    this.hands = Array.from({ length: Math.max(1, size) }, start)
  }

  /** Each job's outcome, in the order of the jobs, whoever was first. What was not needed is null. */
  async all<J extends Job>(
    jobs: readonly J[],
    { progress, needed, signal }: Watch = {},
    heard?: (index: number, outcome: Outcome<J>) => void
  ): Promise<(Outcome<J> | null)[]> {
    const outcomes: (Outcome<J> | null)[] = jobs.map(() => null)
    let next = 0
    let done = 0
    const work = async (hand: Jobber): Promise<void> => {
      while (next < jobs.length) {
        const index = next++
        if (signal?.aborted) throw new GivenUp('given up')
        if (!needed || needed(index)) {
          const outcome = (await hand.ask(jobs[index]!)) as Outcome<J>
          if (signal?.aborted) throw new GivenUp('given up')
          outcomes[index] = outcome
          heard?.(index, outcome)
        }
        progress?.({ done: ++done, of: jobs.length })
      }
    }
    await Promise.all(this.hands.slice(0, jobs.length).map(work))
    return outcomes
  }

  close(): void {
    for (const hand of this.hands) hand.close()
  }
}
