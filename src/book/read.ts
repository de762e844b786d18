import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseDiagram } from './diagram'
import { parseChapter } from './parse'
import type { Chapter, Diagram } from './types'

/** The whole book, as files in a folder. */
export interface Book {
  readonly chapters: readonly Chapter[]
  readonly diagrams: readonly Diagram[]
  /** What is wrong, a sentence each. */
  readonly errors: readonly string[]
}

export function readBook(folder: string): Book {
  const errors: string[] = []
  const filesIn = (name: string, ending: string) => {
    const path = join(folder, name)
    return existsSync(path)
      ? readdirSync(path)
          .filter((file) => file.endsWith(ending))
          .sort()
      : []
  }
  const diagrams = filesIn('diagrams', '.yaml').flatMap((file) => {
    const read = parseDiagram(file, readFileSync(join(folder, 'diagrams', file), 'utf8'))
    if (read.ok) return [read.value]
    errors.push(read.error)
    return []
  })
  const beside = {
    diagrams: new Set(diagrams.map(({ id }) => id)),
    files: Object.fromEntries(filesIn('runs', '.yaml').map((file) => [file.replace('.yaml', ''), { file }])),
    file: (path: string) => {
      const full = join(folder, 'runs', path)
      return existsSync(full) ? readFileSync(full, 'utf8') : null
    }
  }
  const chapters = filesIn('chapters', '.md').flatMap((file) => {
    const read = parseChapter(file, readFileSync(join(folder, 'chapters', file), 'utf8'), beside)
    if (read.ok) return [read.value]
    errors.push(read.error)
    return []
  })
  return { chapters, diagrams, errors }
}
