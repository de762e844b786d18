import type { Surroundings } from './programs'

export const nameOf = (argv: readonly string[]): string => (argv[0] ?? '').replace(/^.*\//, '')

/** What a shell is told to do: `sh -c script`, `sh file`, else what it reads. */
export interface Script {
  /** Undefined: there is no such file; its name is the first of `params`. */
  readonly script: string | undefined
  readonly params: readonly string[]
  readonly options: string
}

export function scriptOf(argv: readonly string[], { files, anyProgram }: Surroundings, stdin = ''): Script {
  const options = argv
    .slice(1)
    .filter((arg) => /^-[a-z]+$/.test(arg))
    .join('')
  const flag = argv.findIndex((arg, i) => i > 0 && /^-[a-z]*c[a-z]*$/.test(arg))
  if (flag > 0) return { script: argv[flag + 1] ?? '', params: argv.slice(flag + 3), options: argv[flag]! }
  const at = argv.findIndex((arg, i) => i > 0 && !arg.startsWith('-'))
  if (at < 0 || options.includes('s')) return { script: stdin, params: at < 0 ? [] : argv.slice(at), options }
  const script = files.get(argv[at]!)
  // Of an application's image nobody here knows the scripts.
  if (script === undefined && anyProgram) return { script: '', params: [], options }
  return { script, params: script === undefined ? [argv[at]!] : argv.slice(at + 1), options }
}
