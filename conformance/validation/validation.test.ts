import { expect, test } from 'vitest'
import { newerRows } from '../ledger/newer'
import { expectWritten } from '../ledger/test-written'

/**
 * Of each recorded file every fourteenth of the requests that are answered as recorded: no one may fail again. Of FlowSchemas all
 * before the last of them: what is told often is told late.
 */
test('the API server answers the public sample as Kubernetes 1.36.3 did', () => {
  const row = newerRows.validation()
  expect(row.differs).toEqual([])
  expectWritten([row])
}, 300_000)
