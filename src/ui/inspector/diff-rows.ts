import type { Change } from 'diff'

export interface DiffRow {
  readonly kind: 'same' | 'added' | 'removed' | 'gap'
  readonly text: string
}

/** A comparison by lines as rows; of what stays the same only `context` lines before and after a change. */
export function diffRows(changes: readonly Pick<Change, 'value' | 'added' | 'removed'>[], context: number): DiffRow[] {
  const rows = changes.flatMap(({ value, added, removed }): DiffRow[] => {
    const kind = added ? 'added' : removed ? 'removed' : 'same'
    return value
      .replace(/\n$/, '')
      .split('\n')
      .map((text) => ({ kind, text }))
  })
  if (context === Infinity) return rows
  const isNear = (i: number) =>
    rows.slice(Math.max(0, i - context), i + context + 1).some(({ kind }) => kind !== 'same')
  const found: DiffRow[] = []
  rows.forEach((row, i) => {
    if (isNear(i)) found.push(row)
    else if (found.at(-1)?.kind !== 'gap') found.push({ kind: 'gap', text: '⋯' })
  })
  return found
}
