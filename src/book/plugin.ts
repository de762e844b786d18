import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { runnerImport, type Plugin } from 'vite'
import type * as Read from './read'

const list = 'virtual:book'
const one = /^virtual:book\/(chapter|diagram)\/([a-z0-9-]+)$/

/**
 * Gives `virtual:book`: the heads of all chapters, and how each is loaded. Chapters are read and checked when the page is built: what is
 * wrong in one stops the build with its place. The parser is imported only when it is asked for: tests read the same configuration.
 */
export function book(): Plugin {
  let root = ''
  let reading: Promise<ReturnType<typeof Read.readBook>> | null = null
  const read = async () => {
    reading ??= runnerImport<typeof Read>(join(root, 'src/book/read.ts')).then(({ module }) =>
      module.readBook(join(root, 'src/book'))
    )
    const found = await reading
    if (found.errors.length > 0) throw new Error(found.errors.join('\n'))
    return found
  }
  return {
    name: 'book',
    configResolved: (config) => void (root = config.root),
    buildStart: () => void (reading = null),
    resolveId: (id) => (id === list || one.test(id) ? `\0${id}` : null),
    async load(id) {
      if (!id.startsWith('\0')) return null
      const name = id.slice(1)
      const [, kind, key] = one.exec(name) ?? []
      if (name !== list && kind === undefined) return null
      for (const folder of ['chapters', 'diagrams', 'runs'])
        watch(join(root, 'src/book', folder), (file) => this.addWatchFile(file))
      const { chapters, diagrams } = await read()
      if (kind === 'chapter') return json(chapters.find((chapter) => chapter.id === key))
      if (kind === 'diagram') return json(diagrams.find((diagram) => diagram.id === key))
      const loaders = (what: string, ids: readonly string[]) =>
        `{${ids.map((each) => `${JSON.stringify(each)}: () => import(${JSON.stringify(`${list}/${what}/${each}`)})`).join(',')}}`
      const heads = chapters.map(({ lead: _lead, sections: _sections, runs: _runs, ...head }) => head)
      return `export const heads = ${JSON.stringify(heads)}
export const chapters = ${loaders(
        'chapter',
        chapters.map((chapter) => chapter.id)
      )}
export const diagrams = ${loaders(
        'diagram',
        diagrams.map((diagram) => diagram.id)
      )}`
    }
  }
}

const json = (value: unknown): string => `export default JSON.parse(${JSON.stringify(JSON.stringify(value))})`

function watch(folder: string, add: (file: string) => void): void {
  try {
    for (const file of readdirSync(folder)) add(join(folder, file))
  } catch {
    // A book without diagrams, or without runs of its own.
  }
}
