/** A file of a build: its path below the page's folder, and the SHA-256 of what it holds, in hex. */
export type BuildFile = readonly [path: string, sha256: string]

/** A build that is kept: `files` are all of it. */
export interface Build {
  /** Hash of all files. */
  readonly id: string
  readonly files: readonly BuildFile[]
}

/** What is needed of a browser's `caches`. */
export interface CachesHere {
  open(name: string): Promise<Pick<Cache, 'match' | 'put'>>
  keys(): Promise<string[]>
  delete(name: string): Promise<boolean>
}

/** Where files come from and where they are kept; the browser's, or a test's. */
export interface Keeper {
  readonly caches: CachesHere
  /** The page's folder, ending with a slash. */
  readonly scope: string
  fetch(url: string): Promise<Response>
}

/** Several copies of the lab may live on one host: each has its own kept builds. */
const nameOf = (scope: string, id: string): string => `failover-lab ${scope} ${id}`

/** So many files are fetched at once. */
const atOnce = 6

/**
 * Keeps all files of a build. Rejects, and keeps nothing, if one is missing or is not what the build listed: then the host holds another
 * build by now, and that one's worker will come.
 */
export async function keepBuild({ id, files }: Build, { caches, scope, fetch }: Keeper): Promise<void> {
  const name = nameOf(scope, id)
  const cache = await caches.open(name)
  const left = [...files]
  const keepNext = async (): Promise<void> => {
    for (let file = left.shift(); file; file = left.shift()) {
      const [path, sha256] = file
      const url = scope + path
      const response = await fetch(url)
      if (!response.ok) throw new Error(`${path}: the host answered ${response.status}`)
      if ((await sha256Of(await response.clone().arrayBuffer())) !== sha256)
        throw new Error(`${path}: it is of another build`)
      await cache.put(url, response)
    }
  }
  try {
    await Promise.all(Array.from({ length: atOnce }, keepNext))
  } catch (error) {
    left.length = 0
    await caches.delete(name)
    throw error
  }
}

/** Lets go of all builds of this folder but one. */
export async function dropOthers({ id }: Build, { caches, scope }: Keeper): Promise<void> {
  const mine = nameOf(scope, '')
  const old = (await caches.keys()).filter((name) => name.startsWith(mine) && name !== nameOf(scope, id))
  await Promise.all(old.map((name) => caches.delete(name)))
}

/** What is asked for, without what its address says to the page: the folder itself is the lab. */
export function keptPath(url: string, scope: string): string {
  const plain = url.split(/[?#]/)[0]!
  return plain === scope ? 'index.html' : plain.startsWith(scope) ? plain.slice(scope.length) : ''
}

/** The kept file of a request; undefined if it is none of the build. */
export async function keptAnswer(url: string, build: Build, { caches, scope }: Keeper): Promise<Response | undefined> {
  const path = keptPath(url, scope)
  if (path === '') return undefined
  return (await caches.open(nameOf(scope, build.id))).match(scope + path)
}

async function sha256Of(bytes: ArrayBuffer): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
