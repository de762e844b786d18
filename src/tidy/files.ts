import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const skipped = new Set(['.git', 'node_modules', 'dist', 'test-results', 'playwright-report'])

/** Every file below a folder, as a path with slashes relative to it. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !skipped.has(entry.name))
    .flatMap((entry) =>
      entry.isDirectory() ? filesBelow(join(folder, entry.name)).map((path) => `${entry.name}/${path}`) : [entry.name]
    )
}

let found: string[] | undefined

/** Every file below src/, and those of conformance/ beside it, as paths relative to src/. */
export const sourceFiles = (): readonly string[] =>
  (found ??= [...filesBelow('src'), ...filesBelow('conformance').map((path) => `../conformance/${path}`)])
