import { deflateSync } from 'fflate'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { allFlags } from './flags'
import { formatLink, longestLink, parseLink, type LinkContent } from './link'
import { prepare } from './prepare'
import { presetOf, presets } from './presets'
import { profileIds } from './profiles'
import type { Scenario } from './types'

const numericFlag = fc.constantFrom(
  ...allFlags.filter((flag) => typeof flag.default === 'number').map((flag) => flag.name)
)

const changed: fc.Arbitrary<Scenario> = fc
  .record({
    base: fc.constantFrom(...presets),
    own: fc.boolean(),
    renamed: fc.boolean(),
    profile: fc.constantFrom(...profileIds),
    seed: fc.integer({ min: 0, max: 0xffff_ffff }),
    flags: fc.dictionary(numericFlag, fc.integer({ min: 0, max: 1_000 }), { maxKeys: 2 }),
    faults: fc.array(fc.constantFrom('10s crash worker-2', '12.5s restart master-1/etcd', '60s heal'), {
      maxLength: 8
    }),
    commands: fc.array(fc.constantFrom('5s kubectl get pods', '6s kubectl scale deployment web --replicas=3'), {
      maxLength: 4
    }),
    untilSeconds: fc.integer({ min: 1, max: 3_600 }),
    startsAt: fc.constantFrom('2026-11-27T11:29:50Z', '2026-03-29T00:00:00Z')
  })
  .map(({ base, own, renamed, ...change }) => ({
    ...base,
    ...change,
    ...(own ? { id: 'my-own' } : {}),
    ...(renamed ? { title: 'Mine ✓', summary: 'Of my own.' } : {})
  }))
  .filter((scenario) => prepare(scenario).ok)

const content: fc.Arbitrary<LinkContent> = fc.record(
  {
    scenario: fc.oneof(fc.constantFrom(...presets), changed),
    playhead: fc.integer({ min: 0, max: 3_600_000_000 }),
    selection: fc.constantFrom('', 'master-2/etcd', 'pod default/web-1'),
    notes: fc.array(
      fc.record({ at: fc.integer({ min: 0, max: 3_600_000_000 }), text: fc.constantFrom('here it turns', '<b>✓</b>') }),
      { minLength: 1, maxLength: 50 }
    ),
    check: fc.record({ at: fc.integer({ min: 0, max: 3_600_000_000 }), hash: fc.constant('0123456789abcdef') })
  },
  { requiredKeys: ['scenario', 'playhead', 'selection'] }
)

test('what a link says is read back', () => {
  fc.assert(
    fc.property(content, (before) => {
      expect(parseLink(formatLink(before))).toEqual({ ok: true, value: before })
    }),
    { numRuns: 300, seed: 1 }
  )
})

test('notes that are too many, too long or no text are refused with where', () => {
  const [scenario] = presets
  const refusal = (notes: LinkContent['notes']) => {
    const read = parseLink(formatLink({ scenario: scenario!, playhead: 0, selection: '', ...(notes ? { notes } : {}) }))
    return read.ok ? '' : read.error
  }
  expect(refusal([{ at: 0, text: 'x'.repeat(280) }])).toBe('')
  expect(refusal([{ at: 0, text: 'x'.repeat(281) }])).toMatch(/notes\.0\.text/)
  expect(refusal([{ at: -1, text: 'x' }])).toMatch(/notes\.0\.at/)
  expect(refusal(Array.from({ length: 51 }, () => ({ at: 0, text: 'x' })))).toMatch(/notes/)
})

test('a preset with two changes makes a short link', () => {
  const scenario = { ...presets[2]!, seed: 7, faults: ['10s crash master-2'] }
  const link = formatLink({ scenario, playhead: 15_320_000, selection: 'master-2/etcd' })
  expect(link).toMatch(/^z1:[\w-]+$/)
  expect(link.length).toBeLessThan(200)
})

test('a preset under another title makes a short link, too', () => {
  const scenario = {
    ...presets[2]!,
    title: 'Fails: the disk of master-1, full',
    summary: '',
    faults: ['10s full-disk master-1']
  }
  expect(formatLink({ scenario, playhead: 0, selection: '' }).length).toBeLessThan(250)
})

test('what a scenario leaves out of its preset stays left out', () => {
  const { startsAt, ...scenario } = presetOf('black-friday-1')!
  expect(startsAt).toBeDefined()
  const read = parseLink(formatLink({ scenario, playhead: 0, selection: '' }))
  expect(read.ok && read.value.scenario.startsAt).toBeUndefined()
})

test('an address, its hash, and a bare id open the same', () => {
  const expected = { ok: true, value: { scenario: presets[2], playhead: 0, selection: '' } }
  const link = formatLink({ scenario: presets[2]!, playhead: 0, selection: '' })
  for (const text of ['ha-master-fails', link, `#${link}`, `https://lab.example/some/folder/#${link}`])
    expect(parseLink(text)).toEqual(expected)
})

const packed = (json: string) => `z1:${Buffer.from(deflateSync(Buffer.from(json))).toString('base64url')}`

test.each([
  ['nonsense', "Link 'nonsense': neither a scenario's id nor <codec>:<payload>."],
  ['zz9:abcd', "Link: the codec 'zz9' is unknown; expected z1 (a newer page may have made this link)."],
  ['z1:abc$', 'Link: the payload is damaged (not base64url); copy the whole link.'],
  ['z1:', 'Link: the payload is damaged (not base64url); copy the whole link.'],
  ['z1:aaaaaaaa', 'Link: the payload is damaged (it does not unpack); copy the whole link.'],
  [
    formatLink({ scenario: presets[0]!, playhead: 5, selection: '' }).slice(0, -6),
    'Link: the payload is damaged (it does not unpack); copy the whole link.'
  ],
  [packed('{"scenario":"gone"}'), "Link: no scenario has the id 'gone'."],
  [packed('{"scenario":"kubectl-run","playhead":-1}'), 'Link, playhead: Invalid value: Expected >=0 but received -1.'],
  [
    packed('{"scenario":"kubectl-run","change":{"faults":["10s crash worker-9"]}}'),
    "Fault '10s crash worker-9': this cluster has no worker-9; expected master-1, worker-1 to worker-3 or users."
  ],
  [packed('{"scenario":{"id":"a"}}'), 'Link, title: this field is missing.'],
  [packed(`{"scenario":"${' '.repeat(2_200_000)}"}`), 'Link: it unfolds to more than 2097152 bytes.'],
  ['z1:' + 'a'.repeat(longestLink), `Link: ${longestLink + 3} characters; expected at most ${longestLink}.`]
])('broken link %# is refused with one sentence', (text, error) => {
  expect(parseLink(text)).toEqual({ ok: false, error })
})
