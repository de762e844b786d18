/**
 * The middle of what was measured; of an even number, the mean of the middle two. NaN stands for what did not happen: it
 * comes after every number, so the median is NaN if at least half did not happen, or if nothing was measured.
 */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => (Number.isNaN(a) ? Infinity : a) - (Number.isNaN(b) ? Infinity : b) || 0)
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2
}
