import { isFields, type Fields, type Json } from './json'

/** Applies a JSON merge patch. RFC 7386. */
export function mergePatch(base: Json, patch: Json): Json {
  if (!isFields(patch)) return patch
  const next: Fields = isFields(base) ? { ...base } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete next[key]
    else next[key] = mergePatch(next[key], value)
  }
  return next
}
