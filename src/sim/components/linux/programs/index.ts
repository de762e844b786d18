import { banner } from './banners'
import { isDataClient, isOwn, manners, target, vendorClients } from './clients'
import {
  done,
  duration,
  errand,
  job,
  never,
  server,
  imagePorts,
  type Outcome,
  type Program,
  type Surroundings
} from './program'
import { fileNames, optional, otherNames, programsOfPeople, textNames } from './later'

export { imagePorts, job, never } from './program'
export type { After, Job, Outcome, Screen, Surroundings } from './program'

/**
 * Runs one program. Its words are expanded already; `stdin` is what a pipe or a `<` redirection gave; `main`: it is what its
 * container is there for. An application's image has programs that the lab cannot know: its main one serves until it is
 * stopped, any other does its errand and succeeds (unless the pod's annotation names another status).
 */
export function runProgram(argv: readonly string[], around: Surroundings, stdin = '', main = false): Outcome {
  const path = argv[0] ?? ''
  const last = path.slice(path.lastIndexOf('/') + 1)
  const name = isDataClient(last) && isApplication(last, around) ? last : baseName(path)
  // Not every base system has bash; another shell is run by its caller.
  if (around.lacks?.includes(path) || (around.bare && isTool(name)) || isLacking(name, around))
    return { kind: 'missing' }
  if (around.screen?.elsewhere(name, argv)) return { kind: 'elsewhere', argv: [name, ...argv.slice(1)], stdin }
  if (asksAbout(argv)) {
    const told = programNamed(name) || around.anyProgram ? aboutItself(name, argv.slice(1), around) : null
    if (told) return told
  }
  if (asksNetwork(name, argv, around)) return { kind: 'elsewhere', argv: [name, ...argv.slice(1)], stdin }
  const isThere = isApplication(name, around)
  const run = programNamed(name) ?? (isThere ? vendorClients[name] : undefined)
  if (run)
    return main
      ? greeted(run(argv.slice(1), around, stdin, name, main), name, around)
      : run(argv.slice(1), around, stdin, name, main)
  if (!isThere)
    return unmodelled.has(name) ? done(1, '', `${name}: this simulation has no such program\n`) : { kind: 'missing' }
  return main ? greeted(server(), name, around) : errand(around)
}

/** What base systems have that do not lack it, and nobody has built here. */
const unmodelled = new Set('vi vim nano less more traceroute telnet tcpdump dmesg uptime watch'.split(' '))

/** `nginx -v`, `redis-server --version`, `nginx -t`: a server does not serve then. */
const asksAbout = ([, flag = '', more]: readonly string[]): boolean =>
  more === undefined ? /^(?:-[vVtT]|--?version)$/.test(flag) : flag === '-s'
const aboutItself = (name: string, args: readonly string[], around: Surroundings): Outcome | null =>
  around.screen ? null : programsOfPeople().toldOf(name, args, around)

const isLacking = (name: string, around: Surroundings): boolean =>
  !around.screen && optional.has(name) && programsOfPeople().isLacking(name, around)

/** It is an application's, or a package has brought it. */
const isApplication = (name: string, { anyProgram, files }: Surroundings): boolean =>
  anyProgram || files.has(`/usr/bin/${name}`)

/** What an image may hold that has neither shell nor tools. */
const runtimes: ReadonlySet<string> = new Set(['python', 'python3', 'node', 'java', 'nginx', 'pause', 'echo'])
const isTool = (name: string): boolean =>
  (shells.has(name) || peoples.has(name) || name in programs || overNetwork.has(name)) && !runtimes.has(name)

/** Whether there is a program of that name, here or elsewhere. */
export const isProgram = (name: string, around: Surroundings): boolean =>
  around.screen?.elsewhere(name, [name]) === true ||
  (!isLacking(name, around) &&
    (programNamed(name) !== undefined || shells.has(name) || around.files.has(`/usr/bin/${name}`)))

/** A server says that it starts. */
const greeted = (outcome: Outcome, name: string, around: Surroundings): Outcome =>
  outcome.kind === 'job' && outcome.job.listens !== 0 ? { ...outcome, ...banner(name, around) } : outcome

const peoples: ReadonlySet<string> = new Set([...textNames, ...fileNames, ...otherNames])
const programNamed = (name: string): Program | undefined =>
  peoples.has(name) ? programsOfPeople().programs[name] : programs[name]

const overNetwork = new Set(['curl', 'wget', 'nslookup', 'dig', 'host', 'getent', 'ping'])

/** A program of a pod that has to ask the network. */
function asksNetwork(name: string, argv: readonly string[], around: Surroundings): boolean {
  if (around.screen) return false
  if (overNetwork.has(name)) return true
  if (/^(?:apk|apt|apt-get|dnf|microdnf|yum)$/.test(name))
    return programsOfPeople().managed(name, around.imageNamed) !== undefined
  if (name === 'nc') return !argv.some((arg) => /^-.*l/.test(arg))
  // That a server is well is known in its own pod.
  const isThere = isApplication(name, around)
  if (isThere && isDataClient(name) && !/ping/i.test(argv.join(' '))) return true
  const manner = isThere ? manners[name] : undefined
  return manner !== undefined && !isOwn(target(argv.slice(1), manner.usual).host, around)
}

