/**
 * Places of a node's pods that do not move: who is there stays where it is, who comes takes the first free place. `null` is a
 * place whose pod has gone, kept so that the others stay.
 */
export function slotsAfter(before: readonly (string | null)[], keys: readonly string[]): (string | null)[] {
  const now = new Set(keys)
  const slots = before.map((key) => (key !== null && now.has(key) ? key : null))
  const placed = new Set(slots)
  for (const key of keys) {
    if (placed.has(key)) continue
    const free = slots.indexOf(null)
    if (free < 0) slots.push(key)
    else slots[free] = key
  }
  while (slots.length > 0 && slots.at(-1) === null) slots.pop()
  return slots
}
