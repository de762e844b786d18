import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ledger, type LedgerRow } from '.'

/** What the page shows. `npm run --silent lab -- fidelity --json > public/fidelity.json` writes it anew. */
const written = JSON.parse(readFileSync('public/fidelity.json', 'utf8')) as {
  readonly seeds: number
  readonly rows: readonly LedgerRow[]
}

test('no grade falls, and the page shows no better one than there is', { timeout: 600_000 }, () => {
  const found = ledger(written.seeds)
  expect(found.map(({ id }) => id)).toEqual(written.rows.map(({ id }) => id))
  for (const [i, { id, agree, of }] of found.entries()) {
    const before = written.rows[i]!
    expect(agree, `${id}: ${found[i]!.differs.join('; ')}`).toBeGreaterThanOrEqual(before.agree)
    expect(of, id).toBe(before.of)
  }
})
