import { expect, it } from 'vitest'
import { scheme } from '../scheme'
import * as rareKinds from './rare-kinds'

it('what the scheme says of kinds that are loaded later is what they have', () => {
  const rows = new Map(scheme.map(({ kind, code }) => [kind.toLowerCase(), code]))
  for (const [name, code] of Object.entries(rareKinds)) {
    const row = rows.get(name)
    expect(row && Object.keys(row).sort(), name).toEqual(Object.keys(code).sort())
    expect(row?.name, name).toBe(code.name)
    expect(row?.columns, name).toBe(code.columns)
  }
})
