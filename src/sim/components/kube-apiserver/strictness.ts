import type { KubeObject } from '../../api/types'
import type { Request } from './context'

/** A body that was read, with what the client is to be warned of. */
export interface Body {
  readonly object: KubeObject
  readonly warnings: readonly string[]
}

/** What a strict decoder says of fields that a type does not have. */
export function strictError(unknown: readonly string[], request: Request): string | undefined {
  const wrong = strictly(unknown, request)
  if (request.options?.fieldValidation !== 'Strict' || wrong.length === 0) return undefined
  return `strict decoding error: ${wrong.join(', ')}`
}

export const warningsOf = (unknown: readonly string[], request: Request): readonly string[] =>
  request.options?.fieldValidation === 'Ignore' ? [] : strictly(unknown, request)

/** Fields that stand twice in the text, then those that the type does not have. */
const strictly = (unknown: readonly string[], { wire }: Request): readonly string[] => [
  ...(wire?.duplicates ?? []).map((field) => `duplicate field "${field}"`),
  ...unknown.map((field) => `unknown field "${field}"`)
]
