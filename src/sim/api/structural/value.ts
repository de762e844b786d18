import { isFields } from './schema'

const steps = /\[\?\(\s*@\.[^\]]*?\)\]|\[['"][^'"]+['"]\]|\[(?:\*|-?\d*:?-?\d*)\]|(?:\\.|[^.[\]])+/g
const filter = /^\[\?\(\s*@\.([\w.]+)\s*==\s*["']?([^"']*?)["']?\s*\)\]$/

/**
 * A simple JSON path: names, `[0]`, `[-1:]`, `[*]`, `[?(@.type=="Ready")]`, `['a.b']`, with `\.` for a dot in a name. Of several results the first is
 * taken, as columns of custom resources take it. Models client-go/util/jsonpath.
 */
export function valueAt(object: unknown, path: string): unknown {
  let found: unknown = object
  for (const step of path.match(steps) ?? []) {
    const [, key, value] = filter.exec(step) ?? []
    if (key !== undefined)
      found = Array.isArray(found) ? found.find((item) => String(valueAt(item, key)) === value) : undefined
    else if (/^\[[*\d:-]+\]$/.test(step)) {
      const [from = '', to] = step.slice(1, -1).replace('*', '0:').split(':')
      const items = Array.isArray(found) ? (found as unknown[]).slice(Number(from), to ? Number(to) : undefined) : []
      found = items[0]
    } else {
      const name = /^\[['"](.+)['"]\]$/.exec(step)?.[1] ?? step.replace(/\\(.)/g, '$1')
      found = isFields(found) ? found[name] : undefined
    }
  }
  return found
}
