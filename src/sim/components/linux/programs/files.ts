import { readable } from '../big-files'
import { done, plain, type Program } from './program'

/** Programs that see, make and remove files. Busybox' texts. */
export const files: Record<string, Program> = {
  touch: (args, { files }) => {
    for (const path of plain(args)) if (!files.has(path)) files.set(path, '')
    return done(0)
  },
  rm: (args, { files }) => {
    const recursive = args.some((arg) => /^-.*[rR]/.test(arg))
    const force = args.some((arg) => /^-.*f/.test(arg))
    for (const path of plain(args)) {
      let removed = files.delete(path)
      if (recursive) for (const file of [...files.keys()]) if (file.startsWith(`${path}/`)) removed = files.delete(file)
      if (!removed && !force) return done(1, '', `rm: can't remove '${path}': No such file or directory\n`)
    }
    return done(0)
  },
  mv: (args, { files }) => {
    const [from, to] = plain(args)
    const content = from === undefined ? undefined : files.get(from)
    if (from === undefined || content === undefined || to === undefined)
      return done(1, '', `mv: can't rename '${from}': No such file or directory\n`)
    files.delete(from)
    files.set(into(files, from, to), content)
    return done(0)
  },
  cp: (args, { files }) => {
    const [from, to] = plain(args)
    if (from === undefined || to === undefined || !exists(files, from))
      return done(1, '', `cp: can't stat '${from}': No such file or directory\n`)
    const content = files.get(from)
    if (content !== undefined) files.set(into(files, from, to), content)
    else
      for (const [file, text] of [...files])
        if (file.startsWith(`${from}/`)) files.set(to + file.slice(from.length), text)
    return done(0)
  },
  cat: (args, { files }, stdin) => {
    const paths = plain(args)
    if (paths.length === 0) return done(0, stdin)
    let text = ''
    for (const path of paths) {
      const content = path === '-' ? stdin : files.get(path)
      if (content === undefined) return done(1, text, `cat: can't open '${path}': No such file or directory\n`)
      text += readable(content)
    }
    return done(0, text)
  },
  ls: (args, { files }) => {
    const [path] = plain(args)
    if (path !== undefined && !exists(files, path)) return done(1, '', `ls: ${path}: No such file or directory\n`)
    return done(
      0,
      path === undefined
        ? ''
        : names(files, path)
            .map((name) => `${name}\n`)
            .join('')
    )
  },
  tee: (args, { files }, stdin) => {
    for (const path of plain(args)) files.set(path, args.includes('-a') ? (files.get(path) ?? '') + stdin : stdin)
    return done(0, stdin)
  },
  test: (args, { files }) => done(test(args, files)),
  '[': (args, { files }) => done(test(args.slice(0, -1), files)),
  '[[': (args, { files }) => done(test(args.slice(0, -1), files))
}

/** `cp a /data/`: the file in the directory. */
const into = (files: Map<string, string>, from: string, to: string): string =>
  to.endsWith('/') || (!files.has(to) && exists(files, to))
    ? `${to.replace(/\/$/, '')}/${from.slice(from.lastIndexOf('/') + 1)}`
    : to

export const exists = (files: Map<string, string>, path: string): boolean => {
  const clean = path.replace(/(.)\/+$/, '$1')
  if (files.has(clean) || clean === '/' || clean === '/tmp') return true
  for (const file of files.keys()) if (file.startsWith(`${clean}/`)) return true
  return false
}

/** What a directory holds, in order; of a file its path. */
function names(files: Map<string, string>, path: string): string[] {
  if (files.has(path)) return [path]
  const prefix = path.endsWith('/') ? path : `${path}/`
  const found = new Set<string>()
  for (const file of files.keys()) if (file.startsWith(prefix)) found.add(file.slice(prefix.length).split('/')[0]!)
  return [...found].sort()
}

function test(args: readonly string[], files: Map<string, string>): number {
  const junction = args.findIndex((arg) => arg === '-a' || arg === '&&' || arg === '-o' || arg === '||')
  if (junction > 0) {
    const left = test(args.slice(0, junction), files) === 0
    const right = test(args.slice(junction + 1), files) === 0
    return (args[junction] === '-a' || args[junction] === '&&' ? left && right : left || right) ? 0 : 1
  }
  if (args[0] === '!') return test(args.slice(1), files) === 0 ? 1 : 0
  const [a = '', b, c] = args
  if (args.length === 2) {
    const arg = b ?? ''
    if (a === '-f' || a === '-r' || a === '-s' || a === '-x' || a === '-w')
      return files.has(arg) && (a !== '-s' || files.get(arg) !== '') ? 0 : 1
    if (a === '-d') return exists(files, arg) && !files.has(arg) ? 0 : 1
    if (a === '-e') return exists(files, arg) ? 0 : 1
    if (a === '-n') return arg !== '' ? 0 : 1
    if (a === '-z') return arg === '' ? 0 : 1
    return 2
  }
  if (args.length >= 3) {
    const right = c ?? ''
    const compare: Record<string, boolean> = {
      '=': a === right,
      '==': a === right,
      '!=': a !== right,
      '=~': matches(a, right),
      '-eq': Number(a) === Number(right),
      '-ne': Number(a) !== Number(right),
      '-lt': Number(a) < Number(right),
      '-le': Number(a) <= Number(right),
      '-gt': Number(a) > Number(right),
      '-ge': Number(a) >= Number(right)
    }
    return compare[b ?? ''] ? 0 : 1
  }
  return a === '' ? 1 : 0
}

const matches = (text: string, expression: string): boolean => {
  const found = expressionOf(expression)
  return found !== null && found.test(text)
}

/** A regular expression of grep, sed and the like; null if it is none. Bounded: patterns come from strangers. */
export function expressionOf(text: string, flags = ''): RegExp | null {
  if (text.length > 200 || /(\+|\*|\})\)?(\+|\*|\{)/.test(text)) return null
  try {
    return new RegExp(text.replaceAll('[[:space:]]', '\\s').replaceAll('[[:digit:]]', '\\d'), flags)
  } catch {
    return null
  }
}
