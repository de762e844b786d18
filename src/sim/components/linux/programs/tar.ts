import { bytesOfText, textOfBytes } from '../../../../base/bytes'
import { gunzip, gzip } from '../../../../base/gzip'
import { screenLimit } from '../output'
import { isDirectory, pathIn } from '../places'
import { zeros, readable } from '../big-files'
import { entriesOf, pack, type Entry } from '../../../../base/ustar'
import { done, type Outcome, type Program, type Surroundings } from './program'

interface Asked {
  act: 'c' | 'x' | 't' | ''
  file: string
  directory: string
  zipped: boolean
  verbose: boolean
  toStdout: boolean
  strip: number
  readonly excluded: string[]
  readonly paths: string[]
}

/** `tar cf - dir`, `tar -xzf a.tgz -C /tmp`, `tar tf -`: busybox' way of words. Of a file its name and content are kept, no owner and no time. */
export const tar: Program = (args, around, stdin) => {
  const asked = read(args)
  if (typeof asked === 'string') return done(1, '', `tar: ${asked}\n`)
  return asked.act === 'c' ? create(asked, around) : extract(asked, around, stdin)
}

/** Options whose value follows. */
const valued = new Set(['f', 'C', 'X', 'T', 'b'])

function read(args: readonly string[]): Asked | string {
  const asked: Asked = {
    act: '',
    file: '-',
    directory: '',
    zipped: false,
    verbose: false,
    toStdout: false,
    strip: 0,
    excluded: [],
    paths: []
  }
  const rest = [...args]
  const take = (letter: string): string | undefined => {
    if (letter === 'c' || letter === 'x' || letter === 't') asked.act = letter
    else if (letter === 'z') asked.zipped = true
    else if (letter === 'v') asked.verbose = true
    else if (letter === 'O') asked.toStdout = true
    else if (letter === 'j' || letter === 'J') return `-${letter}: this compression is not in the simulation`
    else if (valued.has(letter)) {
      const value = rest.shift()
      if (value === undefined) return `option requires an argument -- '${letter}'`
      if (letter === 'f') asked.file = value
      else if (letter === 'C') asked.directory = value
    } else if (!/[mpokhSPalwWn]/.test(letter)) return `invalid option -- '${letter}'`
    return undefined
  }
  for (let first = true; rest.length > 0; first = false) {
    const word = rest.shift()!
    const long = /^--([a-z-]+)(?:=(.*))?$/.exec(word)
    if (long) {
      const letter = longNames[long[1]!]
      if (long[2] !== undefined && letter && valued.has(letter)) rest.unshift(long[2])
      const value = long[2] ?? (long[1] === 'exclude' || long[1] === 'strip-components' ? rest.shift() : '') ?? ''
      if (long[1] === 'exclude') asked.excluded.push(value)
      else if (long[1] === 'strip-components') asked.strip = Number(value) || 0
      const wrong = letter && take(letter)
      if (wrong) return wrong
    } else if ((word.startsWith('-') && word !== '-') || (first && word !== '-')) {
      const letters = word.replace(/^-/, '')
      for (let i = 0; i < letters.length; i++) {
        // `-f-`, `-xfa.tar`: the rest of the word is its value.
        if (word.startsWith('-') && valued.has(letters[i]!) && i + 1 < letters.length) {
          rest.unshift(letters.slice(i + 1))
          const wrong = take(letters[i]!)
          if (wrong) return wrong
          break
        }
        const wrong = take(letters[i]!)
        if (wrong) return wrong
      }
    } else asked.paths.push(word)
  }
  return asked.act === '' ? 'must specify one of -c, -x or -t' : asked
}

const longNames: Readonly<Record<string, string>> = {
  create: 'c',
  extract: 'x',
  get: 'x',
  list: 't',
  file: 'f',
  directory: 'C',
  gzip: 'z',
  verbose: 'v',
  'to-stdout': 'O'
}

const join = (directory: string, path: string): string =>
  directory === '' || path.startsWith('/') ? path : `${directory.replace(/\/+$/, '')}/${path}`

function create(asked: Asked, around: Surroundings): Outcome {
  const { paths, directory, file, zipped, verbose, excluded } = asked
  if (paths.length === 0) return done(1, '', 'tar: empty archive\n')
  const entries: Entry[] = []
  let errors = paths.some((path) => path.startsWith('/')) ? "tar: removing leading '/' from member names\n" : ''
  let status = 0
  for (const path of paths) {
    const root = pathIn(around, join(directory, path))
    const content = around.files.get(root)
    const name = path.replace(/^\/+/, '').replace(/(.)\/+$/, '$1')
    if (content !== undefined) entries.push({ name, content: whole(content) })
    else if (isDirectory(around, root)) entries.push(...below(name === '' ? '.' : name, root, around))
    else {
      errors += `tar: ${path}: No such file or directory\n`
      status = 1
    }
  }
  if (status !== 0) errors += 'tar: error exit delayed from previous errors\n'
  const archive = pathIn(around, file)
  const taken = entries.filter(
    ({ name }) =>
      !excluded.some((each) => name === each || name.endsWith(`/${each}`) || name.startsWith(`${each}/`)) &&
      (file === '-' || pathIn(around, join(directory, name)) !== archive)
  )
  const bytes = pack(taken, Math.floor(((around.startedAt ?? around.now) + (around.skew ?? 0)) / 1_000_000))
  const text = textOfBytes(zipped ? gzip(bytes) : bytes)
  const told = verbose ? taken.map(({ name }) => `${name}\n`).join('') : ''
  if (file === '-') return done(status, text, errors + told)
  around.files.set(file, text)
  return done(status, told, errors)
}

