import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runnerImport, type Plugin } from 'vite'
import type * as Make from './make'

/** `virtual:first-picture` is of the run that the page opens by itself, `virtual:first-picture/<link>` of a preset. */
const first = 'virtual:first-picture'
const all = 'virtual:pictures'

/**
 * Gives `virtual:pictures`: how to load the picture of each link that has one. They are made by the simulator as the page is built;
 * elsewhere there are none. The simulator is imported only when it is asked for: tests read the same configuration. The same sources
 * give the same pictures, which are kept beside Vite's other caches.
 */
export function firstPicture(): Plugin {
  let isBuild = false
  let kept = ''
  let root = ''
  let sources = ''
  let maker: Promise<typeof Make> | null = null
  /** What was made of these sources before, or is made now. */
  const keep = async (file: string, make: (maker: typeof Make) => unknown): Promise<string> => {
    const path = join(kept, `${(sources ||= sourcesOf(root))}${file}.json`)
    if (!existsSync(path)) {
      maker ??= runnerImport<typeof Make>(join(root, 'src/picture/make.ts')).then(({ module }) => module)
      const text = JSON.stringify(make(await maker))
      mkdirSync(kept, { recursive: true })
      writeFileSync(path, text)
    }
    return readFileSync(path, 'utf8')
  }
  return {
    name: 'first-picture',
    configResolved: (config) => {
      isBuild = config.command === 'build'
      kept = join(config.cacheDir, 'first-picture')
      root = config.root
    },
    resolveId: (id) => (id === all || id === first || id.startsWith(`${first}/`) ? `\0${id}` : null),
    load: async (id) => {
      if (!id.startsWith('\0virtual:')) return null
      const name = id.slice(1)
      if (name === all) {
        if (!isBuild) return 'export default {}'
        const links = JSON.parse(await keep('-links', (make) => make.links)) as string[]
        const loaders = ['', ...links].map((link) => {
          const from = link === '' ? first : `${first}/${link}`
          return `${JSON.stringify(link)}: () => import(${JSON.stringify(from)})`
        })
        // Links are what anybody wrote: only these are keys.
        return `export default { __proto__: null, ${loaders.join(', ')} }`
      }
      if (name !== first && !name.startsWith(`${first}/`)) return null
      const link = name.slice(first.length + 1)
      const text = await keep(link === '' ? '' : `-${link}`, (make) => make.pictureOf(link))
      return `export default JSON.parse(${JSON.stringify(text)})`
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
