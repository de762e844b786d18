import { expressionOf } from './files'
import { done, job, never, plain, valueOf, type Outcome, type Program, type Surroundings } from './program'

/** Programs that print and that change lines of text, as pipes of probes and init containers use them. */
export const text: Record<string, Program> = {
  echo: (args) => {
    const flags = /^-[neE]+$/.test(args[0] ?? '') ? args[0]! : ''
    const said = (flags === '' ? args : args.slice(1)).join(' ')
    return done(0, (flags.includes('e') ? escapes(said) : said) + (flags.includes('n') ? '' : '\n'))
  },
  printf: ([format = '', ...values]) => {
    let at = 0
    return done(
      0,
      escapes(format).replace(/%([sdib%])/g, (_, what: string) => (what === '%' ? '%' : (values[at++] ?? '')))
    )
  },
  seq: (args) => {
    const numbers = plain(args).map(Number)
    const [first, step, last] =
      numbers.length === 1
        ? [1, 1, numbers[0]!]
        : numbers.length === 2
          ? [numbers[0]!, 1, numbers[1]!]
          : [numbers[0]!, numbers[1]!, numbers[2]!]
    let said = ''
    for (let n = first, count = 0; step > 0 ? n <= last : step < 0 && n >= last; n += step)
      if (++count > 10_000) break
      else said += `${n}\n`
    return done(0, said)
  },
  grep: (args, around, stdin) => {
    const given = valueOf(args, '-e')
    const [pattern = '', ...paths] = given === undefined ? plain(args) : [given, ...plain(args).slice(1)]
    const flag = (letter: string) => args.some((arg) => /^-[a-zA-Z]+$/.test(arg) && arg.includes(letter))
    const source = flag('F') ? pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : pattern
    const expression = expressionOf(flag('w') ? `\\b${source}\\b` : source, flag('i') ? 'i' : '')
    if (!expression) return done(2, '', `grep: bad regex '${pattern}'\n`)
    return overLines('grep', paths, around, stdin, (lines) => {
      const found = lines.filter((line) => expression.test(line) !== flag('v'))
      const said = flag('q') ? '' : flag('c') ? `${found.length}\n` : joined(found)
      return done(found.length > 0 ? 0 : 1, said)
    })
  },
  head: (args, around, stdin) =>
    overLines('head', operands(args, '-n'), around, stdin, (lines) =>
      done(0, joined(lines.slice(0, Number(valueOf(args, '-n') ?? numberOf(args) ?? 10))))
    ),
  tail: (args, around, stdin) =>
    args.includes('-f') || args.includes('-F')
      ? { kind: 'job', job: job(never) }
      : overLines('tail', operands(args, '-n'), around, stdin, (lines) => {
          const wanted = valueOf(args, '-n') ?? numberOf(args) ?? '10'
          const from = wanted.startsWith('+') ? Number(wanted) - 1 : Math.max(0, lines.length - Number(wanted))
          return done(0, joined(lines.slice(from)))
        }),
  wc: (args, around, stdin) =>
    overLines('wc', plain(args), around, stdin, (lines) => {
      const words = lines.join(' ').split(/\s+/).filter(Boolean).length
      const size = lines.reduce((sum, line) => sum + line.length + 1, 0)
      const counts = [
        ['-l', lines.length],
        ['-w', words],
        ['-c', size]
      ] as const
      const asked = counts.filter(([flag]) => args.includes(flag))
      return done(0, `${(asked.length > 0 ? asked : counts).map(([, count]) => count).join(' ')}\n`)
    }),
  sort: (args, around, stdin) =>
    overLines('sort', plain(args), around, stdin, (lines) => {
      const flag = (letter: string) => args.some((arg) => arg.startsWith('-') && arg.includes(letter))
      const sorted = [...lines].sort((a, b) => (flag('n') ? parseFloat(a) - parseFloat(b) : a < b ? -1 : a > b ? 1 : 0))
      if (flag('r')) sorted.reverse()
      return done(0, joined(flag('u') ? [...new Set(sorted)] : sorted))
    }),
  uniq: (args, around, stdin) =>
    overLines('uniq', plain(args), around, stdin, (lines) =>
      done(0, joined(lines.filter((line, i) => line !== lines[i - 1])))
    ),
  cut: (args, around, stdin) =>
    overLines('cut', [], around, stdin, (lines) => {
      const fields = (valueOf(args, '-f') ?? valueOf(args, '-c') ?? '1').split(',').map(Number)
      const delimiter = valueOf(args, '-c') === undefined ? (valueOf(args, '-d') ?? '\t') : ''
      return done(
        0,
        joined(
          lines.map((line) => {
            const parts = line.split(delimiter)
            return parts.length === 1 ? line : fields.map((field) => parts[field - 1] ?? '').join(delimiter)
          })
        )
      )
    }),
  tr: (args, _around, stdin) => {
    const [from = '', to = ''] = plain(args).map((set) => rangesOf(escapes(set)))
    const deletes = args.includes('-d')
    const changed = [...stdin].map((letter) => {
      const at = from.indexOf(letter)
      return at < 0 ? letter : deletes ? '' : (to[Math.min(at, to.length - 1)] ?? '')
    })
    return done(0, changed.join(''))
  },
  sed: (args, around, stdin) => sed(args, around, stdin),
  awk: (args, around, stdin) => awk(args, around, stdin),
  expr: ([a = '', operator = '', b = '']) => {
    const value = { '+': +a + +b, '-': +a - +b, '*': +a * +b, '/': Math.trunc(+a / +b), '%': +a % +b }[operator]
    return value === undefined || Number.isNaN(value)
      ? done(2, '', 'expr: syntax error\n')
      : done(value === 0 ? 1 : 0, `${value}\n`)
  },
  basename: ([path = '']) => done(0, `${path.slice(path.lastIndexOf('/') + 1)}\n`),
  dirname: ([path = '']) => done(0, `${path.slice(0, Math.max(path.lastIndexOf('/'), 0)) || '/'}\n`)
}

