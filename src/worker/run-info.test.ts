import { expect, test } from 'vitest'
import { presetOf, profiles } from '../scenarios'
import { createSimulation } from '../sim'
import { prepare } from '../scenarios'
import type { Branch } from './branch'
import { runInfo } from './run-info'

/** What the page is told of a preset's flags under a profile. */
function flagsUnder(id: string, profile: 'document' | 'kubernetes') {
  const scenario = { ...presetOf(id)!, profile }
  const prepared = prepare(scenario)
  if (!prepared.ok) throw new Error(prepared.error)
  return runInfo({ scenario, simulation: createSimulation(prepared.value) } as unknown as Branch).flags
}

test('each flag that the document’s profile sets says what the release has, and no other', () => {
  const single = flagsUnder('single-worker-fails', 'document').filter(({ release }) => release !== undefined)
  expect(single.map(({ name }) => name).sort()).toEqual(Object.keys(profiles.document.flags).sort())
  const several = flagsUnder('ha-worker-fails', 'document')
  const set = { ...profiles.document.flags, ...profiles.document.severalMasters }
  expect(
    Object.fromEntries(several.flatMap(({ name, document }) => (document === undefined ? [] : [[name, document]])))
  ).toEqual(set)
  for (const { name, release, value } of several.filter(({ name }) => name in set))
    expect([release, value]).toEqual([expect.anything(), set[name]])
})

test('under the defaults nothing is the profile’s, and what the document has is told all the same', () => {
  const flags = flagsUnder('ha-worker-fails', 'kubernetes')
  expect(flags.filter(({ release }) => release !== undefined)).toEqual([])
  expect(flags.find(({ name }) => name === 'node-monitor-grace-period')).toMatchObject({ value: 50, document: 15 })
})
