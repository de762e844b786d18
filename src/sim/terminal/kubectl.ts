import { commandOf } from '../components/kubectl/commands'
import { readsOnly } from '../components/kubectl/reads-only'
import { asked, done, type Place, type Ran, type Slices } from './place'
import { lineOf } from './words'

/** Runs kubectl where the terminal stands: one that only reads leaves no trace. */
export function* kubectl(
  place: Place,
  argv: readonly string[],
  stdin: string,
  files: ReadonlyMap<string, string>
): Slices<Ran> {
  const line = lineOf(argv)
  const named = filesOf(argv, files)
  const reads = argv.some(
    (word) => word === '-' || /^(?:-f|--filename=|--patch-file=)-$/.test(word) || /^-i|^--stdin$/.test(word)
  )
  const command = {
    line,
    ...(reads && stdin !== '' && { stdin }),
    ...(Object.keys(named).length > 0 && { files: named })
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
      if (path === name || path === name.replace(/^\.\//, '')) found[name] = text
      else if (name === '.' || path.startsWith(`${name}/`)) found[path] = text
  }
  return found
}

/** Whether it goes on until somebody stops it. */
function followsOn(argv: readonly string[]): boolean {
  const name = commandOf([...argv])?.name
  const has = (...flags: readonly string[]) => argv.some((word) => flags.includes(word))
  switch (name) {
    case 'get':
      return (
        has('-w', '--watch', '--watch-only', '--watch=true', '--watch-only=true') ||
        argv.some((word) => /^-[a-zA-Z]*w/.test(word) && !/^-[olnf]/.test(word))
      )
    case 'events':
      return has('-w', '--watch', '--watch=true')
    case 'logs':
      return has('-f', '--follow', '--follow=true')
    case 'port-forward':
    case 'proxy':
      return true
    default:
      return false
  }
}
