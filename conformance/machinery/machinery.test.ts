import { expect, test } from 'vitest'
import { newerRows } from '../ledger/newer'
import { expectWritten } from '../ledger/test-written'

test('the API answers sequences of requests as was recorded', () => {
  expectWritten([newerRows.machinery()])
  expect.hasAssertions()
}, 300_000)
