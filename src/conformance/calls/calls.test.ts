import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { grade, readable, type RecordedSequence } from '.'

const text = gunzipSync(readFileSync(new URL('../data/sequences/sequences.jsonl.gz', import.meta.url))).toString()
const recordings = text
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as RecordedSequence)

/** Grades may only rise. */
test('recorded commands cause the recorded requests', () => {
  const { exact, matched, recorded, extra, byName } = grade(recordings)
  if (process.env.DIFF)
    for (const [name, comparison] of byName) process.stdout.write(`${name} ${readable(comparison) || 'same'}\n`)
  expect({ exact, matched, recorded, extra }).toEqual({ exact: 12, matched: 520, recorded: 546, extra: 33 })
}, 120_000)
