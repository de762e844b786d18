/** Documents as this program writes them, JSON each; null: they may be anything, and are read as the YAML that they are. */
export function readPlain(source: string): { readonly values: readonly unknown[] } | null {
  const values: unknown[] = []
  for (const part of source.split(/^---\n/m)) {
    if (!part.startsWith('{')) return null
    try {
      const value: unknown = JSON.parse(part)
      // Only what reads the same again: no key twice, no number that loses digits.
      if (JSON.stringify(value) !== part.trimEnd()) return null
      values.push(value)
    } catch {
      return null
    }
  }
  return { values }
}
