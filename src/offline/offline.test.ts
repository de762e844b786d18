import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { dropOthers, keepBuild, keptAnswer, keptPath, type Build, type CachesHere, type Keeper } from './kept'

const scope = 'https://host/some/folder/'
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const buildOf = (id: string, texts: Readonly<Record<string, string>>): Build => ({
  id,
  files: Object.entries(texts).map(([path, text]) => [path, sha256(text)])
})

/** A browser's caches over maps, and a host that serves texts. */
function aBrowser(host: Readonly<Record<string, string>>) {
  const kept = new Map<string, Map<string, Response>>()
  const caches: CachesHere = {
    open: async (name) => {
      const found = kept.get(name) ?? new Map<string, Response>()
      kept.set(name, found)
      return {
        put: async (url, response) => void found.set(String(url), response),
        match: async (url) => found.get(String(url))?.clone()
      }
    },
    keys: async () => [...kept.keys()],
    delete: async (name) => kept.delete(name)
  }
  const fetch = async (url: string) => {
    const text = host[url.slice(scope.length)]
    return text === undefined ? new Response('', { status: 404 }) : new Response(text)
  }
  const keeper: Keeper = { caches, scope, fetch }
  return { kept, keeper }
}

const texts = { 'index.html': 'the lab', 'learn.html': 'the book', 'assets/a-1.js': 'code' }

describe('a build without a network', () => {
  it('is answered from what was kept, in any folder, with anything behind # and ?', async () => {
    const { keeper } = aBrowser(texts)
    const build = buildOf('one', texts)
    await keepBuild(build, keeper)
    for (const [url, text] of [
      [scope, 'the lab'],
      [`${scope}?x=1#z1:abc`, 'the lab'],
      [`${scope}learn.html#etcd/figure?fault=crash%20master-1`, 'the book'],
      [`${scope}assets/a-1.js`, 'code']
    ] as const)
      expect(await (await keptAnswer(url, build, keeper))?.text(), url).toBe(text)
    expect(await keptAnswer(`${scope}assets/b-2.js`, build, keeper)).toBeUndefined()
    expect(keptPath('https://host/other/index.html', scope)).toBe('')
  })

  it('is kept whole or not at all: a file that is missing, or of another build, ends it', async () => {
    for (const host of [{ ...texts, 'learn.html': 'the book of the next build' }, { 'index.html': 'the lab' }]) {
      const { kept, keeper } = aBrowser(host)
      await expect(keepBuild(buildOf('one', texts), keeper)).rejects.toThrow(/another build|answered 404/)
      expect(kept.size).toBe(0)
    }
  })

  it('lets go of older builds of its own folder only', async () => {
    const { kept, keeper } = aBrowser(texts)
    await keepBuild(buildOf('one', texts), keeper)
    await keepBuild(buildOf('two', texts), keeper)
    kept.set('failover-lab https://host/another/ one', new Map())
    await dropOthers(buildOf('two', texts), keeper)
    expect([...kept.keys()].sort()).toEqual(['failover-lab https://host/another/ one', `failover-lab ${scope} two`])
  })
})
