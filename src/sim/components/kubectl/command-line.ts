import { fail, ok, type Result } from '../../../base/result'

/** Splits a line as a POSIX shell would: blanks, single and double quotes, backslash. */
export function splitLine(line: string): Result<string[]> {
  const words: string[] = []
  let word: string | null = null
  let quote = ''
  for (let i = 0; i < line.length; i++) {
    const char = line[i]!
    if (quote === "'") {
      if (char === "'") quote = ''
      else word += char
    } else if (char === '\\' && (quote === '' || '"\\$`'.includes(line[i + 1] ?? ''))) {
      word = (word ?? '') + (line[++i] ?? '')
    } else if (quote === '"') {
      if (char === '"') quote = ''
      else word += char
    } else if (char === "'" || char === '"') {
      quote = char
      word ??= ''
    } else if (/\s/.test(char)) {
      if (word !== null) words.push(word)
      word = null
    } else word = (word ?? '') + char
  }
  if (quote !== '') return fail(`syntax error: unterminated quoted string`)
  if (word !== null) words.push(word)
  return ok(words)
}

export type FlagKind = 'string' | 'bool' | 'int' | 'list'
export interface FlagSpec {
  readonly kind: FlagKind
  readonly short?: string
  /** Value when the flag stands without one (`--dry-run`). */
  readonly bare?: string
}
export type FlagSpecs = Readonly<Record<string, FlagSpec>>
/** Parsed flags by long name. A list flag may come several times. */
export type FlagValues = Record<string, string | boolean | number | string[]>

/** Flags that every command takes. Models k8s.io/cli-runtime/pkg/genericclioptions/config_flags.go and klog's `-v`. */
export const globalFlags: FlagSpecs = {
  namespace: { kind: 'string', short: 'n' },
  v: { kind: 'int', short: 'v' },
  'request-timeout': { kind: 'string' },
  server: { kind: 'string', short: 's' },
  as: { kind: 'string' },
  help: { kind: 'bool', short: 'h' }
}

export interface Parsed {
  readonly args: string[]
  readonly flags: FlagValues
  /** What follows `--`. */
  readonly rest: string[]
}

/** Reads flags as spf13/pflag does: `--name=value`, `--name value`, `-n value`, `-nvalue`, `--name` for booleans. */
export function parseFlags(words: readonly string[], specs: FlagSpecs, command: string): Result<Parsed> {
  const known: FlagSpecs = { ...globalFlags, ...specs }
  const shorts = new Map(Object.entries(known).flatMap(([name, { short }]) => (short ? [[short, name] as const] : [])))
  const flags: FlagValues = {}
  const args: string[] = []
  const help = `See 'kubectl ${command} --help' for usage.`
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    if (word === '--') return ok({ args, flags, rest: words.slice(i + 1) })
    if (!word.startsWith('-') || word === '-') {
      args.push(word)
      continue
    }
    const [, long, , longValue] = /^--([^=]+)(=([\s\S]*))?$/.exec(word) ?? []
    const short = long === undefined ? word[1]! : ''
    const name = long ?? shorts.get(short)
    const spec = name === undefined ? undefined : known[name]
    if (name === undefined || !spec) {
      return fail(
        long === undefined
          ? `unknown shorthand flag: '${short}' in ${word}\n${help}`
          : `unknown flag: --${long}\n${help}`
      )
    }
    let value = long === undefined ? word.slice(2).replace(/^=/, '') || undefined : longValue
    if (value === undefined) {
      if (spec.kind === 'bool') value = 'true'
      else if (spec.bare !== undefined) value = spec.bare
      else if (i + 1 < words.length) value = words[++i]!
      else return fail(`flag needs an argument: ${long === undefined ? `'${short}' in ${word}` : `--${long}`}\n${help}`)
    }
    const shown = spec.short && spec.short !== name ? `"-${spec.short}, --${name}"` : `"--${name}"`
    if (spec.kind === 'bool') {
      if (!/^(true|false|t|f|1|0)$/i.test(value)) {
        return fail(
          `invalid argument "${value}" for ${shown} flag: strconv.ParseBool: parsing "${value}": invalid syntax\n${help}`
        )
      }
      flags[name] = /^(true|t|1)$/i.test(value)
    } else if (spec.kind === 'int') {
      if (!/^[+-]?\d+$/.test(value)) {
        return fail(
          `invalid argument "${value}" for ${shown} flag: strconv.ParseInt: parsing "${value}": invalid syntax\n${help}`
        )
      }
      flags[name] = Number(value)
    } else if (spec.kind === 'list') flags[name] = [...((flags[name] as string[] | undefined) ?? []), value]
    else flags[name] = value
  }
  return ok({ args, flags, rest: [] })
}

/** `30s`, `1m30s`, `500ms`, or a bare number of seconds. NaN if it is none. Models time.ParseDuration as kubectl uses it. */
export function parseSeconds(text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  let total = 0
  let rest = text
  while (rest !== '') {
    const found = /^(\d+(?:\.\d+)?)(ms|s|m|h)/.exec(rest)
    if (!found) return Number.NaN
    total += Number(found[1]) * { ms: 0.001, s: 1, m: 60, h: 3_600 }[found[2] as 's']
    rest = rest.slice(found[0].length)
  }
  return text === '' ? Number.NaN : total
}
