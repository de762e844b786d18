/** How a program that works on files has ended. */
export interface Outcome {
  readonly code: number
  readonly stdout?: string
  readonly stderr?: string
}

export const said = (stdout: string): Outcome => ({ code: 0, stdout })
export const failed = (stderr: string, code = 1): Outcome => ({ code, stderr })

/** The words of a command line that are no options and no option's value. */
export const words = (argv: readonly string[], valued: readonly string[] = []): string[] =>
  argv.filter((arg, i) => !arg.startsWith('-') && !valued.includes(argv[i - 1] ?? ''))

/** The value of an option: `--a=b`, `--a b`; of one without a value the next word or the empty text. */
export function option(argv: readonly string[], ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const at = argv.findIndex((arg) => arg === name || arg.startsWith(`${name}=`))
    if (at < 0) continue
    return argv[at] === name ? (argv[at + 1] ?? '') : argv[at]!.slice(name.length + 1)
  }
  return undefined
}
