import { labels } from '../../../../api/kinds/job/conditions'
import type { Job, Pod } from '../../../../api/types'

export const isIndexed = ({ spec }: Job): boolean => spec.completionMode === 'Indexed'

/** The completion index of a pod; -1: it has none. */
export function indexOf({ metadata }: Pod): number {
  const text = metadata.annotations?.[labels.index]
  return text !== undefined && /^[0-9]+$/.test(text) ? Number(text) : -1
}

/** `0-2,5` → 0, 1, 2, 5. What cannot be read, or lies beyond the Job's completions, is left out. */
export function parseIndexes(text: string | undefined, completions: number): Set<number> {
  const found = new Set<number>()
  for (const part of (text ?? '').split(',')) {
    const range = /^([0-9]+)(?:-([0-9]+))?$/.exec(part)
    if (!range) continue
    const last = Math.min(Number(range[2] ?? range[1]), completions - 1)
    for (let i = Number(range[1]); i <= last; i++) found.add(i)
  }
  return found
}

/** 0, 1, 2, 5 → `0-2,5`; two in a row are `0,1`. Models orderedIntervals.String. */
export function formatIndexes(indexes: Iterable<number>): string {
  const sorted = [...indexes].sort((a, b) => a - b)
  const parts: string[] = []
  for (let i = 0; i < sorted.length;) {
    let end = i
    while (sorted[end + 1] === sorted[end]! + 1) end++
    if (end - i >= 2) parts.push(`${sorted[i]}-${sorted[end]}`)
    else for (let k = i; k <= end; k++) parts.push(String(sorted[k]))
    i = end + 1
  }
  return parts.join(',')
}

/** The lowest indexes that nobody works on and that are not done. Models firstPendingIndexes. */
export function pendingIndexes(count: number, completions: number, taken: ReadonlySet<number>): number[] {
  const found: number[] = []
  for (let i = 0; i < completions && found.length < count; i++) if (!taken.has(i)) found.push(i)
  return found
}
