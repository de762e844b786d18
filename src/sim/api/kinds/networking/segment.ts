import type { Problems } from '../problems'

/** A name that is one segment of a path. */
export function validateSegment(value: string, field: string, missing: string, problems: Problems): void {
  if (value === '') return problems.required(field, missing)
  if (value === '.' || value === '..') problems.invalid(field, value, `may not be '${value}'`)
  else
    for (const part of ['/', '%']) if (value.includes(part)) problems.invalid(field, value, `may not contain '${part}'`)
}
