import { isFields } from './schema'

/** A simple JSON path: names, `[0]`, `[?(@.type=="Ready")]`, `['a.b']`, with `\.` for a dot in a name. */
export function valueAt(object: unknown, path: string): unknown {
  let found: unknown = object
  const steps =
    path.match(/\[\?\(@\.([\w.]+)==["']([^"']*)["']\)\]|\[['"]([^'"]+)['"]\]|\[(\d+)\]|(?:\\.|[^.[\]])+/g) ?? []
  for (const step of steps) {
    const [, key, value] = /^\[\?\(@\.([\w.]+)==["']([^"']*)["']\)\]$/.exec(step) ?? []
    if (key !== undefined)
      found = Array.isArray(found) ? found.find((item) => String(valueAt(item, key)) === value) : undefined
    else if (/^\[\d+\]$/.test(step))
      found = Array.isArray(found) ? (found as unknown[])[Number(step.slice(1, -1))] : undefined
    else {
      const name = /^\[['"](.+)['"]\]$/.exec(step)?.[1] ?? step.replace(/\\(.)/g, '$1')
      found = isFields(found) ? found[name] : undefined
    }
  }
  return found
}
