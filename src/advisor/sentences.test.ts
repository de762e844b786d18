import { expect, test } from 'vitest'
import type { Away } from './gaps'
import type { Measured } from './measure'
import { scriptTitle, sentenceOf } from './sentences'

const well: Away = { answered: 60, failed: 0, longest_s: 0, from_s: null, to_s: null, lasting: false }
const away = (longest_s: number): Away => ({ ...well, failed: 20, longest_s, from_s: 1, to_s: 250, lasting: true })
const said = (reads: Away, writes: Away) => {
  const measured: Measured = {
    until_s: 252,
    users: well,
    reads,
    writes,
    workloads: [],
    pending_s: 0,
    notReady: [],
    unled: [],
    dataLost: false
  }
  return sentenceOf(measured).replaceAll('\u00a0', ' ')
}

test('what is away at the end is not said to have been away since the fault, unless it was', () => {
  expect(said(well, away(31))).toBe('Writes away for up to 31 s, still away 4.2 min later.')
  expect(said(well, away(250))).toBe('Writes still away 4.2 min later.')
  expect(said(away(250), away(250))).toBe('Reads and writes still away 4.2 min later.')
  expect(said(away(61), away(31))).toMatch(/^Reads away for up to 61 s, .*; writes away for up to 31 s, /)
})

test('the title of a script fits a title, however many faults it has', () => {
  expect(scriptTitle(['10s full-disk master-1'], 'writes away <= 30s')).toBe(
    'full-disk master-1: breaks “writes away <= 30s”'
  )
  const long = Array.from({ length: 6 }, (_, i) => `${i}s partition master-${i} | worker-1,worker-2,lb`)
  expect(scriptTitle(long, null)).toBe('6 faults')
})
