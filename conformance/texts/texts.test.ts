import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { State } from '../../src/rigs/state'
import { grade, type Expected } from './grade'

/** Scenarios of the public sample, with how many of their commands print what the real kubectl printed: it may not fall. */
const passing: Readonly<Record<string, number>> = {
  'controllers-dead': 16,
  kinds: 168,
  namespaces: 82,
  'rollout-stuck': 33
}

const read = (name: string): unknown =>
  JSON.parse(gunzipSync(readFileSync(new URL(`../data/texts/${name}.json.gz`, import.meta.url))).toString())

test.each(Object.keys(passing))('%s: kubectl prints what was recorded', (name) => {
  const { state, commands } = read(name) as {
    state: State & { readonly bootstrap: string }
    commands: readonly Expected[]
  }
  const bootstrap = state.bootstrap.replace(/^.*\/|\.json$/g, '')
  const { passed, failed } = grade([read(bootstrap) as State, state], commands)
  expect(passed, failed.map(({ command }) => command.id).join(' ')).toBeGreaterThanOrEqual(passing[name]!)
})
