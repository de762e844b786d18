/** At most `most` of a row of steps: the first and the last stay, how many of the middle are left out stands between them. */
export function folded<T>(steps: readonly T[], most: number): readonly (T | { readonly more: readonly T[] })[] {
  if (steps.length <= most) return steps
  const head = Math.ceil((most - 1) / 2)
  const tail = most - 1 - head
  return [
    ...steps.slice(0, head),
    { more: steps.slice(head, steps.length - tail) },
    ...steps.slice(steps.length - tail)
  ]
}
