import { gradeStates, patchOf, typedIn, type Difference, type Wanted } from '../typed'
import { differences, type Printed } from './compare'
import { play } from './play'
import { byState, type Recorded } from './recorded'

/** Plays a state's commands, and tells which came out otherwise. */
export function grade(setup: string, commands: readonly Recorded[]): readonly Difference<Recorded, Printed>[] {
  let found: readonly Difference<Recorded, Printed>[] = commands.map((recorded) => ({
    recorded,
    printed: nothing,
    what: []
  }))
  for (const seed of isDrawn(setup) ? drawn : [1]) {
    const answers = play(setup, commands, seed)
    found = found.flatMap(({ recorded }) => {
      const printed = answers.get(recorded.id)!
      const what = differences(recorded, printed)
      return what.length === 0 ? [] : [{ recorded, printed, what }]
    })
    if (found.length === 0) break
  }
  return found
}

const nothing: Printed = { stdout: '', stderr: '', code: null, took: 0 }
/**
 * While the balancer still takes a silent server for good, the server that a connection is given decides what a command says: it may come
 * out as recorded in any of a few runs.
 */
const isDrawn = (setup: string): boolean => setup.includes('HAProxy does not know yet')
const drawn = [1, 2, 3, 4]

/** Grades recorded commands of clusters in failure; the last line is `N passed, M failed`. */
export const commands = (folder: string, wanted: Wanted, out: (text: string) => void): { failed: number } =>
  gradeStates(byState(typedIn<Recorded>(folder)), grade, shown, wanted, out)

export function shown({
  recorded: { id, argv, stdout, stderr },
  printed,
  what
}: Difference<Recorded, Printed>): string {
  const streams = [
    ['stdout', stdout, printed.stdout],
    ['stderr', stderr, printed.stderr]
  ] as const
  const patches = streams
    .filter(([stream, want, is]) => want !== is && what.includes(stream))
    .map(([stream, want, is]) => patchOf(stream, want, is))
  return [`--- ${id}: ${argv.join(' ')}: ${what.join(', ')}\n`, ...patches].join('')
}
