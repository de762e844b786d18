import { asked, done, type Ran, type Slices } from '../place'
import { lineOf } from '../words'
import { failed, type Call, type Ended } from './tool'

/** etcdctl where etcd is installed: it asks members by the machine's network. */
export function* etcdctl(call: Call): Slices<Ended | Ran> {
  const { args, machine, cluster, place, name } = call
  if (!machine || !cluster.masters.includes(machine.id)) return failed(`bash: ${name}: command not found\n`, 127)
  const verb = args.find(
    (arg, i) => !arg.startsWith('-') && !/^(?:-w|--(?:endpoints|cacert|cert|key|write-out))$/.test(args[i - 1] ?? '')
  )
  if (verb === 'watch') return failed("the lab's etcdctl does not watch: ask again with get\n")
  if (args.includes('restore')) return failed(restoring)
  const command = { line: lineOf(['etcdctl', ...args]), on: machine.id }
  if (
    verb === 'defrag' ||
    args.includes('disarm') ||
    verb === 'put' ||
    verb === 'del' ||
    verb === 'compact' ||
    verb === 'compaction'
  )
    return yield* done(place, command, command.line)
  return yield* asked(place, command, false)
}

const restoring =
  'the lab does not bring a data directory back from a snapshot; a member that lost its disk is caught up by the others when it restarts\n'

/** `etcdutl snapshot status FILE` of a file that `etcdctl snapshot save` wrote. */
export function etcdutl({ args, disk }: Call): Ended {
  const [what = '', verb = '', path = ''] = args.filter((arg, i) => !arg.startsWith('-') && args[i - 1] !== '-w')
  if (verb === 'restore') return failed(restoring)
  if (what !== 'snapshot' || verb !== 'status') return failed("the lab's etcdutl knows snapshot status\n")
  const text = disk.get(path)
  if (text === undefined) return failed(`Error: stat ${path}: no such file or directory\n`)
  const found = /^etcd snapshot, revision (\d+), (\d+) keys, hash (\w+)/.exec(text)
  if (!found) return failed('Error: invalid database\n')
  return { code: 0, stdout: `${found[3]}, ${found[1]}, ${found[2]}, not modelled\n` }
}

/** curl by the machine's network. */
export function* curl({ args, machine, place }: Call): Slices<Ended | Ran> {
  return yield* asked(place, { line: lineOf(['curl', ...args]), on: machine?.id ?? 'users' }, false)
}
