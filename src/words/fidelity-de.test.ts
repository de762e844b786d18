import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { LedgerRow } from '../base/ledger-row'
import { sentenceDe } from './sentences-de'

it('every row of the ledger has its German', () => {
  const { rows } = JSON.parse(readFileSync('public/fidelity.json', 'utf8')) as { rows: readonly LedgerRow[] }
  const texts = rows.flatMap(({ behaviour, evidence, method, notModelled }) => [
    behaviour,
    evidence,
    method,
    ...(notModelled === '' ? [] : [`Not modelled: ${notModelled}`])
  ])
  expect(texts.length).toBeGreaterThan(90)
  expect(texts.filter((text) => sentenceDe(text) === null)).toEqual([])
})
