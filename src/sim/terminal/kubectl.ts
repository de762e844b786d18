import { decide } from '../components/kubectl/cobra/decide'
import { readsOnly } from '../components/kubectl/reads-only'
import { asked, done, type Place, type Ran, type Slices } from './place'
import { lineOf } from './words'

/** What stands around the command in its shell. */
interface Around {
  readonly stdin: string
  readonly env: Readonly<Record<string, string>>
  readonly files: ReadonlyMap<string, string>
}

/** Runs kubectl where the terminal stands: one that only reads leaves no trace. */
export function* kubectl(place: Place, argv: readonly string[], { stdin, env, files }: Around): Slices<Ran> {
  const line = lineOf(argv)
  const named = filesOf([...argv, ...Object.values(env).flatMap((value) => value.split(/[\s:]+/))], files)
  const reads = argv.some(
    (word) => word === '-' || /^(?:-f|--filename=|--patch-file=)-$/.test(word) || /^-i|^--stdin$/.test(word)
  )
  const command = {
    line,
    ...(reads && stdin !== '' && { stdin }),
    ...(Object.keys(named).length > 0 && { files: named }),
    ...(Object.keys(env).length > 0 && { env })
  }
  if (readsOnly(line)) return yield* asked(place, command, followsOn(argv))
  return yield* done(place, command, `kubectl ${line}`)
}

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
    for (const [path, text] of files)
      if (path === name || path === name.replace(/^\.\//, '')) found[path] = text
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
