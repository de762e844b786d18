/** A part of an object whose fields the decoder has seen to: what is there has its type. */
export type Part = Readonly<Record<string, unknown>>

/** What a field has, or what Go has for a field that is not there. */
export const text = (value: unknown): string => (typeof value === 'string' ? value : '')
export const number = (value: unknown): number => (typeof value === 'number' ? value : 0)
export const isTrue = (value: unknown): boolean => value === true
export const list = (value: unknown): readonly Part[] => (Array.isArray(value) ? (value as readonly Part[]) : [])
export const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? (value as readonly string[]) : [])
export const part = (value: unknown): Part | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Part) : undefined
export const map = (value: unknown): Readonly<Record<string, string>> =>
  (part(value) ?? {}) as Readonly<Record<string, string>>

/** Fields that are pointers: undefined if they are not there. */
export const optionalText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
export const optionalNumber = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)

/** Names of a map, in one order: Go's is any. */
export const keysOf = (value: unknown): readonly string[] => Object.keys(part(value) ?? {}).sort()

/** A struct with fields that are set where they were not; what is zero counts as not set. */
export function filled(value: Part, defaults: Part): Part {
  let result: Record<string, unknown> | undefined
  for (const [name, given] of Object.entries(defaults)) {
    const now = value[name]
    if (given === undefined || (now !== undefined && now !== null && now !== '' && now !== 0)) continue
    result ??= { ...value }
    result[name] = given
  }
  return result ?? value
}

/** A struct with some of its fields changed, if they are there. */
export function changed(value: Part, changes: Readonly<Record<string, (now: unknown) => unknown>>): Part {
  let result: Record<string, unknown> | undefined
  for (const [name, change] of Object.entries(changes)) {
    const now = value[name]
    if (now === undefined || now === null) continue
    const next = change(now)
    if (next === now) continue
    result ??= { ...value }
    result[name] = next
  }
  return result ?? value
}

/** Each item of a list, as changed; the list itself if none did. */
export function each(value: unknown, change: (item: Part) => Part): unknown {
  const items = list(value)
  let any = false
  const next = items.map((item) => {
    const made = change(item)
    any ||= made !== item
    return made
  })
  return any ? next : value
}
