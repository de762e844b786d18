import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { recordedTimelines, timelineGroups } from '../timelines/recordings'
import { newerRows } from './newer'
import { written } from './test-written'

/** Each behaviour's own test compares its rows with what is written; this one sees that none is missing or left over. */
test('the page shows every behaviour once, in order, and says of each how it was measured', () => {
  expect(written.rows.map(({ id }) => id)).toEqual([
    'scheduler',
    'scheduler-1.36',
    'raft-states',
    'raft-messages',
    ...recordedTimelines.map(({ id }) => `timeline-${id}`),
    'api-calls',
    'api-call-order',
    'deployments',
    ...['events', 'statuses', 'containerd', 'runtime', 'kubelet-log'].map((aspect) => `pods-${aspect}`),
    ...Object.keys(newerRows).map((kind) => `${kind}-1.36`)
  ])
  expect(written.rows.filter(({ method }) => !method).map(({ id }) => id)).toEqual([])
})

test('every group of timelines has its test', () => {
  const missing = Object.keys(timelineGroups).filter((group) => !existsSync(`conformance/timelines/${group}.test.ts`))
  expect(missing).toEqual([])
})
