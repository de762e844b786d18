import { createTwoFilesPatch } from 'diff'
import { missing } from '../../src/serve/testing/clients'
import { scriptsOf } from './index'
import { Stage, type Difference } from './play'
import { differing, drawScript, nounsOf } from './random'
import { states } from './states'

export interface Wanted {
  /** So many differences of each state are shown. */
  readonly show: number
  /** States by name, or lines that contain this. */
  readonly only: readonly string[]
  /** Instead of the lists, so many scripts of random lines are typed in each state. */
  readonly random?: number | undefined
  /** The first of them is drawn from this. */
  readonly seed?: number | undefined
}

/** So many released kubectls run side by side. */
const atOnce = 3

/** Types every line at the released kubectl and at ours; the last line is `N passed, M failed`. */
export async function differential(wanted: Wanted, out: (text: string) => void): Promise<{ failed: number }> {
  const { show, only } = wanted
  const without = missing()
  if (without !== undefined) {
    out(`${without}\n0 passed, 0 failed\n`)
    return { failed: 0 }
  }
  if (wanted.random !== undefined) return randomLines(wanted.random, wanted, out)
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

/** Types random scripts in each state; what differs is shown as short as it can be made, with the command that types it again. */
async function randomLines(
  count: number,
  { only, seed = Date.now() % 1_000_000 }: Wanted,
  out: (text: string) => void
): Promise<{ failed: number }> {
  let [passed, failed] = [0, 0]
  for (const state of states) {
    if (only.length > 0 && !only.includes(state.name)) continue
    const stage = await Stage.set(state)
    const nouns = nounsOf(stage)
    for (let i = 0; i < count; i++) {
      const differs = await differing(stage, drawScript(seed + i, nouns))
      if (!differs) {
        passed++
        continue
      }
      failed++
      const before = differs.script.lines.map((line) => `kubectl ${line}\n`).join('')
      out(
        `${before}${differs.found.map(shown).join('')}again: npm run conformance -- differential --random 1 --seed ${seed + i} --only ${state.name}\n\n`
      )
    }
    stage.close()
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
