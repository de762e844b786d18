import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import type { Plugin } from 'vite'
import type { Build, BuildFile } from './kept'

/** The worker's own file, and what only the build itself reads. */
const worker = 'sw.js'
const notKept = (path: string): boolean => path === worker || path.startsWith('.vite/') || path.endsWith('.map')

/** Ends a build: `sw.js` gets the list of all files that were made. Their hashes are the build's name. */
export function offline(): Plugin {
  let root = ''
  let out = ''
  return {
    name: 'offline',
    apply: 'build',
    configResolved: (config) => {
      root = config.root
      out = join(config.root, config.build.outDir)
      if (config.build.outDir.startsWith('/')) out = config.build.outDir
    },
    buildStart() {
      this.emitFile({ type: 'chunk', id: join(root, 'src/offline/service-worker.ts'), fileName: worker })
    },
    closeBundle: () => {
      const file = join(out, worker)
      if (!existsSync(file)) return
      const list = JSON.stringify(buildOf(out))
      writeFileSync(file, `const FAILOVER_LAB_BUILD=${list};\n${readFileSync(file, 'utf8')}`)
    }
  }
}

/** All files of a folder that the page may ask for. */
export function buildOf(folder: string): Build {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => path.split(sep).join('/'))
    .filter((path) => !notKept(path))
    .sort()
    .map((path): BuildFile => [path, sha256(readFileSync(join(folder, path)))])
  return { id: sha256(JSON.stringify(files)).slice(0, 16), files }
}

const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex')
