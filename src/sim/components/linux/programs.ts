import { ms, seconds, type Micros } from '../../../base/time'
import { wallClock, type Clocks } from '../../kernel/clock'

/** Further than any run goes, and still a safe integer. */
export const never: Micros = Number.MAX_SAFE_INTEGER

/** A program that takes time: a child of a shell, or a container's first process. */
export interface Job {
  /** When it ends by itself. */
  until: Micros
  /** Its exit status then. */
  readonly status: number
  readonly memoryBytes: number
  /** Exit status after SIGTERM, -1 if it has no handler: then PID 1 ignores it, as the kernel does for every PID 1. */
  readonly onTerm: number
  /** It is `while true; do sleep N; done`: a signal's trap runs when the current N is over. */
  readonly period: Micros
  readonly from: Micros
  /** Port on which it serves HTTP; `imagePorts`: those of its image; 0: none. */
  readonly listens: number
}

/** A server that listens where its image says. */
export const imagePorts = -1

export type Outcome =
  | { readonly kind: 'done'; readonly status: number; readonly stdout?: string; readonly stderr?: string }
  | { readonly kind: 'job'; readonly job: Job }
  | { readonly kind: 'missing' }

/** What a program sees of its container. */
export interface Surroundings extends Clocks {
  readonly files: Map<string, string>
  readonly hostname: string
  readonly anyProgram: boolean
}

export const job = (until: Micros, rest: Partial<Job> = {}): Job => ({
  until,
  status: 0,
  memoryBytes: 0,
  onTerm: -1,
  period: 0,
  from: 0,
  listens: 0,
  ...rest
})

const done = (status: number, stdout = '', stderr = ''): Outcome => ({ kind: 'done', status, stdout, stderr })

/** Runs one program. Its words are expanded already; `stdin` is what a `<` redirection gave. */
export function runProgram(argv: readonly string[], around: Surroundings, stdin = ''): Outcome {
  const name = baseName(argv[0] ?? '')
  const args = argv.slice(1)
  const run = programs[name]
  if (run) return run(args, around, stdin, name)
  return around.anyProgram ? server() : { kind: 'missing' }
}

/** Whether `runProgram` (or the shell) knows a program. */
export const isKnown = (program: string): boolean => {
  const name = baseName(program)
  return name in programs || shells.has(name)
}

export const shells = new Set(['sh', 'bash', 'ash', 'dash'])

const baseName = (path: string): string =>
  /^\/(usr\/)?(local\/)?s?bin\//.test(path) ||
  !path.includes('/') ||
  path === '/pause' ||
  path === '/docker-entrypoint.sh'
    ? path.slice(path.lastIndexOf('/') + 1)
    : path

const server = (listens = imagePorts): Outcome => ({ kind: 'job', job: job(never, { onTerm: 0, listens }) })

type Program = (args: readonly string[], around: Surroundings, stdin: string, name: string) => Outcome

