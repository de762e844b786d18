import { createTwoFilesPatch } from 'diff'
import { differences, type Printed } from './compare'
import { play } from './play'
import { byState, recordedIn, type Recorded } from './recorded'

export interface Wanted {
  /** So many differences of each state are shown. */
  readonly show: number
  /** Only states or commands whose words contain it. */
  readonly only: readonly string[]
}

export interface Difference {
  readonly recorded: Recorded
  readonly printed: Printed
  readonly what: readonly string[]
}

/** Plays a state's commands, and tells which came out otherwise. */
export function grade(setup: string, commands: readonly Recorded[]): readonly Difference[] {
  let found: readonly Difference[] = commands.map((recorded) => ({ recorded, printed: nothing, what: [] }))
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
export function commands(folder: string, { show, only }: Wanted, out: (text: string) => void): { failed: number } {
  let [passed, failed] = [0, 0]
  const isWanted = ({ setup, id }: Recorded) =>
    only.length === 0 || only.some((part) => id === part || setup.includes(part))
  for (const [setup, all] of byState(recordedIn(folder))) {
    const wanted = new Set(all.filter(isWanted).map(({ id }) => id))
    if (wanted.size === 0) continue
    const began = Date.now()
    const found = grade(setup, all).filter(({ recorded }) => wanted.has(recorded.id))
    for (const difference of found.slice(0, show)) out(shown(difference))
    out(`${setup}: ${wanted.size - found.length} of ${wanted.size} (${Date.now() - began} ms)\n`)
    passed += wanted.size - found.length
    failed += found.length
  }
  out(`${passed} passed, ${failed} failed\n`)
  return { failed }
}

export function shown({ recorded: { id, argv, stdout, stderr }, printed, what }: Difference): string {
  const parts = [`--- ${id}: ${argv.join(' ')}: ${what.join(', ')}\n`]
  for (const [stream, want, is] of [
    ['stdout', stdout, printed.stdout],
    ['stderr', stderr, printed.stderr]
  ] as const) {
    if (want === is || !what.includes(stream)) continue
    const patch = createTwoFilesPatch('want', 'got', want, is, '', '', { context: 1 })
    parts.push(`${stream}:\n${patch.split('\n').slice(4).join('\n')}`)
  }
  return parts.join('')
}
