import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { grade, readable, type RecordedSequence } from '.'

const text = gunzipSync(readFileSync(new URL('../data/sequences/sequences.jsonl.gz', import.meta.url))).toString()
const recordings = text
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as RecordedSequence)

/** Grades may only rise. `DIFF=1` prints how each sequence differs. */
test('recorded commands cause the recorded requests', () => {
  const { byName, bySettled, ...grades } = grade(recordings)
  if (process.env.DIFF)
    for (const [name, comparison] of byName)
      console.info(`${name}\n${readable(comparison)}settled: ${readable(bySettled.get(name)!)}`)
  expect(grades).toEqual({ exact: 14, settled: 19, matched: 520, recorded: 546, extra: 11 })
}, 120_000)
