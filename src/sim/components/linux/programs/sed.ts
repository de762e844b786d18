import { expressionOf } from './files'
import { joined, overLines } from './lines'
import { done, type Outcome, type Surroundings } from './program'

/** A line: by its number (0: the last), or by what stands in it. */
type Address = number | RegExp

interface Command {
  readonly from?: Address
  readonly to?: Address
  readonly not: boolean
  readonly what: 'p' | 'd' | 'q' | '=' | 's' | 'a' | 'i' | 'c'
  readonly find?: RegExp
  readonly by?: string
  readonly prints?: boolean
  readonly nth?: number
}

/** sed with `-n -e -E -r -i`: `s`, `p`, `d`, `q`, `=`, `a`, `i`, `c`, with addresses and ranges. */
export function sed(args: readonly string[], around: Surroundings, stdin: string): Outcome {
  const scripts: string[] = []
  const words: string[] = []
  let [quiet, extended, inPlace] = [false, false, false]
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!
    if (arg === '-e' || arg === '--expression') scripts.push(args[++i] ?? '')
    else if (arg === '-f' || arg === '--file') {
      const path = args[++i] ?? ''
      const script = path === '-' ? stdin : around.files.get(path)
      if (script === undefined) return done(1, '', `sed: couldn't open file ${path}: No such file or directory\n`)
      scripts.push(script)
    } else if (/^-[nErsi]+$/.test(arg)) {
      quiet ||= arg.includes('n')
      extended ||= /[Er]/.test(arg)
      inPlace ||= arg.includes('i')
    } else if (arg.startsWith('-i')) inPlace = true
    else if (arg === '--') continue
    else if (arg !== '-' && arg.startsWith('-'))
      return done(1, '', `sed: invalid option -- '${arg.replace(/^-+/, '')}'\n`)
    else words.push(arg)
  }
  if (scripts.length === 0) scripts.push(words.shift() ?? '')
  const commands: Command[] = []
  for (const script of scripts) {
    const read = commandsOf(script, extended)
    if (typeof read === 'string') return done(1, '', `sed: -e expression #1: ${read}\n`)
    commands.push(...read)
  }
  return overLines('sed', words, around, stdin, (lines) => {
    const changed = edited(lines, commands, quiet)
    if (!inPlace) return done(0, joined(changed))
    if (words[0] !== undefined) around.files.set(words[0], joined(changed))
    return done(0)
  })
}

function edited(lines: readonly string[], commands: readonly Command[], quiet: boolean): string[] {
  const out: string[] = []
  const open = commands.map(() => false)
  for (const [i, given] of lines.entries()) {
    let line: string | null = given
    const after: string[] = []
    let quits = false
    const fits = (address: Address): boolean =>
      typeof address === 'number'
        ? (address === 0 ? lines.length : address) === i + 1
        : new RegExp(address.source, address.flags.replace('g', '')).test(line ?? '')
    for (const [at, command] of commands.entries()) {
      const { from, to, not, what } = command
      let chosen = from === undefined || open[at] || fits(from)
      if (to !== undefined && chosen) {
        const began = !open[at]
        const over = typeof to === 'number' ? (to === 0 ? lines.length : to) <= i + 1 : !began && fits(to)
        open[at] = !over
      }
      if (not) chosen = !chosen
      if (!chosen) continue
      if (what === 'p') out.push(line)
      else if (what === '=') out.push(String(i + 1))
      else if (what === 'i') out.push(command.by ?? '')
      else if (what === 'a') after.push(command.by ?? '')
      else if (what === 's') {
        const next = replaced(line, command)
        if (next !== line && command.prints) out.push(next)
        line = next
      } else if (what === 'q') {
        quits = true
        break
      } else {
        if (what === 'c') out.push(command.by ?? '')
        line = null
        break
      }
    }
    if (line !== null && !quiet) out.push(line)
    out.push(...after)
    if (quits) break
  }
  return out
}

