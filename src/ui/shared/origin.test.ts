import { expect, test } from 'vitest'
import { originOf, originWords, type Flag, type Origins } from './origin'

const flag = (of: Partial<Flag>): Flag => ({
  name: 'node-monitor-grace-period',
  description: '',
  value: 50,
  default: 50,
  ...of
})
const under = (profile: string, flags: readonly Flag[]): Origins => ({
  profile,
  profiles: [
    { id: 'document', title: 'The document', summary: '' },
    { id: 'fast', title: 'Fast failover', summary: '' }
  ],
  flags
})
const said = (profile: string, of: Partial<Flag>): string =>
  originWords(under(profile, [flag(of)]), flag(of), (text) => text)

test('a timing is said to be the document’s, another profile’s, the release’s or a hand’s, with what the others have', () => {
  expect(said('document', { value: 40, default: 40, release: 50, document: 40 })).toBe(
    'Set by the document’s profile; the release has 50'
  )
  expect(said('fast', { value: 20, default: 20, release: 50, document: 40 })).toBe(
    'Set by the profile “Fast failover”; the release has 50; the document has 40'
  )
  expect(said('kubernetes', { document: 40 })).toBe('The release’s default; the document has 40')
  expect(said('kubernetes', {})).toBe('The release’s default')
  expect(said('document', { value: 7, default: 40, release: 50, document: 40 })).toBe(
    'Set here; the profile has 40; the document has 40'
  )
})

test('what is set by hand to what the profile has is the profile’s', () => {
  const same = flag({ value: 40, default: 40, release: 50, document: 40 })
  expect(originOf(under('document', [same]), same)).toBe('document')
})
