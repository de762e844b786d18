import { join } from 'node:path'
import { runnerImport, type Plugin } from 'vite'
import type * as List from './list'

const id = 'virtual:drills'

/** Gives `virtual:drills`: what there is to be done, without the simulator that is needed to check it. */
export function drills(): Plugin {
  let root = ''
  return {
    name: 'drills',
    configResolved: (config) => void (root = config.root),
    resolveId: (asked) => (asked === id ? `\0${id}` : null),
    async load(asked) {
      if (asked !== `\0${id}`) return null
      const { module } = await runnerImport<typeof List>(join(root, 'src/drills/list.ts'))
      return `export const drills = JSON.parse(${JSON.stringify(JSON.stringify(module.drillHeads()))})`
    }
  }
}