const programs: Record<string, Program> = {
  true: () => done(0),
  ':': () => done(0),
  false: () => done(1),
  sleep: (args, { now }) => {
    const total = args.reduce((sum, arg) => sum + duration(arg), 0)
    return Number.isNaN(total)
      ? done(1, '', `sleep: invalid number '${args[0] ?? ''}'\n`)
      : { kind: 'job', job: job(total >= never ? never : now + total) }
  },
  echo: (args) => (args[0] === '-n' ? done(0, args.slice(1).join(' ')) : done(0, `${args.join(' ')}\n`)),
  printf: (args) =>
    done(
      0,
      (args[0] ?? '').replace(/\\n/g, '\n').replace(/%[sd]/g, () => args[1] ?? '')
    ),
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
    if (content === undefined || to === undefined)
      return done(1, '', `mv: can't rename '${from}': No such file or directory\n`)
    files.delete(from!)
    files.set(to, content)
    return done(0)
  },
  cp: (args, { files }) => {
    const [from, to] = plain(args)
    const content = from === undefined ? undefined : files.get(from)
    if (content === undefined || to === undefined)
      return done(1, '', `cp: can't stat '${from}': No such file or directory\n`)
    files.set(to, content)
    return done(0)
  },
  cat: (args, { files }, stdin) => {
    const paths = plain(args)
    if (paths.length === 0) return done(0, stdin)
    let text = ''
    for (const path of paths) {
      const content = files.get(path)
      if (content === undefined) return done(1, text, `cat: can't open '${path}': No such file or directory\n`)
      text += content
    }
    return done(0, text)
  },
  ls: (args, { files }) => {
    const [path] = plain(args)
    if (path !== undefined && !exists(files, path)) return done(1, '', `ls: ${path}: No such file or directory\n`)
    return done(0)
  },
  test: (args, { files }) => done(test(args, files)),
  '[': (args, { files }) => done(test(args.slice(0, -1), files)),
  '[[': (args, { files }) => done(test(args.slice(0, -1), files)),
  tail: (args) => (args.includes('-f') || args.includes('-F') ? { kind: 'job', job: job(never) } : done(0)),
  hostname: (_args, { hostname }) => done(0, `${hostname}\n`),
  date: (_args, around) => done(0, `${Math.floor(wallClock(around) / 1_000_000)}\n`),
  grep: (args, { files }) => {
    const [pattern, path] = plain(args)
    const text = path === undefined ? '' : files.get(path)
    if (text === undefined) return done(2, '', `grep: ${path}: No such file or directory\n`)
    return done(pattern !== undefined && text.includes(pattern) ? 0 : 1)
  },
  dd: (args, { now }) => {
    const block = bytes(option(args, 'bs=') ?? '512')
    const count = Number(option(args, 'count=') ?? '1')
    return { kind: 'job', job: job(now + ms(8) + Math.round((block * count) / 2_000), { memoryBytes: block }) }
  },
  stress: (args) => stress(args),
  'stress-ng': (args) => stress(args),
  chmod: () => done(0),
  chown: () => done(0),
  mkdir: () => done(0),
  ps: () => done(0),
  sync: () => done(0),
  env: () => done(0),
  id: () => done(0),
  kill: () => done(0),
  wget: () => done(0),
  curl: () => done(0),
  nc: (args) => (args.some((arg) => /^-.*l/.test(arg)) ? server(portOf(args)) : done(0)),
  pause: () => server(0),
  nginx: (args) => (args.includes('-s') || args.includes('-t') ? done(0) : server()),
  httpd: (args) => server(portOf(args)),
  'httpd-foreground': () => server(),
  'nginx-debug': () => server(),
  apache2: () => server(),
  redis: () => server(),
  'redis-server': () => server(),
  postgres: () => server(),
  mysqld: () => server(),
  mongod: () => server(),
  python: () => server(),
  python3: () => server(),
  node: () => server(),
  java: () => server(),
  agnhost: () => server(),
  'docker-entrypoint.sh': (args, around, stdin) => runProgram(args, around, stdin)
}

function stress(args: readonly string[]): Outcome {
  const after = (name: string) => args[args.indexOf(name) + 1]
  const workers = Number(args.includes('--vm') ? after('--vm') : 1)
  const size = args.includes('--vm-bytes') ? bytes(after('--vm-bytes') ?? '256M') : 0
  return { kind: 'job', job: job(never, { memoryBytes: workers * size, onTerm: 143 }) }
}

/** `-p 8080` of busybox's httpd and nc. */
const portOf = (args: readonly string[]): number => Number(args[args.indexOf('-p') + 1]) || imagePorts

const plain = (args: readonly string[]): string[] => args.filter((arg) => !arg.startsWith('-'))
const option = (args: readonly string[], prefix: string): string | undefined =>
  args.find((arg) => arg.startsWith(prefix))?.slice(prefix.length)

export const exists = (files: Map<string, string>, path: string): boolean => {
  if (files.has(path) || path === '/' || path === '/tmp') return true
  for (const file of files.keys()) if (file.startsWith(`${path}/`)) return true
  return false
}

function test(args: readonly string[], files: Map<string, string>): number {
  if (args[0] === '!') return test(args.slice(1), files) === 0 ? 1 : 0
  const [a = '', b, c] = args
  if (args.length === 2) {
    const arg = b ?? ''
    if (a === '-f' || a === '-r' || a === '-s') return files.has(arg) && (a !== '-s' || files.get(arg) !== '') ? 0 : 1
    if (a === '-e' || a === '-d') return exists(files, arg) ? 0 : 1
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

/** `5`, `0.2`, `5m`, `1h`, `infinity`. */
function duration(text: string): number {
  if (text === 'infinity' || text === 'inf') return never
  const found = /^([0-9]*\.?[0-9]+)([smhd]?)$/.exec(text)
  if (!found) return Number.NaN
  const unit = { '': 1, s: 1, m: 60, h: 3_600, d: 86_400 }[found[2] as 's']
  return seconds(Number(found[1]) * unit)
}

/** `200M`, `64k`, `1G`, `512`: the suffixes of dd, head and stress. */
export function bytes(text: string): number {
  const found = /^([0-9.]+)\s*([kKmMgG]?)i?[bB]?$/.exec(text)
  if (!found) return 0
  return Number(found[1]) * { '': 1, k: 1024, m: 2 ** 20, g: 2 ** 30 }[found[2]!.toLowerCase() as 'k']
}
