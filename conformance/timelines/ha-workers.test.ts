import { test } from 'vitest'
import { expectWritten, written } from '../ledger/test-written'
import { timelineGroups } from './recordings'
import { timelineRow } from './row'

test.each(timelineGroups['ha-workers'])('$id: $title', { timeout: 600_000 }, (recorded) =>
  expectWritten([timelineRow(recorded, written.seeds)])
)