export const shells = new Set(['sh', 'bash', 'ash', 'dash'])

const baseName = (path: string): string =>
  /^\/(usr\/)?(local\/)?s?bin\//.test(path) ||
  !path.includes('/') ||
  path === '/pause' ||
  path === '/docker-entrypoint.sh'
    ? path.slice(path.lastIndexOf('/') + 1)
    : path

/** `python -m http.server`: a program that a script does, or the thing itself. */
const serves: Program = (args, around, _stdin, _name, main) => {
  const script = args.findIndex((arg) => !arg.startsWith('-'))
  const given = args.slice(0, script).findIndex((arg) => /^(-\w*[ceE]|--eval|-r)$/.test(arg))
  if (given >= 0 && args[given + 1] !== undefined) return programsOfPeople().oneLiner(args[given + 1]!, around)
  return main ? server() : errand(around)
}

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
  timeout: (args, around, stdin, _name, main) => {
    const [limit = '0', ...argv] = args.filter((arg, i) => !(i === 0 && arg === '-t'))
    // A shell's limit is looked after by the shell that it is typed in.
    if (shells.has(argv[0] ?? '')) return { kind: 'run', argvs: [argv] }
    const outcome = runProgram(argv, around, stdin, main)
    const end = around.now + duration(limit)
    if (outcome.kind === 'run' && outcome.endless) return { kind: 'job', job: job(end, { status: 124 }) }
    return outcome.kind === 'job' && outcome.job.until > end
      ? { kind: 'job', job: { ...outcome.job, until: end, status: 124 } }
      : outcome
  },
  hostname: ([flag = ''], around) => done(0, `${hostName(flag, around)}\n`),
  env: (args, around, stdin, _name, main) => {
    const first = args.findIndex((arg) => !/^[A-Za-z_]\w*=/.test(arg))
    const argv = first < 0 ? [] : args.slice(first)
    return argv.length > 0 ? runProgram(argv, around, stdin, main) : done(0, variables(around))
  },
  printenv: (names, around) => {
    if (names.length === 0) return done(0, variables(around))
    const values = names.map((name) => (name === 'HOSTNAME' ? around.hostname : around.env[name]))
    const known = values.filter((value) => value !== undefined)
    return done(known.length === values.length ? 0 : 1, known.map((value) => `${value}\n`).join(''))
  },
  clear: () => done(0),
  nc: (args) => server(portOf(args)),
  // `-v` says which it is, and ends: so kubeadm looks whether a Job can run.
  pause: (args) => (args.includes('-v') ? done(0, 'pause.c\n') : server(0)),
  nginx: (_args, { denied }) => {
    const cache = '/var/cache/nginx/client_temp'
    const why = denied?.(cache) ?? ''
    const errno = why.startsWith('Read') ? 30 : 13
    return why ? done(1, '', `nginx: [emerg] mkdir() "${cache}" failed (${errno}: ${why})\n`) : server()
  },
  httpd: (args) => server(portOf(args)),
  'httpd-foreground': () => server(),
  'nginx-debug': () => server(),
  apache2: () => server(),
  agnhost: () => server(),
  python: serves,
  python3: serves,
  node: serves,
  perl: serves,
  ruby: serves,
  php: serves,
  java: serves,
  'docker-entrypoint.sh': (args, around, stdin, _name, main) => runProgram(args, around, stdin, main)
}
for (const name of ['chmod', 'chown', 'chgrp', 'sync', 'mount', 'umount', 'ulimit', 'sysctl', 'install'])
  programs[name] = () => done(0)

/** Names of the programs that are more than a name, for completion. */
export const programNames: readonly string[] = [...fileNames, ...textNames]

/** `hostname`, `-f` (as `/etc/hosts` has it), `-i`, `-s`, `-d`. */
function hostName(flag: string, { hostname, files: all }: Surroundings): string {
  const lines = (all.get('/etc/hosts') ?? '').split('\n').map((line) => line.split(/\s+/))
  const own = lines.find((words) => words.slice(1).includes(hostname)) ?? []
  const full = own[1] ?? hostname
  if (/^-.*f|--fqdn/.test(flag)) return full
  if (/^-.*[iI]/.test(flag)) return own[0] ?? ''
  if (/^-.*d/.test(flag)) return full.slice(hostname.length + 1)
  return hostname
}

/** What the runtime gives every process, and the pod's own. */
const variables = ({ env, hostname }: Surroundings): string =>
  Object.entries({
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOSTNAME: hostname,
    ...env,
    HOME: env.HOME ?? '/root'
  })
    // `$?` is no variable.
    .filter(([name]) => /^[A-Za-z_]\w*$/.test(name))
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')

/** `-p 8080` of busybox's httpd and nc. */
const portOf = (args: readonly string[]): number => Number(args[args.indexOf('-p') + 1]) || imagePorts
