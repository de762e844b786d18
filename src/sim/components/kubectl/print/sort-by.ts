import { fail, ok, type Result } from '../../../../base/result'
import { quantityNanos } from '../../../api/quantity'
import { goSorted } from './go-sort'
import { find, parse } from './jsonpath'

/** `metadata.name`, `.metadata.name` or `{.metadata.name}`, all as the last. Models get.RelaxedJSONPathExpression. */
export function relaxed(path: string): Result<string> {
  if (path === '') return ok(path)
  const [, inside, bare] = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.exec(path) ?? []
  const spec = inside ?? bare
  return spec === undefined
    ? fail("unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'")
    : ok(`{.${spec}}`)
}

/**
 * Things in the order of a field of theirs. Models kubectl/pkg/cmd/get/sorter.go.
 * @param objectOf what the field is looked up in
 */
export function sortedBy<T>(items: readonly T[], path: string, objectOf: (item: T) => unknown): Result<T[]> {
  const field = relaxed(path)
  const expression = field.ok ? field.value : path
  const parsed = parse(expression)
  if (!parsed.ok) return fail(`sorting error: ${parsed.error}`)
  const keyed: { item: T; key: unknown; has: boolean }[] = []
  for (const item of items) {
    const found = find(parsed.value, objectOf(item), true)
    if (!found.ok) return fail(found.error)
    const [first = []] = found.value
    keyed.push({ item, key: first[0], has: first.length > 0 })
  }
  if (keyed.length > 0 && !keyed.some(({ has }) => has))
    return fail(`couldn't find any field with path "${expression}" in the list of objects`)
  return ok(goSorted(keyed, (a, b) => !a.has || (b.has && isLess(a.key, b.key))).map(({ item }) => item))
}

/** Models isLess over what JSON was decoded to: texts that are both quantities compare as such. */
function isLess(a: unknown, b: unknown): boolean {
  if (a === null || a === undefined) return b !== null && b !== undefined
  if (b === null || b === undefined) return false
  if (typeof a === 'number' && typeof b === 'number') return a < b
  if (typeof a !== 'string' || typeof b !== 'string') return false
  const [left, right] = [quantityNanos(a), quantityNanos(b)]
  return left !== undefined && right !== undefined ? left < right : a < b
}
