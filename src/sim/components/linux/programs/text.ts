import { awk } from './awk'
import { escapes, formatted, takes } from './format'
import { diff } from './diff'
import { sed } from './sed'
import { base64, column, grep, rangeOf, sort, uniq } from './filters'
import { jq } from './jq'
import { joined, letters, operands, overLines } from './lines'
import { byteLength, bytesOfText, textOfBytes } from '../../../../base/bytes'
import { bytes, done, job, never, plain, valueOf, type Outcome, type Program } from './program'

/** Programs that print and that change lines of text, as pipes of probes and init containers use them. */
/** `head -c 3`: so many bytes. */
function byBytes(args: readonly string[], content: string): Outcome | undefined {
  const size = valueOf(args, '-c')
  return size === undefined ? undefined : done(0, textOfBytes(bytesOfText(content).slice(0, bytes(size))))
}

export const text: Record<string, Program> = {
  echo: (args) => {
    const flags = /^-[neE]+$/.test(args[0] ?? '') ? args[0]! : ''
    const said = (flags === '' ? args : args.slice(1)).join(' ')
    return done(0, (flags.includes('e') ? escapes(said) : said) + (flags.includes('n') ? '' : '\n'))
  },
  printf: (args) => {
    const [format = '', ...values] = args[0] === '--' ? args.slice(1) : args
    const each = takes(format)
    // As long as there are values, the format is used again.
    let said = formatted(escapes(format), values.slice(0, each))
    for (let at = each; each > 0 && at < values.length; at += each)
      said += formatted(escapes(format), values.slice(at, at + each))
    return done(0, said)
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
  grep: (args, around, stdin) => grep(args, around, stdin),
  egrep: (args, around, stdin) => grep(args, around, stdin),
  fgrep: (args, around, stdin) => grep(['-F', ...args], around, stdin),
  head: (args, around, stdin) =>
    overLines(
      'head',
      operands(args, '-n', '-c'),
      around,
      stdin,
      (lines, content) =>
        byBytes(args, content) ?? done(0, joined(lines.slice(0, Number(valueOf(args, '-n') ?? numberOf(args) ?? 10))))
    ),
  tail: (args, around, stdin) =>
    args.some((arg) => /^-[a-z]*[fF]$|^--follow/.test(arg)) && !around.screen
      ? follow(args)
      : overLines('tail', operands(args, '-n', '-c'), around, stdin, (lines, content) => {
          const size = valueOf(args, '-c')
          if (size !== undefined) return done(0, textOfBytes(bytesOfText(content).slice(-bytes(size) || Infinity)))
          const wanted = valueOf(args, '-n') ?? numberOf(args) ?? '10'
          const from = wanted.startsWith('+') ? Number(wanted) - 1 : Math.max(0, lines.length - Number(wanted))
          return done(0, joined(lines.slice(from)))
        }),
  wc: (args, around, stdin) =>
    overLines('wc', plain(args), around, stdin, (lines, content) => {
      const words = content.split(/\s+/).filter(Boolean).length
      const ended = content === '' || content.endsWith('\n') ? lines.length : lines.length - 1
      const counts = [
        ['l', ended],
        ['w', words],
        ['c', byteLength(content)]
      ] as const
      const asked = counts.filter(([flag]) => letters(args).includes(flag))
      return done(0, `${(asked.length > 0 ? asked : counts).map(([, count]) => count).join(' ')}\n`)
    }),
  sort: (args, around, stdin) => sort(args, around, stdin),
  uniq: (args, around, stdin) => uniq(args, around, stdin),
  column: (args, around, stdin) => column(args, around, stdin),
  tac: (args, around, stdin) =>
    overLines('tac', plain(args), around, stdin, (lines) => done(0, joined(lines.reverse()))),
  rev: (args, around, stdin) =>
    overLines('rev', plain(args), around, stdin, (lines) =>
      done(0, joined(lines.map((line) => [...line].reverse().join(''))))
    ),
  nl: (args, around, stdin) =>
    overLines('nl', plain(args), around, stdin, (lines) =>
      done(0, joined(lines.map((line, i) => `${String(i + 1).padStart(6)}\t${line}`)))
    ),
  base64: (args, around, stdin) => base64(args, around, stdin),
  jq: (args, around, stdin) => jq(args, around, stdin),
  cut: (args, around, stdin) =>
    overLines('cut', cutFiles(args), around, stdin, (lines) => {
      const fields = (valueOf(args, '-f') ?? valueOf(args, '-c') ?? '1').split(',').flatMap(rangeOf)
      const delimiter = valueOf(args, '-c') === undefined ? (valueOf(args, '-d') ?? '\t') : ''
      return done(
        0,
        joined(
          lines.map((line) => {
            const parts = line.split(delimiter)
            return parts.length === 1 && delimiter !== ''
              ? line
              : fields.flatMap((field) => parts[field - 1] ?? []).join(delimiter)
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
  diff: (args, around) => diff(args, around),
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

/** The files of `cut -d : -f 1 file`. */
const cutFiles = (args: readonly string[]): string[] =>
  args.filter((arg, i) => !arg.startsWith('-') && !/^-[dfc]$/.test(args[i - 1] ?? ''))

/** `head -3`. */
const numberOf = (args: readonly string[]): string | undefined => args.find((arg) => /^-[0-9]+$/.test(arg))?.slice(1)

/** `a-z` written out. */
const rangesOf = (set: string): string =>
  set.replace(/(.)-(.)/g, (whole, a: string, b: string) => {
    const [from, to] = [a.codePointAt(0)!, b.codePointAt(0)!]
    return to < from || to - from > 128
      ? whole
      : Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)).join('')
  })

/** tail -f: what comes to a file is printed as it comes, looked for every second; of `/dev/null` nothing ever comes. */
function follow(args: readonly string[]): Outcome {
  const [file] = operands(
    args.filter((arg) => arg !== '-f' && arg !== '-F'),
    '-n'
  )
  if (file === undefined || file === '/dev/null') return { kind: 'job', job: job(never) }
  const wanted =
    valueOf(args, '-n') ?? args.map((arg) => /^-n(\+?\d+)$/.exec(arg)?.[1]).find(Boolean) ?? numberOf(args) ?? '10'
  const named = `'${file.replaceAll("'", "'\\''")}'`
  const count = `$(cat ${named} | wc -l)`
  const from = wanted.startsWith('+')
    ? `n=${Math.max(0, Number(wanted) - 1)}`
    : `n=0; if [ -f ${named} ]; then n=${count}; if [ $n -gt ${Number(wanted)} ]; then n=$((n-${Number(wanted)})); else n=0; fi; fi`
  const news = `if [ $c -lt $n ]; then n=0; fi; if [ $c -gt $n ]; then tail -n +$((n+1)) ${named}; n=$c; fi`
  const script = `${from}; while true; do if [ -f ${named} ]; then c=${count}; ${news}; fi; sleep 1; done`
  return { kind: 'run', argvs: [['sh', '-c', script]], endless: true }
}
