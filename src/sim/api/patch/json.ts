export type Json = unknown
export type Fields = Record<string, Json>

export const isFields = (value: Json): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A patch that cannot be applied, with the code of the answer that tells so. */
export class PatchError extends Error {
  constructor(
    message: string,
    readonly code: 400 | 422 | 500
  ) {
    super(message)
  }
}

/** What Go's JSON decoder calls a value. */
export function jsonKind(value: Json): string {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value === 'boolean' ? 'bool' : typeof value
}