function replaced(line: string, { find, by = '', nth = 1 }: Command): string {
  let seen = 0
  const all = new RegExp(find!.source, find!.flags.includes('g') ? find!.flags : `${find!.flags}g`)
  return line.replace(all, (found, ...groups: unknown[]) => {
    seen++
    if (seen < nth || (seen > nth && !find!.flags.includes('g'))) return found
    return by.replace(/\\([0-9&n])|&/g, (mark, escaped: string | undefined) =>
      mark === '&' || escaped === '0'
        ? found
        : escaped === '&'
          ? '&'
          : escaped === 'n'
            ? '\n'
            : String(groups[Number(escaped) - 1] ?? '')
    )
  })
}

/** The commands of a script, or what is wrong with it. */
function commandsOf(script: string, extended: boolean): Command[] | string {
  const found: Command[] = []
  let rest = script
  for (;;) {
    rest = rest.replace(/^[\s;]+/, '')
    if (rest === '' || rest.startsWith('#')) return found
    const from = addressOf(rest, extended)
    if (typeof from === 'string') return from
    rest = from.rest
    const to = rest.startsWith(',') ? addressOf(rest.slice(1), extended) : undefined
    if (typeof to === 'string') return to
    if (to) rest = to.rest
    const not = /^\s*!/.test(rest)
    rest = rest.replace(/^\s*!?\s*/, '')
    const head = {
      not,
      ...(from.address !== undefined && { from: from.address }),
      ...(to?.address !== undefined && { to: to.address })
    }
    const letter = rest[0] ?? ''
    if (letter === 's') {
      const mark = rest[1] ?? '/'
      const parts = partsOf(rest.slice(2), mark)
      if (!parts) return "unterminated `s' command"
      const [source, by, after] = parts
      const flags = /^[gipI0-9]*/.exec(after)![0]
      const find = expressionOf(
        basic(source, extended),
        `${flags.includes('g') ? 'g' : ''}${/[iI]/.test(flags) ? 'i' : ''}`
      )
      if (!find) return `Invalid preceding regular expression`
      const nth = /\d+/.exec(flags)?.[0]
      found.push({
        ...head,
        what: 's',
        find,
        by,
        prints: flags.includes('p'),
        ...(nth !== undefined && { nth: Number(nth) })
      })
      rest = after.slice(flags.length)
    } else if (letter === 'p' || letter === 'd' || letter === 'q' || letter === '=') {
      found.push({ ...head, what: letter })
      rest = rest.slice(1)
    } else if (letter === 'a' || letter === 'i' || letter === 'c') {
      found.push({ ...head, what: letter, by: rest.slice(1).replace(/^\s*\\?\n?/, '') })
      return found
    } else return letter === '' ? 'missing command' : `unknown command: \`${letter}'`
    if (!/^\s*(?:[;\n}#]|$)/.test(rest)) return 'extra characters after command'
  }
}

function addressOf(text: string, extended: boolean): { readonly address?: Address; readonly rest: string } | string {
  const number = /^\s*(\d+|\$)/.exec(text)
  if (number) return { address: number[1] === '$' ? 0 : Number(number[1]), rest: text.slice(number[0].length) }
  if (!text.startsWith('/')) return { rest: text }
  const parts = partsOf(`${text.slice(1)}`, '/', 1)
  const address = parts && expressionOf(basic(parts[0], extended))
  return parts && address ? { address, rest: parts[1] } : 'unterminated address regex'
}

/** Texts up to a mark, `count` of them, and what stands behind; null: the mark is missing. */
function partsOf(text: string, mark: string, count = 2): [string, string, string] | null {
  const found: string[] = []
  let part = ''
  let i = 0
  for (; i < text.length && found.length < count; i++) {
    if (text[i] === '\\' && i + 1 < text.length) part += text[++i] === mark ? mark : `\\${text[i]!}`
    else if (text[i] === mark) {
      found.push(part)
      part = ''
    } else part += text[i]
  }
  return found.length < count ? null : [found[0]!, count === 1 ? text.slice(i) : found[1]!, text.slice(i)]
}

/** Basic expressions write `\(`, `\|`, `\+` where extended ones (and JavaScript's) write the sign alone. */
const basic = (source: string, extended: boolean): string =>
  extended
    ? source
    : source.replace(/\\([(){}|+?])|([(){}|+?])/g, (_, escaped: string | undefined, bare: string | undefined) =>
        escaped === undefined ? `\\${bare ?? ''}` : escaped
      )
