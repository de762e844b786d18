/** JSON as Go's encoder writes a map: keys sorted, `<`, `>`, `&` escaped, one line with its end. */
export const goJson = (value: unknown): string => `${escaped(JSON.stringify(sorted(value)))}\n`

export const escaped = (json: string): string =>
  json.replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)

export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const map = value as Readonly<Record<string, unknown>>
  return Object.fromEntries(
    Object.keys(map)
      .sort()
      .map((key) => [key, sorted(map[key])])
  )
}
