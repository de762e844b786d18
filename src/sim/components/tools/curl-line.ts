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

/** `-k`, `-sk`, `--insecure`. */
export const isInsecure = (argv: readonly string[]): boolean =>
  argv.some((arg) => /^(--insecure|-[a-zA-Z]*k[a-zA-Z]*)$/.test(arg))

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
