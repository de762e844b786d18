import { describe, expect, test } from 'vitest'
import { missing } from '../../src/serve/testing/clients'
import { allLines, scriptsOf } from './index'
import { decide } from '../../src/sim/components/kubectl/cobra/decide'
import { shown } from './main'
import { differing, drawScript, nounsOf } from './random'
import { Stage } from './play'
import { states } from './states'

test('at least 400 lines are typed, in at least 15 states', () => {
  expect(states.length).toBeGreaterThanOrEqual(15)
  expect(allLines()).toBeGreaterThanOrEqual(400)
})

/** A part of them is typed here; `npm run conformance -- differential` types all. */
const part: Readonly<Record<string, number>> = {
  healthy: 12,
  kinds: 5,
  'several-masters': 6,
  evicted: 5,
  terminating: 5
}

describe.skipIf(missing() !== undefined)('the released kubectl says the same as ours', () => {
  test.each(Object.keys(part))('%s', async (name) => {
    const state = states.find((one) => one.name === name)!
    const scripts = scriptsOf(state).filter(({ lines }, i) => i % part[name]! === 1 && lines.length < 5)
    const stage = await Stage.set(state)
    const found = []
    for (const script of scripts) found.push(...(await stage.play(script)))
    stage.close()
    expect(found.map(shown).join('\n')).toBe('')
  })

  test('to lines drawn from the grammar', async () => {
    const stage = await Stage.set(states.find(({ name }) => name === 'kinds')!)
    const nouns = nounsOf(stage)
    const found = []
    for (let seed = 1; seed <= 6; seed++)
      found.push(...((await differing(stage, drawScript(seed, nouns)))?.found ?? []))
    stage.close()
    expect(found.map(shown).join('\n')).toBe('')
  })
})

test('the grammar knows only commands and flags that kubectl has', () => {
  const nouns = new Map([['pods', ['web']]])
  for (let seed = 0; seed < 2_000; seed++)
    for (const words of drawScript(seed, nouns)) {
      const decision = decide(words)
      expect(decision.do === 'refuse' ? decision.error : '').not.toMatch(/unknown (flag|command)/)
    }
})
