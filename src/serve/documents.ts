/** A document under `/openapi`, by path and query; undefined: there is none. */
export function documentAt(_target: string): string | undefined {
  return undefined
}
