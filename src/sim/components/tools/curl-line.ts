import type { HttpRequest } from '../kube-apiserver/messages'

/* The words of a curl command. */

export interface Target {
  readonly scheme: string
  readonly host: string
  readonly port: number
  readonly path: string
}

const takesValue =
  /^-(?:m|o|w|H|X|d|E)$|^--(?:max-time|connect-timeout|cacert|cert|key|header|resolve|request|data(?:-raw|-binary)?|output|write-out)$/

export function targetOf(argv: readonly string[]): Target | null {
  const word = argv.slice(1).find((arg, i, all) => !arg.startsWith('-') && !takesValue.test(all[i - 1] ?? ''))
  const found = /^(?:(https?):\/\/)?([\w.-]+)(?::(\d+))?(\/.*)?$/.exec(word ?? '')
  if (!found) return null
  const [, scheme = 'http', host = '', port, path = '/'] = found
  return { scheme, host, port: Number(port ?? (scheme === 'https' ? 443 : 80)), path }
}

export const valueOf = (argv: readonly string[], ...names: readonly string[]): string | undefined =>
  names
    .map((name) => (argv[argv.indexOf(name) + 1] && argv.includes(name) ? argv[argv.indexOf(name) + 1] : undefined))
    .find((value) => value !== undefined)

/** Whether a flag is given, by itself or among short ones: `-k`, `-sk`, `--insecure`. */
export const hasFlag = (argv: readonly string[], letter: string, long: string): boolean =>
  argv.some(
    (arg, i) =>
      arg === long || (/^-[a-zA-Z]+$/.test(arg) && arg.slice(1).includes(letter) && !takesValue.test(argv[i - 1] ?? ''))
  )

export const isInsecure = (argv: readonly string[]): boolean => hasFlag(argv, 'k', '--insecure')

/** Headers that are given, by lower-case name. */
export const headersIn = (argv: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    argv
      .filter((_arg, i) => argv[i - 1] === '-H' || argv[i - 1] === '--header')
      .flatMap((header) => {
        const [, name, value = ''] = /^([^:\s]+):\s*(.*)$/.exec(header) ?? []
        return name === undefined ? [] : [[name.toLowerCase(), value]]
      })
  )

const dataIn = (argv: readonly string[]): string | undefined =>
  valueOf(argv, '-d', '--data', '--data-raw', '--data-binary')

/** What is posted. */
export function bodyOf(argv: readonly string[]): { readonly body?: string } {
  const body = dataIn(argv)
  return body === undefined ? {} : { body }
}

/** Its request, as it stands on the wire. */
export const requestOf = (argv: readonly string[], target: string): HttpRequest => ({
  method: hasFlag(argv, 'I', '--head')
    ? 'HEAD'
    : (valueOf(argv, '-X', '--request') ?? (dataIn(argv) === undefined ? 'GET' : 'POST')),
  target,
  headers: { accept: '*/*', 'user-agent': 'curl/7.88.1', ...headersIn(argv) }
})

/** Where it writes what it gets, if not to its output: `-o FILE`, `-O`. */
export function fileOf(argv: readonly string[]): string | undefined {
  const named = valueOf(argv, '-o', '--output')
  if (named !== undefined || !hasFlag(argv, 'O', '--remote-name')) return named
  return /([^/?]+)(?:\?.*)?$/.exec(targetOf(argv)?.path ?? '')?.[1]
}