const escapes = (said: string): string =>
  said.replace(/\\([nt\\])/g, (_, letter: string) => ({ n: '\n', t: '\t', '\\': '\\' })[letter]!)

const joined = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')

/** `head -3`. */
const numberOf = (args: readonly string[]): string | undefined => args.find((arg) => /^-[0-9]+$/.test(arg))?.slice(1)

/** The files of `head -n 3 file`: what is neither an option nor its value. */
const operands = (args: readonly string[], option: string): string[] =>
  args.filter((arg, i) => !arg.startsWith('-') && args[i - 1] !== option)

function overLines(
  name: string,
  paths: readonly string[],
  { files }: Surroundings,
  stdin: string,
  act: (lines: string[]) => Outcome
): Outcome {
  let content = paths.length === 0 ? stdin : ''
  for (const path of paths) {
    const found = path === '-' ? stdin : files.get(path)
    if (found === undefined) return done(name === 'grep' ? 2 : 1, '', `${name}: ${path}: No such file or directory\n`)
    content += found
  }
  const lines = content.split('\n')
  if (lines[lines.length - 1] === '') lines.pop()
  return act(lines)
}

/** `a-z` written out. */
const rangesOf = (set: string): string =>
  set.replace(/(.)-(.)/g, (whole, a: string, b: string) => {
    const [from, to] = [a.codePointAt(0)!, b.codePointAt(0)!]
    return to < from || to - from > 128
      ? whole
      : Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)).join('')
  })

/** `s/a/b/g`, `/a/d`, `-n '2p'`; `-i` writes the file. */
function sed(args: readonly string[], around: Surroundings, stdin: string): Outcome {
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
function awk(args: readonly string[], around: Surroundings, stdin: string): Outcome {
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