/** Of a file of zeros all of them are packed, as far as a pipe holds them. */
const whole = (content: string): string => {
  const size = content.startsWith(zeros(0).slice(0, -1)) ? Number(content.slice(zeros(0).length - 1)) : 0
  return size > 0 ? '\0'.repeat(Math.min(size, screenLimit)) : readable(content)
}

/** A directory, and all that is in it. */
function below(name: string, root: string, { files }: Surroundings): Entry[] {
  const prefix = root === '/' ? '/' : `${root}/`
  const found = new Map<string, Entry>([[`${name}/`, { name: `${name}/`, content: '' }]])
  for (const [path, content] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!path.startsWith(prefix)) continue
    const parts = path.slice(prefix.length).split('/')
    for (let i = 1; i < parts.length; i++) {
      const folder = `${name}/${parts.slice(0, i).join('/')}/`
      if (!found.has(folder)) found.set(folder, { name: folder, content: '' })
    }
    const own = `${name}/${path.slice(prefix.length)}`
    if (!path.endsWith('/')) found.set(own, { name: own, content: whole(content) })
  }
  return [...found.values()]
}

function extract(
  { act, file, directory, paths, verbose, toStdout, strip }: Asked,
  around: Surroundings,
  stdin: string
): Outcome {
  const text = file === '-' ? stdin : around.files.get(file)
  if (text === undefined) return done(1, '', `tar: can't open '${file}': No such file or directory\n`)
  if (act === 'x' && directory !== '' && !isDirectory(around, directory) && !around.anyProgram)
    return done(1, '', `tar: can't change directory to '${directory}': No such file or directory\n`)
  let entries: readonly Entry[]
  try {
    const bytes = bytesOfText(text)
    entries = entriesOf(bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzip(bytes, screenLimit) : bytes)
  } catch (error) {
    return done(1, '', `tar: ${(error as Error).message}\n`)
  }
  let out = ''
  const missing = new Set(paths)
  for (const { name, content } of entries) {
    const wanted = paths.find(
      (path) => name === path || name === `${path}/` || name.startsWith(`${path.replace(/\/$/, '')}/`)
    )
    if (paths.length > 0 && wanted === undefined) continue
    if (wanted !== undefined) missing.delete(wanted)
    if (act === 't' || (verbose && !toStdout)) out += `${name}\n`
    if (act === 't') continue
    const own = name
      .split('/')
      .filter((part, i) => i >= strip || part === '')
      .join('/')
      .replace(/^\/+/, '')
    // Nothing is written outside of where it is told to.
    if (own === '' || own.split('/').includes('..')) continue
    if (toStdout) out += content
    else if (!own.endsWith('/')) around.files.set(join(directory, own), content)
    else if (!isDirectory(around, join(directory, own))) around.files.set(join(directory, own), '')
  }
  const errors = [...missing].map((path) => `tar: ${path}: not found in archive\n`).join('')
  return done(missing.size > 0 ? 1 : 0, out, errors)
}

/** `gzip file`, `gunzip file.gz`, `gzip -c`, `zcat`: what has no file is read and printed. */
export const gzipProgram: Program = (args, around, stdin, name) => {
  const flags = args.filter((arg) => /^-[a-z0-9]/.test(arg)).join('')
  const unpacks = name !== 'gzip' || flags.includes('d')
  const act = (text: string): string => {
    const bytes = bytesOfText(text)
    return textOfBytes(unpacks ? gunzip(bytes, screenLimit) : gzip(bytes))
  }
  const paths = args.filter((arg) => !arg.startsWith('-'))
  let out = ''
  try {
    if (paths.length === 0) return done(0, act(stdin))
    for (const path of paths) {
      const content = around.files.get(path)
      if (content === undefined) return done(1, out, `${name}: ${path}: No such file or directory\n`)
      const result = act(whole(content))
      if (flags.includes('c') || name === 'zcat') out += result
      else {
        around.files.set(
          unpacks ? path.replace(/\.gz$|(\.t)gz$/, (_, t?: string) => (t ? `${t}ar` : '')) : `${path}.gz`,
          result
        )
        if (!flags.includes('k')) around.files.delete(path)
      }
    }
    return done(0, out)
  } catch (error) {
    return done(1, out, `${name}: ${(error as Error).message}\n`)
  }
}
