/** As Go's `omitempty` writes a status: counts of 0 are left out, but for those that the type always has. */
export function omitEmpty<T extends object>(status: T, ...always: readonly (keyof T)[]): T {
  const entries = Object.entries(status).filter(([key, value]) => value !== 0 || always.includes(key as keyof T))
  return Object.fromEntries(entries) as T
}
