import { createTwoFilesPatch } from 'diff'
import { differences, shaped, type Printed } from './compare'
import { play } from './play'
import { recordedIn, stretches, type Recorded } from './recorded'

export interface Wanted {
  readonly show: number
  readonly only: readonly string[]
}

export interface Difference {
  readonly recorded: Recorded
  readonly printed: Printed
  readonly what: readonly string[]
}

/** Plays a stretch of lines, and tells which came out otherwise. */
export function grade(stretch: readonly Recorded[]): readonly Difference[] {
  const answers = play(stretch)
  return stretch.flatMap((recorded) => {
    const printed = answers.get(recorded.id)!
    const what = differences(recorded, printed)
    return what.length === 0 ? [] : [{ recorded, printed, what }]
  })
}

/** Grades recorded texts of etcdctl and etcdutl; the last line is `N passed, M failed`. */
export function etcdTexts(folder: string, { show, only }: Wanted, out: (text: string) => void): { failed: number } {
  let [passed, failed] = [0, 0]
  const isWanted = ({ setup, id }: Recorded) =>
    only.length === 0 || only.some((part) => id === part || setup.includes(part))
  for (const stretch of stretches(recordedIn(folder))) {
    const wanted = new Set(stretch.filter(isWanted).map(({ id }) => id))
    if (wanted.size === 0) continue
    const found = grade(stretch).filter(({ recorded }) => wanted.has(recorded.id))
    for (const difference of found.slice(0, show)) out(shown(difference))
    out(`${stretch[0]!.setup}: ${wanted.size - found.length} of ${wanted.size}\n`)
    passed += wanted.size - found.length
    failed += found.length
  }
  out(`${passed} passed, ${failed} failed\n`)
  return { failed }
}

export function shown({ recorded: { id, argv, stdout, stderr }, printed, what }: Difference): string {
  const parts = [
    `--- ${id}: ${argv.filter((word) => !/^--(?:cacert|cert|key)/.test(word)).join(' ')}: ${what.join(', ')}\n`
  ]
  for (const [stream, want, is] of [
    ['stdout', stdout, printed.stdout],
    ['stderr', stderr, printed.stderr]
  ] as const) {
    if (!what.includes(stream)) continue
    const patch = createTwoFilesPatch('want', 'got', shaped(argv, want), shaped(argv, is), '', '', { context: 1 })
    parts.push(`${stream}:\n${patch.split('\n').slice(4).join('\n')}`)
  }
  return parts.join('')
}
