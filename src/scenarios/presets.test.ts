import { expect, test } from 'vitest'
import { allFlags, defaultFlags } from './flags'
import { prepare, profileFlags } from './prepare'
import { presetOf, presets } from './presets'
import { profileIds, profiles } from './profiles'

test('the document’s four failures come 10 s after the start', () => {
  const faultAt = (id: string) => {
    const prepared = prepare(presetOf(id)!)
    return prepared.ok ? prepared.value.faults.map((fault) => fault.at / 1e6) : prepared
  }
  for (const id of ['single-master-fails', 'single-worker-fails', 'ha-master-fails', 'ha-worker-fails'])
    expect(faultAt(id)).toEqual([10])
  expect(faultAt('kubectl-run')).toEqual([])
})

test.each(presets.flatMap(({ id }) => profileIds.map((profile) => [id, profile] as const)))(
  '%s can be run with profile %s',
  (id, profile) => {
    expect(prepare({ ...presetOf(id)!, profile })).toMatchObject({ ok: true })
  }
)

test('profiles set known flags only, and values that differ from the defaults', () => {
  for (const { flags, severalMasters } of Object.values(profiles)) {
    for (const [name, value] of Object.entries({ ...flags, ...severalMasters })) {
      expect(allFlags.map((flag) => flag.name)).toContain(name)
      expect(typeof value).toBe(typeof defaultFlags[name])
    }
    for (const [name, value] of Object.entries(flags))
      expect(`${name}=${value}`).not.toBe(`${name}=${defaultFlags[name]}`)
  }
})

test('a changed flag wins over the profile, the profile over the default', () => {
  const scenario = { ...presetOf('ha-worker-fails')!, profile: 'kubernetes-1.25' as const }
  const flagsOf = (flags: Record<string, number>) => {
    const prepared = prepare({ ...scenario, flags })
    return prepared.ok ? prepared.value.flags['node-monitor-grace-period'] : prepared.error
  }
  expect(profileFlags('kubernetes', 3)['node-monitor-grace-period']).toBe(50)
  expect(flagsOf({})).toBe(40)
  expect(flagsOf({ 'node-monitor-grace-period': 20 })).toBe(20)
})
