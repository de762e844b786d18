import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { grade, readable, type RecordedLife } from '.'

const text = gunzipSync(readFileSync(new URL('../data/pods/lives.jsonl.gz', import.meta.url))).toString()
const recordings = text
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as RecordedLife)

/** Grades may only rise. `DIFF=1` prints how each life differs, `DIFF=events` in which aspect. */
test('recorded pods live as recorded', () => {
  const { byPod, same, lines } = grade(recordings, [1, 2])
  const { DIFF } = process.env
  if (DIFF)
    for (const [pod, aspects] of byPod)
      for (const [aspect, comparison] of aspects)
        if (!comparison.same && (DIFF === '1' || DIFF === aspect))
          console.info(
            `${pod} ${aspect}: ${comparison.matched} of ${comparison.recorded.length}\n${readable(comparison)}`
          )
  expect(same).toEqual({
    events: 60,
    statuses: 39,
    'statuses of a busy node': 61,
    containerd: 52,
    runtime: 66,
    'kubelet log': 51
  })
  expect(lines).toEqual({
    events: [606, 611],
    statuses: [278, 284],
    containerd: [1055, 1079],
    runtime: [457, 460],
    'kubelet log': [1040, 1064]
  })
}, 120_000)
