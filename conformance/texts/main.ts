import { basename } from 'node:path'
import { createTwoFilesPatch } from 'diff'
import { commandsOf, grade, scenariosIn, statesOf, type Difference } from './grade'

export interface Wanted {
  /** So many differences of each scenario are shown. */
  readonly show: number
  /** Only commands whose id begins so, or whose words contain it. */
  readonly only: readonly string[]
}

/** Grades recorded scenarios; the last line is `N passed, M failed`. */
export function texts(
  folder: string,
  { show, only }: Wanted,
  out: (text: string) => void
): { readonly failed: number } {
  let passed = 0
  let failed = 0
  for (const path of scenariosIn(folder)) {
    const began = Date.now()
    const score = grade(statesOf(path), commandsOf(path))
    const wanted = ({ command: { id, argv = [] } }: Difference) =>
      only.length === 0 || only.some((part) => id.startsWith(part) || argv.join(' ').includes(part))
    for (const difference of score.failed.filter(wanted).slice(0, show)) out(shown(difference))
    const all = score.passed + score.failed.length
    out(`${basename(path)}: ${score.passed} of ${all} (${Date.now() - began} ms)\n`)
    passed += score.passed
    failed += score.failed.length
  }
  out(`${passed} passed, ${failed} failed\n`)
  return { failed }
}

function shown({ command, got }: Difference): string {
  const { id, argv = [], stdout = '', stderr = '', exit = 0 } = command
  const parts = [`--- ${id}: ${argv.join(' ')}\n`]
  for (const [stream, want, is] of [
    ['stdout', stdout, got.stdout],
    ['stderr', stderr, got.stderr]
  ] as const) {
    if (want === is) continue
    const patch = createTwoFilesPatch('want', 'got', want, is, '', '', { context: 1 })
    parts.push(`${stream}:\n${patch.split('\n').slice(4).join('\n')}`)
  }
  if (exit !== got.exit) parts.push(`exit: want ${exit} got ${got.exit}\n`)
  return parts.join('')
}
