import { expect, test } from 'vitest'
import { newerRows } from '../ledger/newer'
import { expectWritten } from '../ledger/test-written'

test('kubectl prints of the objects that there are what was recorded', () => {
  expectWritten([newerRows.texts()])
  expect.hasAssertions()
}, 300_000)
