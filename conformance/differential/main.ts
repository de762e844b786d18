import { createTwoFilesPatch } from 'diff'
import { missing } from '../../src/serve/testing/clients'
import { scriptsOf } from './index'
import { Stage, type Difference } from './play'
import { states } from './states'

export interface Wanted {
  /** So many differences of each state are shown. */
  readonly show: number
  /** States by name, or lines that contain this. */
  readonly only: readonly string[]
}

/** So many released kubectls run side by side. */
const atOnce = 3

/** Types every line at the released kubectl and at ours; the last line is `N passed, M failed`. */
export async function differential({ show, only }: Wanted, out: (text: string) => void): Promise<{ failed: number }> {
  const without = missing()
  if (without !== undefined) {
    out(`${without}\n0 passed, 0 failed\n`)
    return { failed: 0 }
  }
  let [passed, failed] = [0, 0]
  for (const state of states) {
    const scripts = scriptsOf(state).filter(
      ({ lines }) =>
        only.length === 0 || only.includes(state.name) || lines.some((line) => only.some((part) => line.includes(part)))
    )
    if (scripts.length === 0) continue
    const began = Date.now()
    const stage = await Stage.set(state)
    const built = Date.now()
    const found: Difference[] = []
    const left = [...scripts]
    const work = async () => {
      for (let script = left.shift(); script; script = left.shift()) found.push(...(await stage.play(script)))
    }
    await Promise.all(Array.from({ length: atOnce }, work))
    stage.close()
    const lines = scripts.reduce((sum, script) => sum + script.lines.length, 0)
    for (const difference of found.slice(0, show)) out(shown(difference))
    out(
      `${state.name}: ${lines - found.length} of ${lines} (built ${built - began} ms, typed ${Date.now() - built} ms)\n`
    )
    passed += lines - found.length
    failed += found.length
  }
  out(`${passed} passed, ${failed} failed\n`)
  return { failed }
}

/** A difference as a patch from what the released kubectl says to what ours says. */
export function shown({ state, line, what, real, ours }: Difference): string {
  const parts = [`--- ${state}: kubectl ${line} (${what.join(', ')})\n`]
  for (const stream of ['stdout', 'stderr'] as const) {
    if (!what.includes(stream)) continue
    const patch = createTwoFilesPatch('real', 'ours', real[stream], ours[stream], '', '', { context: 1 })
    parts.push(patch.split('\n').slice(4).join('\n'))
  }
  return parts.join('')
}
