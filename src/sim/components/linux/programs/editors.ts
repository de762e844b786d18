import { expressionOf } from './files'
import { joined, operands, overLines } from './lines'
import { done, plain, valueOf, type Outcome, type Surroundings } from './program'

/** `s/a/b/g`, `/a/d`, `-n '2p'`; `-i` writes the file. */
export function sed(args: readonly string[], around: Surroundings, stdin: string): Outcome {
  const script = valueOf(args, '-e') ?? plain(args)[0] ?? ''
  const paths = plain(args).slice(valueOf(args, '-e') === undefined ? 1 : 2)
  const replace = /^s(.)(.*?)\1(.*?)\1([gi]*)$/.exec(script)
  const drop = /^\/(.*)\/d$/.exec(script)
  const show = /^([0-9]+)p$/.exec(script)
  const expression = replace ? expressionOf(replace[2]!, replace[4]) : drop ? expressionOf(drop[1]!) : show ? /^/ : null
  if (!expression) return done(1, '', `sed: the lab does not know '${script}'\n`)
  return overLines('sed', paths, around, stdin, (lines) => {
    const changed = replace
      ? lines.map((line) => line.replace(expression, replace[3]!.replace(/\\([0-9])/g, '$$$1').replace(/&/g, '$$&')))
      : drop
        ? lines.filter((line) => !expression.test(line))
        : lines.slice(Number(show![1]) - 1, Number(show![1]))
    if (!args.some((arg) => arg.startsWith('-i'))) return done(0, joined(changed))
    if (paths[0] !== undefined) around.files.set(paths[0], joined(changed))
    return done(0)
  })
}

/** `{print $1, "x"}` with the patterns `/a/`, `NR==2`, `$1=="x"` or none, and `-F`. */
export function awk(args: readonly string[], around: Surroundings, stdin: string): Outcome {
  const separator = valueOf(args, '-F')
  const [script = '', ...paths] = operands(args, '-F')
  const found = /^\s*(?:\/(.*)\/|NR\s*==\s*([0-9]+)|\$([0-9]+)\s*==\s*"(.*)")?\s*(?:\{\s*print\s*([^}]*)\})?\s*$/.exec(
    script
  )
  const expression = found?.[1] === undefined ? null : expressionOf(found[1])
  if (!found || script.trim() === '' || (found[1] !== undefined && !expression))
    return done(2, '', `awk: the lab does not know '${script}'\n`)
  return overLines('awk', paths, around, stdin, (lines) => {
    const printed: string[] = []
    lines.forEach((line, i) => {
      const fields = separator === undefined ? line.trim().split(/\s+/) : line.split(separator)
      const field = (at: number) => (at === 0 ? line : (fields[at - 1] ?? ''))
      if (expression && !expression.test(line)) return
      if (found[2] !== undefined && Number(found[2]) !== i + 1) return
      if (found[3] !== undefined && field(Number(found[3])) !== found[4]) return
      const terms = (found[5] ?? '').trim()
      if (terms === '') return void printed.push(line)
      const value = (term: string): string =>
        term === 'NR'
          ? String(i + 1)
          : term === 'NF'
            ? String(fields.length)
            : term === '$NF'
              ? (fields[fields.length - 1] ?? '')
              : term.startsWith('$')
                ? field(Number(term.slice(1)))
                : term.replace(/^"|"$/g, '')
      printed.push(
        terms
          .split(/\s*,\s*/)
          .map((group) => (group.match(/"[^"]*"|\$?\w+/g) ?? []).map(value).join(''))
          .join(' ')
      )
    })
    return done(0, joined(printed))
  })
}
