import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import '../../src/sim/whole'
import { newerRows } from '../ledger/newer'
import { expectWritten } from '../ledger/test-written'
import { grade, shown } from './main'
import { byState, type Recorded } from './recorded'

const sample = gunzipSync(readFileSync(new URL('../data/commands.jsonl.gz', import.meta.url)))
  .toString()
  .split('\n')
  .map((line) => JSON.parse(line) as Recorded)

test.each([...byState(sample)])('%s: kubectl says what it said at a real cluster', (setup, commands) => {
  expect(grade(setup, commands).map(shown).join('')).toBe('')
})

test('every third recorded state: kubectl fails as it did', () => expectWritten([newerRows.commands()]), 300_000)
