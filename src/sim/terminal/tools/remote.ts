import { pathOf, pathsLike, thingAt } from '../../by-hand/files'
import { byHandNames } from '../../by-hand/later'
import { isKnownScript } from '../../by-hand/sed'
import { targetOf } from '../../components/tools/curl-line'
import { etcdVersion } from '../../components/tools/etcdctl-client'
import type { World } from '../../kernel/world'
import { asked, done, type Ran, type Slices } from '../place'
import { lineOf } from '../words'
import { failed, said, type Call, type Ended } from './tool'

/** etcdctl where etcd is installed: it asks members by the machine's network. */
export function* etcdctl(call: Call): Slices<Ended | Ran> {
  const { args: given, machine, cluster, place, name, stdin } = call
  const isTxn = given.includes('txn')
  // What it reads from its standard input stands behind its arguments.
  const args = isTxn && stdin !== '' ? [...given, stdin] : given
  if (machine && !cluster.masters.includes(machine.id)) return failed(`bash: ${name}: command not found\n`, 127)
  const verb = args.find(
    (arg, i) => !arg.startsWith('-') && !/^(?:-w|--(?:endpoints|cacert|cert|key|write-out))$/.test(args[i - 1] ?? '')
  )
  if (args.includes('restore')) return failed(restoring)
  const changes = /^(?:put|del|compact|compaction|defrag|move-leader|check|txn|lock|elect)$/.test(verb ?? '')
  const command = { line: lineOf(['etcdctl', ...args]), on: machine?.id ?? 'users' }
  if (changes || args.some((arg) => /^(?:disarm|save|add|remove|promote|update|grant|revoke|keep-alive)$/.test(arg)))
    return yield* done(place, command, command.line)
  return yield* asked(place, command, verb === 'watch')
}

/** `etcd --version`: a member itself is a static pod, and runs already. */
export function etcd({ args, machine, cluster, name, world }: Call): Ended {
  if (!machine || !cluster.masters.includes(machine.id)) return failed(`bash: ${name}: command not found\n`, 127)
  if (!args.includes('--version'))
    return failed("etcd runs as a static pod of this machine's kubelet; the lab starts no second one by hand\n")
  const version = etcdVersion({ config: world.setup.flags })
  const sha = 'Not provided (use ./build instead of go build)'
  return said(`etcd Version: ${version}\nGit SHA: ${sha}\nGo Version: go1.26.8\nGo OS/Arch: linux/amd64\n`)
}

/** Since etcd 3.6 a snapshot is brought back by etcdutl alone. */
const restoring =
  'Error: unknown command "restore" for "etcdctl snapshot"\nRun \'etcdctl snapshot --help\' for usage.\n'

/** What works on files of the run: `etcdutl`, and `mv`, `cp`, `rm`, `sed`, `scp` of what means something to the cluster. */
export function* files({ name, args, machine, place }: Call): Slices<Ended | Ran> {
  const line = lineOf([name, ...args])
  const command = { line, on: machine?.id ?? 'users' }
  const looks = args.includes('status') || (name === 'sed' && !args.some((arg) => arg.startsWith('-i')))
  return yield* looks ? asked(place, command, false) : done(place, command, line)
}

/** Whether a program of that name would work on a file that the run knows, and not on one of the shell's own. */
export function worksOnRun(world: World, machine: string, name: string, argv: readonly string[]): boolean {
  const host = world.machine(machine === '' ? 'users' : machine)
  if (!byHandNames.has(name) || !host) return false
  const paths = argv.slice(1).filter((arg) => !arg.startsWith('-'))
  // What is copied or moved says whose the file is, not where it goes.
  const looked = name === 'cp' || name === 'mv' ? paths.slice(0, -1) : paths
  // The shell's own sed knows more than that of manifests.
  if (name === 'sed' && (argv.includes('-e') || !paths.some(isKnownScript))) return false
  return looked
    .flatMap((path) => pathsLike(world, host, pathOf(path.replace(/\/\*$/, ''))))
    .some((path) => {
      const thing = thingAt(world, host, path)
      // Texts are the shell's to work on: where it has written one the run is told.
      return thing !== undefined && (thing.is !== 'text' || name === 'scp')
    })
}

/** curl by the machine's network. What goes through a job of the shell's is the run's, as the job is. */
export function* curl({ args, machine, place, shell, disk }: Call): Slices<Ended | Ran> {
  const command = {
    line: lineOf(['curl', ...args, ...pinned(args, disk.get('/etc/hosts'))]),
    on: machine?.id ?? 'users'
  }
  const isOwn = args.some((arg) => /^(?:https?:\/\/)?(?:localhost|127\.0\.0\.1)\b/.test(arg))
  if (!machine && isOwn && shell.jobs?.length) return yield* done(place, command, command.line)
  return yield* asked(place, command, false)
}

/** What the machine's hosts file says of the host that is asked for, in curl's words. */
function pinned(args: readonly string[], hosts = ''): readonly string[] {
  const target = targetOf(['curl', ...args])
  const line = hosts
    .split('\n')
    .map((each) => each.replace(/#.*/, '').trim().split(/\s+/))
    .find(([, ...names]) => target && names.includes(target.host))
  return target && line && target.host !== 'localhost' ? ['--resolve', `${target.host}:${target.port}:${line[0]}`] : []
}
