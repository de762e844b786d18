/**
 * Writes plain data as sigs.k8s.io/yaml does: keys sorted, lists not indented, quotes only where a text would be read as
 * something else, long texts folded at blanks beyond column 80. (`-o yaml`; the package `yaml` reads manifests but has another
 * style.) Models go.yaml.in/yaml/v2 emitterc.go.
 */
export function toYaml(value: unknown): string {
  if (isScalar(value)) return `${scalar(value, 0, 0)}\n`
  return block(value, 0).join('\n') + '\n'
}

const width = 80

const isScalar = (value: unknown): boolean => typeof value !== 'object' || value === null || isEmpty(value)
const isEmpty = (value: object): boolean => (Array.isArray(value) ? value.length === 0 : keysOf(value).length === 0)
const keysOf = (value: object): string[] =>
  Object.keys(value)
    .filter((key) => (value as Record<string, unknown>)[key] !== undefined)
    .sort()

function block(value: unknown, indent: number): string[] {
  const pad = ' '.repeat(indent)
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown) => {
      if (isScalar(item)) return [`${pad}- ${scalar(item, indent + 2, indent + 2)}`]
      const lines = block(item, indent + 2)
      return [`${pad}- ${lines[0]!.slice(indent + 2)}`, ...lines.slice(1)]
    })
  }
  const map = value as Record<string, unknown>
  return keysOf(map).flatMap((key) => {
    const name = keyLines(key, pad)
    const item = map[key]
    if (isScalar(item)) return [`${name} ${scalar(item, indent + 2, name.length + 1)}`]
    return [name, ...block(item, Array.isArray(item) ? indent : indent + 2)]
  })
}

/** A key that is long, or has several lines, is told by a question mark. */
function keyLines(key: string, pad: string): string {
  const simple = key.length <= 128 && !key.includes('\n')
  const shown = text(key, pad.length + 2, Infinity)
  return simple ? `${pad}${shown}:` : `${pad}? ${shown}\n${pad}:`
}

/** @param column where the text begins, @param indent where a further line of it does */
function scalar(value: unknown, indent: number, column: number): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'object') return Array.isArray(value) ? '[]' : '{}'
  if (typeof value === 'number') return number(value)
  if (typeof value !== 'string') return String(value)
  if (value.includes('\n') && isLiteral(value)) return literal(value, indent)
  return text(value, indent, column)
}

const number = (value: number): string =>
  Math.abs(value) >= 1e21 || (value !== 0 && Math.abs(value) < 1e-4)
    ? value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2')
    : String(value)

/** What cannot be told by itself: control characters, blanks at the end of a line. */
const hasSpecials = (value: string): boolean =>
  /(?!\n)\p{Cc}|[\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]/u.test(value)
const isLiteral = (value: string): boolean => !hasSpecials(value) && !/ \n| $/.test(value)

function literal(value: string, indent: number): string {
  const hint = /^[ \n]/.test(value) ? '2' : ''
  const chomp = value.endsWith('\n\n') || value === '\n' ? '+' : value.endsWith('\n') ? '' : '-'
  const lines = value.replace(/\n$/, '').split('\n')
  return [`|${hint}${chomp}`, ...lines.map((line) => (line === '' ? '' : ' '.repeat(indent) + line))].join('\n')
}

/** Texts that YAML would read as null, a boolean, a number or a timestamp. */
const resolves =
  /^(|~|null|Null|NULL|true|True|TRUE|false|False|FALSE|y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF|[-+]?(\.\d+|\d[\d_]*(\.\d*)?)([eE][-+]?\d+)?|[-+]?\d[\d_]*:[\d:.]*|[-+]?0x[\da-fA-F]+|0o?[0-7]+|[-+]?0b[01]+|\.nan|\.NaN|\.NAN|[-+]?\.(inf|Inf|INF)|\d{4}-\d{1,2}-\d{1,2}([Tt ].*)?|<<|=)$/

const needsQuotes = (value: string): boolean =>
  /^[-?:](\s|$)/.test(value) ||
  /^(---|\.\.\.)/.test(value) ||
  /^[,[\]{}#&*!|>'"%@`]/.test(value) ||
  /: |:$| #|^\s|\s$/.test(value)

function text(value: string, indent: number, column: number): string {
  if (resolves.test(value) || value.includes('\n') || hasSpecials(value)) return doubleQuoted(value, indent, column)
  if (needsQuotes(value)) return `'${folded([...value.replace(/'/g, "''")], indent, column + 1, true)}'`
  return folded([...value], indent, column, false)
}

/** Breaks a text at a single blank once it is beyond the width. */
function folded(chars: readonly string[], indent: number, from: number, quoted: boolean): string {
  if (from + chars.length <= width || from === Infinity) return chars.join('')
  let out = ''
  let column = from
  let spaces = false
  for (const [i, char] of chars.entries()) {
    const inside = !quoted || (i > 0 && i < chars.length - 1)
    if (char === ' ' && !spaces && column > width && inside && chars[i + 1] !== ' ') {
      out += `\n${' '.repeat(indent)}`
      column = indent
    } else {
      out += char
      column++
    }
    spaces = char === ' '
  }
  return out
}

const names: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '\x85': '\\N',
  '\u2028': '\\L',
  '\u2029': '\\P'
}

function doubleQuoted(value: string, indent: number, from: number): string {
  const chars = [...value]
  let out = '"'
  let column = from + 1
  let spaces = false
  for (const [i, char] of chars.entries()) {
    if (char === ' ' && !spaces && column > width && from !== Infinity && i > 0 && i < chars.length - 1) {
      out += `\n${' '.repeat(indent)}${chars[i + 1] === ' ' ? '\\' : ''}`
      column = indent
      spaces = true
      continue
    }
    const shown = names[char] ?? (hasSpecials(char) ? hex(char) : char)
    out += shown
    column += shown.length
    spaces = char === ' '
  }
  return `${out}"`
}

function hex(char: string): string {
  const code = char.codePointAt(0)!
  return code < 0x100
    ? `\\x${code.toString(16).toUpperCase().padStart(2, '0')}`
    : `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`
}
