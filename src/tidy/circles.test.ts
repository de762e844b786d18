import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path/posix'
import { expect, test } from 'vitest'
import { sourceFiles } from './files'

/**
 * Files that import one another in a circle can only be read all at once. Imports of types do not count: they are gone when
 * the program runs. There are none: a circle is a mistake in the cut.
 */
test('no files import one another in a circle', () => {
  expect(circles(graph())).toEqual([])
})

/** Who imports values of whom: files without their endings, relative to src/. */
function graph(): Map<string, string[]> {
  const files = sourceFiles().filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
  const names = new Set(files.map((file) => file.replace(/\.tsx?$/, '')))
  const found = new Map<string, string[]>()
  for (const file of files) {
    const text = readFileSync(`src/${file}`, 'utf8')
    const imported: string[] = []
    for (const [, what, from] of text.matchAll(/^(?:import|export) ([^'"]*?) ?from '(\.[^']+)'/gms)) {
      if (isTypes(what!)) continue
      const target = join(dirname(file), from!)
      const name = [target, `${target}/index`].find((each) => names.has(each))
      if (name !== undefined) imported.push(name)
    }
    found.set(file.replace(/\.tsx?$/, ''), imported)
  }
  return found
}

/** `type { A }`, or a list of which each is a type. */
function isTypes(what: string): boolean {
  if (what.startsWith('type ')) return true
  const list = /^\{(.*)\}$/s.exec(what)?.[1]
  return list !== undefined && list.split(',').every((each) => each.trim() === '' || each.trim().startsWith('type '))
}

/** Strongly connected components of more than one file. Models Tarjan's algorithm. */
function circles(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const index = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const found: string[][] = []
  const visit = (node: string): void => {
    index.set(node, index.size)
    low.set(node, index.get(node)!)
    stack.push(node)
    for (const next of edges.get(node) ?? []) {
      if (!index.has(next)) visit(next)
      if (stack.includes(next)) low.set(node, Math.min(low.get(node)!, low.get(next)!))
    }
    if (low.get(node) !== index.get(node)) return
    const circle = stack.splice(stack.indexOf(node))
    if (circle.length > 1) found.push(circle.sort())
  }
  for (const node of edges.keys()) if (!index.has(node)) visit(node)
  return found.sort((a, b) => (a[0]! < b[0]! ? -1 : 1))
}
