/** An error at a place of an expression: the line, and dots up to the place. Models cel-go/common Errors.ToDisplayString. */
export function displayed(source: string, at: number, text: string): string {
  const before = source.slice(0, at).split('\n')
  const line = source.split('\n')[before.length - 1] ?? ''
  const column = before.at(-1)?.length ?? 0
  return `ERROR: <input>:${before.length}:${column + 1}: ${text}\n | ${line}\n | ${'.'.repeat(column)}^`
}
