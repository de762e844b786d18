import { isDirectory, pathIn } from '../places'
import { bytes, done, duration, job, never, plain, type Outcome, type Program, type Surroundings } from './program'
import { timeOfDay } from './system-files'

/* Programs by which people look at a container's machine, its network and its processes. */

const mib = 1_048_576
const sizes: Readonly<Record<string, number>> = { '-b': 1, '-k': 1_024, '-m': mib, '-g': 1_024 * mib }

const free: Program = ([flag = '-k'], { machine }) => {
  if (!machine) return done(1, '', 'free: cannot open /proc/meminfo\n')
  const { capacity, used } = machine().memory
  const text = (bytes: number): string =>
    flag === '-h' ? `${(bytes / (1_024 * mib)).toFixed(1)}G` : String(Math.round(bytes / (sizes[flag] ?? 1_024)))
  const row = (name: string, ...cells: readonly string[]): string =>
    `${name.padEnd(8)}${cells.map((cell) => cell.padStart(12)).join('')}\n`
  return done(
    0,
    row('', 'total', 'used', 'free', 'available') +
      row('Mem:', text(capacity), text(used), text(capacity - used), text(capacity - used)) +
      row('Swap:', text(0), text(0), text(0))
  )
}

const top: Program = (_args, around) => {
  const { machine, processesSeen = [], processes = processesSeen, user } = around
  if (!machine) return done(1, '', 'top: cannot open /proc\n')
  const { capacity, used } = machine().memory
  const rows = processes.map(
    ({ pid, argv }) => `${String(pid).padStart(5)} ${String(user?.uid || 'root').padEnd(8)} ${titleOf(argv)}\n`
  )
  return done(
    0,
    `Mem: ${Math.round(used / 1_024)}K used, ${Math.round((capacity - used) / 1_024)}K free\n${timeOfDay(around)} (this simulation does not tell CPU time by process)\n  PID USER     COMMAND\n${rows.join('')}`
  )
}

/** The pod's own interface: a pair of veth devices, with the bridge's mask. */
const addresses: Program = (args, { machine }) => {
  const { podIP = '' } = machine?.() ?? {}
  const what = plain(args)[0] ?? 'addr'
  if (/^a/.test(what))
    return done(
      0,
      `1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN qlen 1000\n    inet 127.0.0.1/8 scope host lo\n2: eth0@if3: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP\n    inet ${podIP}/24 scope global eth0\n`
    )
  if (/^r/.test(what)) {
    const net = podIP.replace(/\.\d+$/, '')
    return done(0, `default via ${net}.1 dev eth0\n${net}.0/24 dev eth0 scope link src ${podIP}\n`)
  }
  return done(1, '', `ip: this simulation knows "addr" and "route" of a container, not "${what}"\n`)
}

const ifconfig: Program = (_args, { machine }) =>
  done(
    0,
    `eth0      Link encap:Ethernet\n          inet addr:${machine?.().podIP ?? ''}  Mask:255.255.255.0\n          UP BROADCAST RUNNING MULTICAST  MTU:1500\n\nlo        Link encap:Local Loopback\n          inet addr:127.0.0.1  Mask:255.0.0.0\n          UP LOOPBACK RUNNING  MTU:65536\n\n`
  )

/** Who listens; connections that last are those of the world of the instant, which a container does not see. */
const netstat: Program = (args, { machine }) => {
  const isWithProgram = args.some((arg) => /^-[a-z]*p/.test(arg))
  const rows = (machine?.().listening ?? []).map(
    ({ port, program, pid }) =>
      `tcp        0      0 ${`0.0.0.0:${port}`.padEnd(23)} ${'0.0.0.0:*'.padEnd(23)} LISTEN      ${isWithProgram ? (pid > 0 ? `${pid}/${program}` : '-') : ''}`.trimEnd() +
      '\n'
  )
  return done(
    0,
    `Active Internet connections (only servers)\nProto Recv-Q Send-Q Local Address           Foreign Address         State       ${isWithProgram ? 'PID/Program name' : ''}`.trimEnd() +
      `\n${rows.join('')}`
  )
}

const ss: Program = (_args, { machine }) =>
  done(
    0,
    `State   Recv-Q  Send-Q   Local Address:Port   Peer Address:Port\n${(machine?.().listening ?? []).map(({ port }) => `LISTEN  0       511      ${`0.0.0.0:${port}`.padStart(18)}   0.0.0.0:*\n`).join('')}`
  )

