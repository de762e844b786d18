import { expressionOf } from './files'
import { joined, letters, overLines } from './lines'
import { done, plain, valueOf, type Outcome, type Surroundings } from './program'

/** grep with `-i -v -c -o -q -w -x -n -l -h -E -F -A -B -C -m -e`. */
export function grep(args: readonly string[], around: Surroundings, stdin: string): Outcome {
  const valued = new Set(['-e', '-A', '-B', '-C', '-m', '-f'])
  const words = args.filter((arg, i) => !(arg.startsWith('-') && arg !== '-') && !valued.has(args[i - 1] ?? ''))
  const given = args.flatMap((arg, i) => (arg === '-e' ? [args[i + 1] ?? ''] : []))
  const [patterns, paths] = given.length > 0 ? [given, words] : [[words[0] ?? ''], words.slice(1)]
  const flag = (letter: string) =>
    args.some((arg) => /^-[a-zA-Z]+$/.test(arg) && !/^-[ABCm]$/.test(arg) && arg.includes(letter))
  const sources = patterns.map((pattern) => {
    // Basic expressions write `\\|` where extended ones write `|`.
    const source = flag('F')
      ? pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      : flag('E')
        ? pattern
        : pattern.replaceAll('\\|', '|')
    return flag('x') ? `^(?:${source})$` : flag('w') ? `\\b(?:${source})\\b` : source
  })
  const expressions = sources.map((source) => expressionOf(source, flag('i') ? 'gi' : 'g'))
  const bad = expressions.findIndex((expression) => expression === null)
  if (bad >= 0) return done(2, '', `grep: bad regex '${patterns[bad]!}'\n`)
  const matches = (line: string) => expressions.some((expression) => line.search(expression!) >= 0)
  const count = (name: string) => Number(valueOf(args, name) ?? valueOf(args, '-C') ?? 0) || 0
  const [after, before, most] = [count('-A'), count('-B'), Number(valueOf(args, '-m') ?? Infinity)]
  return overLines('grep', paths, around, stdin, (lines) => {
    const found = lines.flatMap((line, i) => (matches(line) !== flag('v') ? [i] : [])).slice(0, most)
    const status = found.length > 0 ? 0 : 1
    if (flag('q')) return done(status)
    if (flag('c')) return done(status, `${found.length}\n`)
    if (flag('l')) return done(status, found.length > 0 ? `${paths[0] ?? '(standard input)'}\n` : '')
    const number = (i: number, mark: string) => (flag('n') ? `${i + 1}${mark}` : '')
    if (flag('o')) {
      const parts = found.flatMap((i) =>
        expressions
          .flatMap((expression) => lines[i]!.match(expression!) ?? [])
          .filter((part) => part !== '')
          .map((part) => number(i, ':') + part)
      )
      return done(status, joined(parts))
    }
    if (after + before === 0) return done(status, joined(found.map((i) => number(i, ':') + lines[i]!)))
    const hits = new Set(found)
    const shown: string[] = []
    let last = -1
    for (let i = 0; i < lines.length; i++) {
      if (!found.some((hit) => i >= hit - before && i <= hit + after)) continue
      if (last >= 0 && i > last + 1) shown.push('--')
      shown.push(number(i, hits.has(i) ? ':' : '-') + lines[i]!)
      last = i
    }
    return done(status, joined(shown))
  })
}

