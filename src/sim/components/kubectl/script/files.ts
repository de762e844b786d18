import type { Reader } from './script'

/** The working directory of a command: files by their paths; a directory is what stands before a slash. */
export interface Files {
  read(path: string): string | undefined
  isDirectory(path: string): boolean
  /** Names in a directory, sorted. */
  list(path: string): readonly { readonly name: string; readonly directory: boolean }[]
}

/** `./a//b/` as `a/b`. */
export const cleanPath = (path: string): string => {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  const clean = parts.join('/')
  return path.startsWith('/') ? `/${clean}` : clean === '' ? '.' : clean
}

export function filesOf({ session }: Reader): Files {
  const files = new Map(Object.entries(session.files).map(([path, text]) => [cleanPath(path), text]))
  const paths = [...files.keys()]
  const prefix = (path: string): string => (cleanPath(path) === '.' ? '' : `${cleanPath(path)}/`)
  return {
    // A line that was typed with a manifest has it as its input, whatever name the line gives.
    read: (path) =>
      files.get(cleanPath(path)) ?? (files.size === 0 && session.stdin !== '' ? session.stdin : undefined),
    isDirectory: (path) => cleanPath(path) === '.' || paths.some((file) => file.startsWith(prefix(path))),
    list: (path) => {
      const found = new Map<string, boolean>()
      for (const file of paths) {
        if (!file.startsWith(prefix(path))) continue
        const [name = '', ...more] = file.slice(prefix(path).length).split('/')
        if (name !== '') found.set(name, more.length > 0)
      }
      return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, directory]) => ({ name, directory }))
    }
  }
}
