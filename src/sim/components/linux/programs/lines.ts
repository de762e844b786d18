import { done, type Outcome, type Surroundings } from './program'

/** Runs a filter over the lines of its files, or of what it reads. */
export function overLines(
  name: string,
  paths: readonly string[],
  { files }: Surroundings,
  stdin: string,
  act: (lines: string[], content: string) => Outcome
): Outcome {
  let content = paths.length === 0 ? stdin : ''
  for (const path of paths) {
    const found = path === '-' ? stdin : files.get(path)
    if (found === undefined) return done(name === 'grep' ? 2 : 1, '', `${name}: ${path}: No such file or directory\n`)
    content += found
  }
  const lines = content.split('\n')
  if (lines[lines.length - 1] === '') lines.pop()
  return act(lines, content)
}

export const joined = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')

/** The files of `head -n 3 file`: what is neither an option nor its value. */
export const operands = (args: readonly string[], ...options: readonly string[]): string[] =>
  args.filter((arg, i) => !arg.startsWith('-') && !options.includes(args[i - 1] ?? ''))

/** The letters of all short flags: `-rn -k2` gives `rnk2`. */
export const letters = (args: readonly string[]): string =>
  args.flatMap((arg) => (/^-[a-zA-Z]/.test(arg) && !arg.startsWith('--') ? [arg.slice(1)] : [])).join('')
