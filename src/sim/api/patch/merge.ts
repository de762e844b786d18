import { equal } from '../equality'
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

/** The JSON merge patch that turns one object into another, keys in order. Models github.com/evanphx/json-patch CreateMergePatch. */
export function mergePatchOf(before: Fields, after: Fields): Fields {
  const patch: Fields = {}
  for (const key of [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()) {
    const [old, wanted] = [before[key], after[key]]
    if (wanted === undefined) {
      if (old !== undefined) patch[key] = null
    } else if (isFields(old) && isFields(wanted)) {
      const inner = mergePatchOf(old, wanted)
      if (Object.keys(inner).length > 0) patch[key] = inner
    } else if (!equal(old, wanted)) patch[key] = wanted
  }
  return patch
}
