import { gradeStates, patchOf, typedIn, type Difference, type Typed, type Wanted } from '../typed'
import { differences, shaped, type Printed } from './compare'
import { play } from './play'
import { stretches } from './recorded'

/** Plays a stretch of lines, and tells which came out otherwise. */
const grade =
  (all: readonly Typed[]) =>
  (_setup: string, stretch: readonly Typed[]): readonly Difference<Typed, Printed>[] => {
    const answers = play(stretch, all)
    return stretch.flatMap((recorded) => {
      const printed = answers.get(recorded.id)!
      const what = differences(recorded, printed)
      return what.length === 0 ? [] : [{ recorded, printed, what }]
    })
  }

/** Grades recorded texts of etcdctl and etcdutl; the last line is `N passed, M failed`. */
export function etcdTexts(folder: string, wanted: Wanted, out: (text: string) => void): { failed: number } {
  const all = typedIn(folder)
  const states = stretches(all).map((stretch) => [stretch[0]!.setup, stretch] as const)
  return gradeStates(states, grade(all), shown, wanted, out)
}

function shown({ recorded: { id, argv, stdout, stderr }, printed, what }: Difference<Typed, Printed>): string {
  const words = argv.filter((word) => !/^--(?:cacert|cert|key)/.test(word)).join(' ')
  const streams = [
    ['stdout', stdout, printed.stdout],
    ['stderr', stderr, printed.stderr]
  ] as const
  const patches = streams
    .filter(([stream]) => what.includes(stream))
    .map(([stream, want, is]) => patchOf(stream, shaped(argv, want), shaped(argv, is)))
  return [`--- ${id}: ${words}: ${what.join(', ')}\n`, ...patches].join('')
}
