import { goStruct } from './go-struct'

/**
 * How two values of a type differ, as upstream's errors show it: unified, without a head, of their JSON with an indent of one blank.
 * Models apimachinery/pkg/util/diff Diff.
 */
export function goDiff(before: unknown, after: unknown, typeName: string): string {
  return jsonDiff(goStruct(before, typeName), goStruct(after, typeName))
}

/** As `goDiff`, of what is as Go shows it already. */
export function jsonDiff(before: unknown, after: unknown): string {
  const lines = (value: unknown): string[] => JSON.stringify(value, null, 1).split('\n')
  return unified(lines(before), lines(after))
}

interface Edit {
  readonly sign: ' ' | '-' | '+'
  readonly line: string
}

const context = 3

function unified(before: readonly string[], after: readonly string[]): string {
  const edits = editsBetween(before, after)
  const changed = edits.flatMap(({ sign }, i) => (sign === ' ' ? [] : [i]))
  const hunks: [from: number, to: number][] = []
  for (const i of changed) {
    const last = hunks.at(-1)
    if (last && i - context <= last[1] + context) last[1] = i
    else hunks.push([i, i])
  }
  return hunks
    .map(([first, final]) => {
      const [from, to] = [Math.max(0, first - context), Math.min(edits.length, final + context + 1)]
      const inside = edits.slice(from, to)
      const range = (sign: Edit['sign']): string => {
        const start = edits.slice(0, from).filter((edit) => edit.sign !== sign).length
        const length = inside.filter((edit) => edit.sign !== sign).length
        return length === 1 ? String(start + 1) : `${length === 0 ? start : start + 1},${length}`
      }
      return `@@ -${range('+')} +${range('-')} @@\n${inside.map(({ sign, line }) => `${sign}${line}\n`).join('')}`
    })
    .join('')
}

/** The longest common lines stay; what goes stands before what comes. */
function editsBetween(before: readonly string[], after: readonly string[]): Edit[] {
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start++
  let tail = 0
  while (
    tail < Math.min(before.length, after.length) - start &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  )
    tail++
  const [old, now] = [before.slice(start, before.length - tail), after.slice(start, after.length - tail)]
  const lengths: number[][] = Array.from({ length: old.length + 1 }, () => new Array<number>(now.length + 1).fill(0))
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--)
      lengths[i]![j] =
        old[i] === now[j] ? lengths[i + 1]![j + 1]! + 1 : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!)
  const same = (line: string): Edit => ({ sign: ' ', line })
  const edits: Edit[] = before.slice(0, start).map(same)
  let [i, j] = [0, 0]
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      edits.push(same(old[i]!))
      i++
      j++
    } else if (i < old.length && (j === now.length || lengths[i + 1]![j]! >= lengths[i]![j + 1]!))
      edits.push({ sign: '-', line: old[i++]! })
    else edits.push({ sign: '+', line: now[j++]! })
  }
  return [...edits, ...before.slice(before.length - tail).map(same)]
}
