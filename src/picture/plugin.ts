import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runnerImport, type Plugin } from 'vite'
import type * as Make from './make'

const name = 'virtual:first-picture'

/**
 * Gives `virtual:first-picture`: in a build the picture of the run that the page opens by itself, made by the simulator as it is built;
 * elsewhere null. The simulator is imported only when it is asked for: tests read the same configuration. The same sources give the
 * same picture, which is kept beside Vite's other caches.
 */
export function firstPicture(): Plugin {
  let isBuild = false
  let kept = ''
  let root = ''
  return {
    name: 'first-picture',
    configResolved: (config) => {
      isBuild = config.command === 'build'
      kept = join(config.cacheDir, 'first-picture')
      root = config.root
    },
    resolveId: (id) => (id === name ? `\0${name}` : null),
    load: async (id) => {
      if (id !== `\0${name}`) return null
      if (!isBuild) return 'export default null'
      const file = join(kept, `${sourcesOf(root)}.json`)
      if (!existsSync(file)) {
        const { module } = await runnerImport<typeof Make>(join(root, 'src/picture/make.ts'))
        mkdirSync(kept, { recursive: true })
        writeFileSync(file, JSON.stringify(module.pictureOf('')))
      }
      return `export default JSON.parse(${JSON.stringify(readFileSync(file, 'utf8'))})`
    }
  }
}

/** A hash of all that the picture is made of. */
function sourcesOf(root: string): string {
  const hash = createHash('sha256')
  for (const folder of ['base', 'picture', 'scenarios', 'sim', 'worker']) {
    const files = readdirSync(join(root, 'src', folder), { recursive: true, encoding: 'utf8' })
    for (const file of files.filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts')).sort())
      hash.update(`${folder}/${file}\n`).update(readFileSync(join(root, 'src', folder, file)))
  }
  return hash.digest('hex').slice(0, 16)
}
