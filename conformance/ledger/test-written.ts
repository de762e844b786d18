import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import type { LedgerRow } from '.'

/** What the page shows. */
export const written = JSON.parse(readFileSync('public/fidelity.json', 'utf8')) as {
  readonly seeds: number
  readonly rows: readonly LedgerRow[]
}

/** For tests: the page shows these rows as they come out, and no grade is worse than the one that it shows. */
export function expectWritten(found: readonly LedgerRow[]): void {
  const before = found.map(({ id }) => written.rows.find((row) => row.id === id))
  const worse = found.filter(({ agree }, i) => agree < (before[i]?.agree ?? 0))
  expect(worse.map(({ id, agree, of, differs }) => `${id}: ${agree} of ${of}; ${differs.join('; ')}`)).toEqual([])
  expect(found, 'npm run --silent lab -- fidelity --json > public/fidelity.json writes the rows anew').toEqual(before)
}
