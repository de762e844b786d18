import { clusterOf } from '../cluster'
import type { Machine, World } from '../kernel/world'
import { isDirectory, pathOf, pathsLike, put, remove, thingAt, type Hand } from './files'
import { failed, words, type Outcome } from './outcome'

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** `mv` and `cp -r` on one machine. */
export function move(world: World, machine: Machine, argv: readonly string[], hand: Hand): Outcome {
  const [program = '', ...paths] = words(argv)
  const to = paths.pop()
  if (to === undefined || paths.length === 0)
    return failed(
      `${program}: missing ${to === undefined ? '' : 'destination '}file operand${to === undefined ? '' : ` after '${to}'`}\n`
    )
  const sources = paths.flatMap((path) => pathsLike(world, machine, pathOf(path)))
  const into = to.endsWith('/') || sources.length > 1 || isDirectory(world, machine, pathOf(to))
  let stderr = ''
  for (const source of sources) {
    const thing = thingAt(world, machine, source)
    if (!thing) {
      stderr += `${program}: cannot stat '${source}': No such file or directory\n`
      continue
    }
    const target = into ? `${pathOf(to)}/${nameOf(source)}` : pathOf(to)
    put(world, machine, target, thing, hand)
    if (program === 'mv') remove(world, machine, source, hand)
  }
  return { code: stderr === '' ? 0 : 1, stderr }
}

/** `rm -rf`. */
export function erase(world: World, machine: Machine, argv: readonly string[], hand: Hand): Outcome {
  const [, ...paths] = words(argv)
  const isForced = argv.some((arg) => /^-[a-z]*f/.test(arg))
  let stderr = ''
  for (const path of paths.flatMap((given) => pathsLike(world, machine, pathOf(given.replace(/\/\*$/, ''))))) {
    if (thingAt(world, machine, path)) remove(world, machine, path, hand)
    else if (!isForced) stderr += `rm: cannot remove '${path}': No such file or directory\n`
  }
  return { code: stderr === '' ? 0 : 1, stderr }
}

/** `scp FILE master-1:/root/`, `scp master-1:FILE .`: over the network, between two machines that reach each other. */
export function copyBetween(world: World, machine: Machine, argv: readonly string[], hand: Hand): Outcome {
  const [, from, to] = words(argv, ['-i', '-P', '-o'])
  if (from === undefined || to === undefined) return failed('usage: scp [-r] source ... target\n')
  const [source, target] = [placeOf(world, machine, from), placeOf(world, machine, to)]
  for (const place of [source, target])
    if ('unknown' in place)
      return failed(`ssh: Could not resolve hostname ${place.unknown}: Name or service not known\n`)
  if ('unknown' in source || 'unknown' in target) return failed('')
  for (const { host } of [source, target]) {
    if (host === machine) continue
    const isDead = !host.up || host.frozen || world.network.isCut(machine, host) || world.network.isCut(host, machine)
    if (isDead)
      return failed(`ssh: connect to host ${host.id} port 22: Connection timed out\nscp: Connection closed\n`, 255)
  }
  const thing = thingAt(world, source.host, source.path)
  if (!thing) return failed(`scp: ${source.path}: No such file or directory\n`)
  const into = to.endsWith('/') || to.endsWith(':') || isDirectory(world, target.host, target.path)
  put(world, target.host, into ? `${target.path}/${nameOf(source.path)}` : target.path, thing, hand)
  return { code: 0 }
}

type Place = { readonly host: Machine; readonly path: string } | { readonly unknown: string }

function placeOf(world: World, machine: Machine, text: string): Place {
  const found = /^(?:\w+@)?([\w.-]+):(.*)$/.exec(text)
  if (!found) return { host: machine, path: pathOf(text) }
  const [, name = '', path = ''] = found
  const { addresses } = clusterOf(world)
  const id = Object.keys(addresses).find((one) => one === name || addresses[one] === name) ?? name
  const host = world.machine(id)
  return host ? { host, path: pathOf(path === '' ? '/root' : path) } : { unknown: name }
}
