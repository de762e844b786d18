import { seconds } from '../../../base/time'
import { binaryPath } from '../../command-line'
import { factsOfVersion, isLower, knownMinors, versionParts } from '../../releases'
import { installed, words } from './line'
import { change, Failure, sleep, type Script, type Shell } from './script'

/** The packages of pkgs.k8s.io, and their sizes in MB. */
const sizes: Readonly<Record<string, number>> = { kubeadm: 12.6, kubectl: 11.8, kubelet: 13.4 }
const heldFile = '/etc/apt/held'
const revision = '-1.1'
/** What one package takes: to be fetched at the pace of the transcripts, to be unpacked and set up. */
const perPackage = seconds(2)

const heldOn = ({ session }: Shell): readonly string[] =>
  (session.files[heldFile] as readonly string[] | undefined) ?? []

/** `apt-mark hold | unhold | showhold`: what is held, nothing upgrades by the way. */
export function* aptMark(shell: Shell): Script<number> {
  const [, verb = '', ...names] = words(shell.argv)
  const held = heldOn(shell)
  if (verb === 'showhold') {
    for (const name of held) shell.print(`${name}\n`)
    return 0
  }
  if (verb !== 'hold' && verb !== 'unhold') throw new Failure(`E: Invalid operation ${verb}\n`)
  const unknown = names.find((name) => !Object.hasOwn(sizes, name))
  if (unknown !== undefined)
    throw new Failure(
      `E: Can't select installed nor candidate version from package '${unknown}' as it has neither of them\n`
    )
  for (const name of names) {
    const isHeld = held.includes(name)
    if (verb === 'hold') shell.print(isHeld ? `${name} was already set on hold.\n` : `${name} set on hold.\n`)
    else shell.print(isHeld ? `Canceled hold on ${name}.\n` : `${name} was already not on hold.\n`)
  }
  const rest = held.filter((name) => !names.includes(name))
  const value = Object.freeze(verb === 'hold' ? [...rest, ...names].sort() : rest)
  yield* change({ files: [{ process: 'kubelet', path: heldFile, value }] })
  return 0
}

/** Versions of a minor release that its repository has, the newest first. */
const patches = (minor: number): readonly string[] => {
  const newest = versionParts(factsOfVersion(`v1.${minor}.0`).kubernetes)!
  return Array.from({ length: newest.patch + 1 }, (_, i) => `1.${minor}.${newest.patch - i}`)
}

/** `apt-cache madison kubeadm`. */
export function* aptCache(shell: Shell): Script<number> {
  const [, verb = '', ...names] = words(shell.argv)
  if (verb !== 'madison') throw new Failure(`E: the lab's apt-cache knows madison\n`)
  for (const name of names.filter((one) => Object.hasOwn(sizes, one)))
    for (const minor of knownMinors.filter((one) => one > 25))
      for (const version of patches(minor))
        shell.print(
          `   ${name} | ${version}${revision} | https://pkgs.k8s.io/core:/stable:/v1.${minor}/deb  Packages\n`
        )
  yield* sleep(0, 'apt-cache')
  return 0
}

/** `apt-get update`, `apt-get install -y kubelet=1.36.3-1.1`. What runs goes on with what it was started from. */
export function* aptGet(shell: Shell): Script<number> {
  const [, verb = '', ...given] = words(shell.argv, ['-o', '--option'])
  if (verb === 'update') {
    yield* sleep(seconds(2), 'apt-get-update')
    const repositories = knownMinors.filter((minor) => minor > 25)
    const lines = repositories.map(
      (minor, i) =>
        `Hit:${i + 1} https://prod-cdn.packages.k8s.io/repositories/isv:/kubernetes:/core:/stable:/v1.${minor}/deb  InRelease\n`
    )
    shell.print(`${lines.join('')}Reading package lists... Done\n`)
    return 0
  }
  if (verb !== 'install')
    throw new Failure(`E: the lab's apt-get knows update and install of kubeadm, kubelet and kubectl\n`)
  return yield* install(shell, given)
}

interface Wanted {
  readonly name: string
  readonly before: string
  readonly after: string
}

function* install(shell: Shell, given: readonly string[]): Script<number> {
  const { argv } = shell
  shell.print('Reading package lists... Done\nBuilding dependency tree... Done\nReading state information... Done\n')
  const wanted = given.map((text): Wanted => {
    const [name = '', asked] = text.split('=')
    if (!Object.hasOwn(sizes, name)) throw new Failure(`E: Unable to locate package ${name}\n`)
    const after = asked === undefined ? patches(36)[0] : versionFor(asked.replaceAll("'", ''))
    if (after === undefined) throw new Failure(`E: Version '${asked}' for '${name}' was not found\n`)
    return { name, before: installed(shell, name).slice(1), after }
  })
  const news = wanted.filter(({ before, after }) => before !== after)
  const held = news.filter(({ name }) => heldOn(shell).includes(name)).map(({ name }) => name)
  for (const { name, after, before } of wanted)
    if (before === after) shell.print(`${name} is already the newest version (${after}${revision}).\n`)
  const isDown = ({ before, after }: Wanted) => isLower(`v${after}`, `v${before}`)
  const [up, down] = [news.filter((one) => !isDown(one)), news.filter(isDown)]
  const list = (title: string, some: readonly Wanted[]) =>
    some.length === 0 ? '' : `The following packages will be ${title}:\n  ${some.map(({ name }) => name).join(' ')}\n`
  shell.print(`${list('upgraded', up)}${list('DOWNGRADED', down)}`)
  shell.print(
    `${up.length} upgraded, 0 newly installed, ${down.length > 0 ? `${down.length} downgraded, ` : ''}0 to remove and 0 not upgraded.\n`
  )
  if (held.length > 0 && !argv.includes('--allow-change-held-packages'))
    throw new Failure('E: Held packages were changed and -y was used without --allow-change-held-packages.\n')
  if (down.length > 0 && !argv.includes('--allow-downgrades'))
    throw new Failure('E: Packages were downgraded and -y was used without --allow-downgrades.\n')
  if (news.length === 0) return 0
  const mb = news.reduce((sum, { name }) => sum + sizes[name]!, 0).toFixed(1)
  shell.print(`Need to get ${mb} MB of archives.\n`)
  news.forEach(({ name, after }, i) => {
    const { minor } = versionParts(`v${after}`)!
    shell.print(
      `Get:${i + 1} https://prod-cdn.packages.k8s.io/repositories/isv:/kubernetes:/core:/stable:/v1.${minor}/deb  ${name} ${after}${revision} [${sizes[name]} MB]\n`
    )
  })
  yield* sleep(perPackage * news.length, 'apt-get-install')
  for (const { name, before, after } of news)
    shell.print(`Unpacking ${name} (${after}${revision}) over (${before}${revision}) ...\n`)
  for (const { name, after } of news) shell.print(`Setting up ${name} (${after}${revision}) ...\n`)
  yield* change({
    files: news.map(({ name, after }) => ({
      process: 'kubelet',
      path: binaryPath(name),
      value: Object.freeze({ version: `v${after}` })
    }))
  })
  return 0
}

/** `1.36.3-1.1`, `1.36.3-*`, `1.36.*`: the newest version that fits. */
function versionFor(text: string): string | undefined {
  const [asked = ''] = text.split('-')
  const [, minor = ''] = asked.split('.')
  if (!knownMinors.includes(Number(minor))) return undefined
  if (/^\d+\.\d+(\.?\*)?$/.test(asked)) return patches(Number(minor))[0]
  return patches(Number(minor)).find((version) => version === asked)
}
