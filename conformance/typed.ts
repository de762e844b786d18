import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { createTwoFilesPatch } from 'diff'

/** A line that was typed at a real cluster in a state, and what it printed. */
export interface Typed {
  /** The file's name. */
  readonly id: string
  /** What the cluster was like, in the recorder's words. */
  readonly setup: string
  readonly argv: readonly string[]
  readonly stdin?: string
  readonly stdout: string
  readonly stderr: string
  /** Null: it had not ended when the recorder lost patience. */
  readonly exit: number | null
  readonly duration_ms: number
}

/** What was typed, of a folder or one file, in its order; what else lies in the folder (an index) is left out. */
export function typedIn<T extends Typed>(path: string): readonly T[] {
  const files = statSync(path).isDirectory()
    ? readdirSync(path)
        .filter((name) => name.endsWith('.json'))
        .sort()
        .map((name) => join(path, name))
    : [path]
  return files
    .map((file) => ({ ...(JSON.parse(readFileSync(file, 'utf8')) as T), id: basename(file, '.json') }))
    .filter(({ argv }) => Array.isArray(argv))
}

export interface Wanted {
  /** So many differences of each state are shown. */
  readonly show: number
  /** Only states or lines whose words contain it. */
  readonly only: readonly string[]
}

export interface Difference<T extends Typed, Printed> {
  readonly recorded: T
  readonly printed: Printed
  readonly what: readonly string[]
}

/**
 * Grades what was typed in each state: all of its lines are played, those that are wanted count.
 * The last line is `N passed, M failed`.
 */
export function gradeStates<T extends Typed, Printed>(
  states: Iterable<readonly [setup: string, lines: readonly T[]]>,
  grade: (setup: string, lines: readonly T[]) => readonly Difference<T, Printed>[],
  shown: (difference: Difference<T, Printed>) => string,
  { show, only }: Wanted,
  out: (text: string) => void
): { failed: number } {
  let [passed, failed] = [0, 0]
  const isWanted = ({ setup, id }: Typed) =>
    only.length === 0 || only.some((part) => id === part || setup.includes(part))
  for (const [setup, lines] of states) {
    const wanted = new Set(lines.filter(isWanted).map(({ id }) => id))
    if (wanted.size === 0) continue
    const found = grade(setup, lines).filter(({ recorded }) => wanted.has(recorded.id))
    for (const difference of found.slice(0, show)) out(shown(difference))
    out(`${setup}: ${wanted.size - found.length} of ${wanted.size}\n`)
    passed += wanted.size - found.length
    failed += found.length
  }
  out(`${passed} passed, ${failed} failed\n`)
  return { failed }
}

/** How what a stream was to hold differs from what it holds. */
export const patchOf = (stream: string, want: string, got: string): string =>
  `${stream}:\n${createTwoFilesPatch('want', 'got', want, got, '', '', { context: 1 }).split('\n').slice(4).join('\n')}`
