import { decide } from '../components/kubectl/cobra/decide'
import { kubeletCertificate } from '../kubeadm/kubeconfigs'
import { rootsHome } from '../components/kubectl/home'
import { readsOnly } from '../components/kubectl/reads-only'
import { begin } from './jobs'
import type { Job } from './state'
import { asked, done, type Place, type Ran, type Slices } from './place'
import { lineOf } from './words'

/** What stands around the command in its shell. */
interface Around {
  readonly stdin: string
  readonly env: Readonly<Record<string, string>>
  readonly files: ReadonlyMap<string, string>
  /** On the person's own machine; else as root of one of the cluster. */
  readonly atHome: boolean
  /** Jobs of the shell, if it goes on without waiting for the command. */
  readonly behind?: readonly Job[]
}

/** Runs kubectl where the terminal stands: one that only reads leaves no trace. */
export function* kubectl(
  place: Place,
  argv: readonly string[],
  { stdin, env: given, files, atHome, behind }: Around
): Slices<Ran & { readonly jobs?: readonly Job[] }> {
  const line = lineOf(argv)
  const env = atHome ? given : { HOME: rootsHome, ...given }
  const words = [
    ...argv,
    ...Object.values(env).flatMap((value) => value.split(/[\s:]+/)),
    ...(atHome ? [] : credentials)
  ]
  const named = filesOf(words, files)
  const reads = argv.some(
    (word) => word === '-' || /^(?:-f|--filename=|--patch-file=)-$/.test(word) || /^-i|^--stdin$/.test(word)
  )
  const command = {
    line,
    ...(reads && stdin !== '' && { stdin }),
    ...(Object.keys(named).length > 0 && { files: named }),
    ...(Object.keys(env).length > 0 && { env })
  }
  if (behind && followsOn(argv)) return yield* begin(place, behind, command)
  if (readsOnly(line)) return yield* asked(place, command, followsOn(argv))
  return yield* done(place, command, `kubectl ${line}`)
}

/** What kubectl looks for on a machine without being told: a kubeconfig at home, and the certificate that the kubelet's names. */
const credentials: readonly string[] = [`${rootsHome}/.kube/config`, kubeletCertificate]

/** The files that words name, and those of directories that they name. */
function filesOf(argv: readonly string[], files: ReadonlyMap<string, string>): Record<string, string> {
  const found: Record<string, string> = {}
  const words = argv.flatMap((word) => [
    word,
    ...word.split('=').slice(1),
    ...word.split(','),
    word.replace(/^-[fk]/, '')
  ])
  for (const name of words.map((word) => word.replace(/\/$/, ''))) {
    if (name === '') continue
    const named = files.get(name)
    if (named !== undefined) found[name] = named
    for (const [path, text] of files)
      if (path === name.replace(/^\.\//, '')) found[path] = text
      else if (name === '.' || path.startsWith(`${name}/`)) found[path] = text
  }
  return found
}

/** Whether it is typed to wait until something is so. */
export function waitsFor(argv: readonly string[]): boolean {
  const decision = decide(argv)
  return decision.do === 'run' && (decision.command.path === 'wait' || decision.command.path === 'rollout status')
}

/** Whether it goes on until somebody stops it. */
function followsOn(argv: readonly string[]): boolean {
  const decision = decide(argv)
  if (decision.do !== 'run') return false
  const { command, flags } = decision
  const isOn = (name: string) => flags[name] === true || flags[name] === 'true'
  switch (command.path) {
    case 'get':
      return isOn('watch') || isOn('watch-only')
    case 'events':
      return isOn('watch')
    case 'logs':
      return isOn('follow')
    case 'port-forward':
    case 'proxy':
      return true
    default:
      return false
  }
}
