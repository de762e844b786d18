import { byteLength } from '../../../../base/bytes'
import { formatTime } from '../../../api/timestamp'
import { wallClock } from '../../../kernel/clock'
import { sizeOf } from '../big-files'
import { globOf } from '../words'
import { isDirectory, pathIn, refusal } from '../places'
import { done, plain, type Program, type Surroundings } from './program'

const missing = (around: Surroundings, path: string): boolean =>
  !around.files.has(pathIn(around, path)) && !isDirectory(around, path)

const bytesOf = (content: string): number => (content.startsWith('\0') ? sizeOf(content) : byteLength(content))

/** What every image has, beside what is known of it. */
const topmost = 'bin dev etc home lib media mnt opt proc root run sbin srv sys tmp usr var'.split(' ')

/** What a directory holds, in order. */
function names(around: Surroundings, path: string): string[] {
  const root = pathIn(around, path)
  const prefix = root === '/' ? '/' : root === '' ? '' : `${root}/`
  const found = new Set<string>(root === '/' && around.cwd !== undefined ? topmost : [])
  for (const file of around.files.keys())
    if (file.startsWith(prefix)) {
      const [name] = file.slice(prefix.length).split('/')
      if (name !== '') found.add(name!)
    }
  return [...found].sort()
}

/** `drwxr-xr-x    2 root     root          4096 Nov 29 10:00 name`: busybox' columns. */
function line(around: Surroundings, path: string, name: string): string {
  const content = around.files.get(pathIn(around, path))
  const at = formatTime(wallClock({ ...around, now: around.startedAt ?? around.now }))
  const month = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')[Number(at.slice(5, 7)) - 1]!
  const day = String(Number(at.slice(8, 10))).padStart(2)
  const size = content === undefined ? 4_096 : bytesOf(content)
  const mode = content === undefined ? 'drwxr-xr-x    2' : '-rw-r--r--    1'
  return `${mode} root     root     ${String(size).padStart(9)} ${month} ${day} ${at.slice(11, 16)} ${name}\n`
}

const ls: Program = (args, around) => {
  const has = (letter: string) => args.some((arg) => /^-[a-zA-Z0-9]+$/.test(arg) && arg.includes(letter))
  const paths = plain(args)
  let [out, errors] = ['', '']
  const show = (path: string, name: string) => (has('l') ? line(around, path, name) : `${name}\n`)
  const given = paths.length > 0 ? paths : [around.cwd === undefined ? '' : '.']
  const there = given.filter((path) => {
    if (!missing(around, path) || path === '') return true
    errors += `ls: ${path}: No such file or directory\n`
    return false
  })
  const isFolder = (path: string) => !has('d') && (path === '' || isDirectory(around, path))
  for (const path of there.filter((each) => !isFolder(each))) out += show(path, path)
  const list = (path: string): void => {
    const inside = names(around, path)
    if (given.length > 1 || has('R')) out += `${out === '' ? '' : '\n'}${path}:\n`
    if (has('l')) out += `total ${inside.length * 4}\n`
    if (has('a')) out += show(path, '.') + show(`${path}/..`, '..')
    for (const name of inside) if (!name.startsWith('.') || has('a') || has('A')) out += show(`${path}/${name}`, name)
    if (has('R'))
      for (const name of inside) if (isDirectory(around, `${path}/${name}`)) list(`${path === '/' ? '' : path}/${name}`)
  }
  for (const path of there.filter(isFolder)) list(path)
  return done(errors === '' ? 0 : 1, out, errors)
}

/** `find dir -name '*.txt' -type f -maxdepth 1`. */
const find: Program = (args, around) => {
  const first = args.findIndex((arg) => /^[-!(]/.test(arg))
  const roots = first < 0 ? [...args] : args.slice(0, first)
  const value = (name: string) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined)
  const known = new Set(['-name', '-type', '-maxdepth', '-mindepth', '-path', '-print', '-delete'])
  const strange = args.slice(first < 0 ? args.length : first).find((arg) => /^[-!(]/.test(arg) && !known.has(arg))
  if (strange !== undefined) return done(1, '', `find: unrecognized: ${strange}\n`)
  const [name, type, path] = [value('-name'), value('-type'), value('-path')]
  const [most, least] = [Number(value('-maxdepth') ?? Infinity), Number(value('-mindepth') ?? 0)]
  let [out, errors] = ['', '']
  for (const root of roots.length > 0 ? roots : ['.']) {
    if (missing(around, root)) {
      errors += `find: ${root}: No such file or directory\n`
      continue
    }
    const look = (at: string, depth: number): void => {
      const isFolder = isDirectory(around, at)
      const inside = isFolder && depth < most ? names(around, at) : []
      const own = at === '/' ? '/' : at.slice(at.lastIndexOf('/') + 1)
      const fits =
        depth >= least &&
        (name === undefined || globOf(name).test(own)) &&
        (path === undefined || globOf(path).test(at)) &&
        (type === undefined || type === (isFolder ? 'd' : 'f'))
      if (fits && args.includes('-delete')) around.files.delete(isFolder ? `${pathIn(around, at)}/` : at)
      else if (fits) out += `${at}\n`
      for (const each of inside) look(at.endsWith('/') ? at + each : `${at}/${each}`, depth + 1)
    }
    look(root, 0)
  }
  return done(errors === '' ? 0 : 1, out, errors)
}

/** Programs that make and look through directories. An empty one is kept as a path that ends with `/`. */
export const directories: Record<string, Program> = {
  ls,
  find,
  mkdir: (args, around) => {
    // A person's own files have no directories but those that their names say.
    if (around.cwd === undefined) return done(0)
    const parents = args.some((arg) => /^-[a-z]*p|^--parents/.test(arg))
    const paths = plain(args).filter((_, i, all) => !(args[args.indexOf(all[i]!) - 1] === '-m'))
    let errors = ''
    for (const path of paths) {
      const full = pathIn(around, path)
      const above = full.slice(0, full.lastIndexOf('/')) || '/'
      const why = refusal(around, full)
      if (why) errors += `mkdir: can't create directory '${path}': ${why}\n`
      else if (around.files.has(full) || (isDirectory(around, full) && !parents))
        errors += `mkdir: can't create directory '${path}': File exists\n`
      else if (!parents && missing(around, above) && !around.anyProgram)
        errors += `mkdir: can't create directory '${path}': No such file or directory\n`
      else if (!isDirectory(around, full)) around.files.set(`${full}/`, '')
    }
    return done(errors === '' ? 0 : 1, '', errors)
  },
  rmdir: (args, around) => {
    let errors = ''
    for (const path of plain(args)) {
      if (!isDirectory(around, path)) errors += `rmdir: '${path}': No such file or directory\n`
      else if (names(around, path).length > 0) errors += `rmdir: '${path}': Directory not empty\n`
      else around.files.delete(`${pathIn(around, path)}/`)
    }
    return done(errors === '' ? 0 : 1, '', errors)
  },
  pwd: (_args, { cwd, env }) => done(0, `${cwd ?? env.HOME ?? '/'}\n`)
}