const named = ({ processesSeen = [], processes = processesSeen }: Surroundings, name: string, whole: boolean) =>
  processes.filter(({ argv }) => {
    const words = run(argv)
    return whole ? words.join(' ').includes(name) : (words[0] ?? '').replace(/^.*\//, '').includes(name)
  })

const pgrep: Program = (args, around, _stdin, name) => {
  const found = named(around, plain(args)[0] ?? '', args.includes('-f'))
  const separator = name === 'pidof' ? ' ' : '\n'
  return found.length === 0 ? done(1) : done(0, `${found.map(({ pid }) => pid).join(separator)}\n`)
}

/** Only the first process is told: the others are those of whoever asks. */
const pkill: Program = (args, around, _stdin, name) => {
  const wanted = plain(args)[0] ?? ''
  const found = named(around, wanted, args.includes('-f'))
  if (found.length === 0) return done(1, '', name === 'killall' ? `killall: ${wanted}: no process killed\n` : '')
  const asked = args.find((arg) => /^-(?:s|SIG)?(?:\d+|[A-Z]+)$/.test(arg)) ?? ''
  // The kernel keeps from a first process what it has no handler for, SIGKILL always.
  if (found.some(({ pid }) => pid === 1) && /^(?:|-15|-(?:SIG)?TERM)$/.test(asked)) around.signal?.('TERM')
  return done(0)
}

const stat: Program = (args, around) => {
  let [out, errors] = ['', '']
  for (const path of plain(args)) {
    const text = around.files.get(pathIn(around, path))
    const isFolder = text === undefined && isDirectory(around, path)
    if (text === undefined && !isFolder) errors += `stat: can't stat '${path}': No such file or directory\n`
    else
      out += `  File: ${path}\n  Size: ${text?.length ?? 4_096}\t${isFolder ? 'directory' : text === '' ? 'regular empty file' : 'regular file'}\nAccess: (${isFolder ? '0755/drwxr-xr-x' : '0644/-rw-r--r--'})  Uid: (    0/    root)   Gid: (    0/    root)\n`
  }
  return done(errors === '' ? 0 : 1, out, errors)
}

/** `    1 root      0:00 sleep 86400`: busybox' columns. */
const processLine = (
  { pid, argv }: { readonly pid: number; readonly argv: readonly string[] },
  user: Surroundings['user']
): string => `${String(pid).padStart(5)} ${String(user?.uid || 'root').padEnd(9)} 0:00 ${titleOf(argv)}\n`

/** An image's entry point becomes what it is told to run. */
const run = (argv: readonly string[]): readonly string[] =>
  argv.length > 1 && /(^|\/)docker-entrypoint\.sh$/.test(argv[0]!) ? argv.slice(1) : argv

/** nginx gives its process a title. */
function titleOf(argv: readonly string[]): string {
  const words = run(argv).join(' ')
  return words.startsWith('nginx') ? `nginx: master process ${words}` : words
}

/** `uid=1000 gid=3000 groups=3000,2000`; `-u`, `-g`. */
function idText(flag: string | undefined, { uid, gid, groups }: NonNullable<Surroundings['user']> = root): string {
  if (flag === '-u') return String(uid)
  if (flag === '-g') return String(gid)
  const named = (id: number) => (id === 0 ? '0(root)' : String(id))
  return `uid=${named(uid)} gid=${named(gid)} groups=${[...new Set([gid, ...groups])].map(named).join(',')}`
}
const root = { uid: 0, gid: 0, groups: [] }

/** As kubelets report it. */
const kernel = '6.1.0'

function stress(args: readonly string[], { now }: Surroundings): Outcome {
  const after = (name: string) => args[args.indexOf(name) + 1]
  const workers = Number(args.includes('--vm') ? after('--vm') : 1)
  const size = args.includes('--vm-bytes') ? bytes(after('--vm-bytes') ?? '256M') : 0
  const end = after('--timeout') ?? after('-t')
  const isTimed = args.includes('--timeout') || args.includes('-t')
  const until = isTimed && end !== undefined ? now + duration(end) : never
  return { kind: 'job', job: job(until, { memoryBytes: workers * size, onTerm: 143 }) }
}

export const looking: Readonly<Record<string, Program>> = {
  stress,
  'stress-ng': stress,
  id: ([flag], { user }) => done(0, `${idText(flag, user)}\n`),
  whoami: (_args, { user }) => (user?.uid ? done(1, '', `whoami: unknown uid ${user.uid}\n`) : done(0, 'root\n')),
  uname: (args, { hostname }) =>
    done(
      0,
      args.includes('-a')
        ? `Linux ${hostname} ${kernel} x86_64 GNU/Linux\n`
        : `${args.includes('-n') ? hostname : args.includes('-r') ? kernel : args.includes('-m') ? 'x86_64' : 'Linux'}\n`
    ),
  ps: (_args, { processesSeen = [], processes = processesSeen, screen, user }) =>
    screen
      ? done(0)
      : done(
          0,
          `PID   USER     TIME  COMMAND
${processes.map((each) => processLine(each, user)).join('')}`
        ),
  kill: (args, { signal }) => {
    // Of a container's processes its shell knows only the first; the kernel keeps SIGKILL of its own from it.
    const named = /^-(?:s|SIG)?(\w+)$/.exec(args[0] ?? '')?.[1] ?? 'TERM'
    if (args.includes('1') && args[0] !== '-l' && /^(?:15|TERM)$/.test(named)) signal?.('TERM')
    return done(0)
  },
  /** As containerd starts containers (LimitNOFILE=infinity is this many). */
  prlimit: (args) => done(0, args.some((arg) => /^-o|^--output/.test(arg)) ? '1048576\n' : ''),
  free,
  top,
  ip: addresses,
  ifconfig,
  netstat,
  ss,
  pgrep,
  pidof: pgrep,
  pkill,
  killall: pkill,
  stat,
  nproc: (_args, { machine }) => done(0, `${machine?.().cpus ?? 1}\n`)
}
