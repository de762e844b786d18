import { readable } from '../big-files'
import { isDirectory, pathIn, refusal } from '../places'
import { globOf } from '../words'
import { done, plain, valueOf, type Outcome, type Program, type Surroundings } from './program'

/** Programs that see, make and remove files. Busybox' texts. */
export const files: Record<string, Program> = {
  touch: (args, around) => {
    const refused = plain(args).filter((path) => refusal(around, path) !== '')
    for (const path of plain(args)) if (!around.files.has(path) && !refused.includes(path)) around.files.set(path, '')
    return done(refused.length, '', refused.map((path) => `touch: ${path}: ${refusal(around, path)}\n`).join(''))
  },
  rm: (args, around) => {
    const { files } = around
    const recursive = args.some((arg) => /^-[a-z]*[rR]|^--recursive/.test(arg))
    const force = args.some((arg) => /^-[a-z]*f|^--force/.test(arg))
    let errors = ''
    for (const path of plain(args)) {
      const full = pathIn(around, path)
      const why = files.has(full) ? refusal(around, path) : ''
      if (why) errors += `rm: can't remove '${path}': ${why}\n`
      if (why || files.delete(full)) continue
      const inside = [...files.keys()].filter((file) => file.startsWith(`${full}/`))
      if (recursive) for (const file of inside) files.delete(file)
      else if (inside.length > 0) errors += `rm: '${path}' is a directory\n`
      if (inside.length === 0 && !force) errors += `rm: can't remove '${path}': No such file or directory\n`
    }
    return done(errors === '' ? 0 : 1, '', errors)
  },
  mv: (args, around) => moved('mv', args, around),
  cp: (args, around) => moved('cp', args, around),
  // Files are no more than their paths: a link is what it led to as it was made.
  ln: (args, around) => {
    const outcome = moved('cp', ['-r', ...plain(args)], around)
    return outcome.kind === 'done' && outcome.status !== 0 && args.some((arg) => /^-[a-z]*s/.test(arg))
      ? done(0)
      : outcome
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
  tee: (args, around, stdin) => {
    const { files } = around
    const refused = plain(args).find((path) => refusal(around, path) !== '')
    if (refused !== undefined) return done(1, stdin, `tee: ${refused}: ${refusal(around, refused)}\n`)
    for (const path of plain(args)) files.set(path, args.includes('-a') ? (files.get(path) ?? '') + stdin : stdin)
    return done(0, stdin)
  },
  test: (args, around) => done(test(args, around)),
  '[': (args, around) => done(test(args.slice(0, -1), around)),
  '[[': (args, around) => done(test(args.slice(0, -1), around, true))
}

/** `cp a b`, `cp -r dir /data/`, `mv a b dir`: into a directory, or under another name. */
function moved(name: 'cp' | 'mv', args: readonly string[], around: Surroundings): Outcome {
  const { files } = around
  const into = valueOf(args, '-t') ?? valueOf(args, '--target-directory')
  const paths = plain(args).filter((path) => path !== into)
  const [to, from] = into === undefined ? [paths[paths.length - 1], paths.slice(0, -1)] : [into, paths]
  const fails = (path: string | undefined, why = 'No such file or directory') =>
    done(1, '', `${name}: can't ${name === 'cp' ? 'stat' : 'rename'} '${path}': ${why}\n`)
  if (to === undefined || from.length === 0) return fails(paths[0])
  const why = refusal(around, to)
  if (why) return done(1, '', `${name}: can't create '${to}': ${why}\n`)
  const recursive = name === 'mv' || args.some((arg) => /^-[a-zA-Z]*[rRa]/.test(arg))
  const inFolder = to.endsWith('/') || isDirectory(around, to)
  const target = (path: string) =>
    pathIn(around, inFolder ? `${to.replace(/\/$/, '')}/${path.slice(path.lastIndexOf('/') + 1)}` : to)
  for (const each of from) {
    const path = pathIn(around, each)
    const inside = [...files].filter(([file]) => file.startsWith(`${path}/`))
    const content = files.get(path)
    if (content === undefined && inside.length === 0) {
      if (isDirectory(around, each)) continue
      if (!isOfImage(around, path)) return fails(each)
      files.set(target(path), '')
      continue
    }
    if (content === undefined && !recursive) return done(1, '', `cp: omitting directory '${each}'\n`)
    // `dir/.` is what is in it.
    const place = /\/\.$/.test(each) ? pathIn(around, to) : target(path)
    if (content !== undefined) files.set(place, content)
    else for (const [file, text] of inside) files.set(place + file.slice(path.length), text)
    if (name === 'cp' || place === path) continue
    files.delete(path)
    for (const [file] of inside) files.delete(file)
  }
  return done(0)
}

/** Of an application's image nobody here knows the files; what is mounted, and where programs write, is known. */
const isOfImage = ({ anyProgram, isMount }: Surroundings, path: string): boolean => {
  if (!anyProgram || /^\/(?:tmp|proc|dev|run|var\/(?:run|tmp|log))\//.test(path)) return false
  const above = path.split('/').map((_, i, parts) => parts.slice(0, i + 1).join('/'))
  return !above.some((each) => each !== '' && isMount?.(each))
}

/** @param globs what stands behind `==` is a pattern, as in `[[ … ]]` */
function test(args: readonly string[], around: Surroundings, globs = false): number {
  const { files } = around
  const junction = args.findIndex((arg) => arg === '-a' || arg === '&&' || arg === '-o' || arg === '||')
  if (junction > 0) {
    const left = test(args.slice(0, junction), around, globs) === 0
    const right = test(args.slice(junction + 1), around, globs) === 0
    return (args[junction] === '-a' || args[junction] === '&&' ? left && right : left || right) ? 0 : 1
  }
  if (args[0] === '!') return test(args.slice(1), around, globs) === 0 ? 1 : 0
  const [a = '', b, c] = args
  if (args.length === 2) {
    const arg = b ?? ''
    if (a === '-f') return files.has(arg) ? 0 : 1
    if (a === '-r' || a === '-s' || a === '-x' || a === '-w')
      return isDirectory(around, arg) || (files.has(arg) && (a !== '-s' || files.get(arg) !== '')) ? 0 : 1
    if (a === '-d') return isDirectory(around, arg) ? 0 : 1
    if (a === '-e') return files.has(pathIn(around, arg)) || isDirectory(around, arg) ? 0 : 1
    if (a === '-n') return arg !== '' ? 0 : 1
    if (a === '-z') return arg === '' ? 0 : 1
    return 2
  }
  if (args.length >= 3) {
    const right = c ?? ''
    const same = globs ? globOf(right).test(a) : a === right
    const compare: Record<string, boolean> = {
      '=': same,
      '==': same,
      '!=': !same,
      '<': a < right,
      '>': a > right,
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