/** sort with `-n -r -u -h -k -t -V`. */
export function sort(args: readonly string[], around: Surroundings, stdin: string): Outcome {
  const flags = letters(args)
  const key = valueOf(args, '-k')
  const separator = valueOf(args, '-t')
  const paths = plain(args).filter((arg) => arg !== key && arg !== separator)
  const at = key === undefined ? 0 : parseInt(key, 10)
  const numeric = /[nhV]/.test(flags) || (key !== undefined && /n/.test(key))
  const reversed = flags.includes('r') || (key !== undefined && /r/.test(key))
  const keyOf = (line: string): string => {
    if (at < 1) return line
    const fields = separator === undefined ? line.trim().split(/\s+/) : line.split(separator)
    return key?.includes(',') ? (fields[at - 1] ?? '') : fields.slice(at - 1).join(' ')
  }
  const scale = { K: 1e3, M: 1e6, G: 1e9, T: 1e12 } as Readonly<Record<string, number>>
  const size = (text: string): number => {
    const value = parseFloat(text)
    const unit = flags.includes('h') ? /^[-\d.]+([KMGT])/.exec(text)?.[1] : undefined
    return Number.isNaN(value) ? 0 : value * (unit ? scale[unit]! : 1)
  }
  const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
  return overLines('sort', paths, around, stdin, (lines) => {
    const sorted = [...lines].sort(
      (a, b) => (numeric ? size(keyOf(a)) - size(keyOf(b)) : order(keyOf(a), keyOf(b))) || order(a, b)
    )
    if (reversed) sorted.reverse()
    return done(0, joined(flags.includes('u') ? [...new Set(sorted)] : sorted))
  })
}

/** uniq with `-c -d -u`. */
export function uniq(args: readonly string[], around: Surroundings, stdin: string): Outcome {
  const flags = letters(args)
  return overLines('uniq', plain(args), around, stdin, (lines) => {
    const groups: { line: string; count: number }[] = []
    for (const line of lines) {
      const last = groups[groups.length - 1]
      if (last?.line === line) last.count++
      else groups.push({ line, count: 1 })
    }
    const wanted = groups.filter(({ count }) =>
      flags.includes('d') ? count > 1 : flags.includes('u') ? count === 1 : true
    )
    return done(
      0,
      joined(wanted.map(({ line, count }) => (flags.includes('c') ? `${String(count).padStart(7)} ${line}` : line)))
    )
  })
}

/** `column -t`: as wide as the widest cell. */
export function column(args: readonly string[], around: Surroundings, stdin: string): Outcome {
  const separator = valueOf(args, '-s')
  const paths = plain(args).filter((arg) => arg !== separator)
  return overLines('column', paths, around, stdin, (lines) => {
    const rows = lines.map((line) => (separator === undefined ? line.trim().split(/\s+/) : line.split(separator)))
    const widths: number[] = []
    for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)))
    return done(
      0,
      joined(
        rows.map((row) => row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i]! + 2))).join(''))
      )
    )
  })
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** base64 of ASCII text, and back with `-d`. */
export function base64(args: readonly string[], around: Surroundings, stdin: string): Outcome {
  return overLines(
    'base64',
    plain(args).filter((arg) => arg !== valueOf(args, '-w')),
    around,
    stdin,
    (_lines, content) => {
      if (letters(args).includes('d') || args.includes('--decode')) {
        let bits = 0
        let held = 0
        let text = ''
        for (const letter of content.replace(/[\s=]/g, '')) {
          const value = alphabet.indexOf(letter)
          if (value < 0) return done(1, text, 'base64: invalid input\n')
          held = ((held << 6) | value) & 0xffff
          bits += 6
          if (bits >= 8) text += String.fromCharCode((held >> (bits -= 8)) & 255)
        }
        return done(0, text)
      }
      let text = ''
      for (let i = 0; i < content.length; i += 3) {
        const [a, b, c] = [content.charCodeAt(i), content.charCodeAt(i + 1), content.charCodeAt(i + 2)]
        const all = ((a & 255) << 16) | ((b & 255) << 8) | (c & 255)
        text += alphabet[all >> 18]! + alphabet[(all >> 12) & 63]!
        text += i + 1 < content.length ? alphabet[(all >> 6) & 63]! : '='
        text += i + 2 < content.length ? alphabet[all & 63]! : '='
      }
      return done(0, `${text}\n`)
    }
  )
}

/** `2`, `2-4`, `2-`: numbers of fields. */
export function rangeOf(text: string): number[] {
  const [first = '', last] = text.split('-')
  const from = Number(first) || 1
  const to = last === undefined ? from : Math.min(Number(last) || 200, from + 200)
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i)
}
