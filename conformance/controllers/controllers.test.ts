import { expect, test } from 'vitest'
import { newerRows } from '../ledger/newer'
import { expectWritten } from '../ledger/test-written'

test('controllers do what was recorded of a real control plane', () => {
  expectWritten([newerRows.controllers()])
  expect.hasAssertions()
}, 300_000)
