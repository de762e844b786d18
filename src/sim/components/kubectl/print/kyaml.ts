import { isMap, keysOf, toJson } from './go'

/**
 * KYAML, the dialect between YAML and JSON (`-o kyaml`), as one document. Models sigs.k8s.io/yaml/kyaml.
 * @param ordered fields stay in their order, as those of a Go type; else they stand by name
 */
export const toKyaml = (value: unknown, ordered = false): string => `---\n${node(value, 0, ordered)}\n`

const pad = (level: number): string => '  '.repeat(level)

function node(value: unknown, level: number, ordered: boolean): string {
  if (typeof value === 'string') return text(value, level + 1)
  if (Array.isArray(value)) return sequence(value, level, ordered)
  if (!isMap(value)) return toJson(value)
  const keys = ordered ? Object.keys(value).filter((key) => value[key] !== undefined) : keysOf(value)
  if (keys.length === 0) return '{}'
  const lines = keys.map((key) => `${pad(level + 1)}${keyText(key)}: ${node(value[key], level + 1, ordered)},\n`)
  return `{\n${lines.join('')}${pad(level)}}`
}

/** Maps and lists stand close together, all else has a line each. */
function sequence(items: readonly unknown[], level: number, ordered: boolean): string {
  if (items.length === 0) return '[]'
  if (items.every((item) => typeof item === 'object' && item !== null))
    return `[${items.map((item) => node(item, level, ordered)).join(', ')}]`
  return `[\n${items.map((item) => `${pad(level + 1)}${node(item, level + 1, ordered)},\n`).join('')}${pad(level)}]`
}

function text(value: string, level: number): string {
  if (!value.includes('\n')) return `"${[...value].map(escaped).join('')}"`
  let out = '"\\\n'
  for (const char of value) {
    if (out.endsWith('\n')) out += pad(level) + (/\s/u.test(char) && char !== '\n' ? '\\' : ' ')
    out += char === '\n' ? '\\n\\\n' : escaped(char)
  }
  if (!out.endsWith('\n')) out += '\\\n'
  return `${out}${pad(level)}"`
}

const names: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\t': '\t',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\r': '\\r',
  '\v': '\\v',
  '\0': '\\0',
  '\x1b': '\\e',
  '\x85': '\\N',
  '\xa0': '\\_',
  '\u2028': '\\L',
  '\u2029': '\\P'
}

function escaped(char: string): string {
  const known = names[char]
  if (known !== undefined) return known
  if (!/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}]/u.test(char)) return char
  const code = char.codePointAt(0)!
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, '0')}`
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`
}

/** A key needs quotes only where YAML would take it for something else than a text. */
const keyText = (key: string): string =>
  /^[\p{L}\p{N}_](?:[\p{L}\p{N}_./-]*[\p{L}\p{N}_])?$/u.test(key) && !isAmbiguous(key)
    ? key
    : `"${[...key].map((char) => (char === '\n' ? '\\n' : char === '\t' ? '\\t' : escaped(char))).join('')}"`

const isAmbiguous = (word: string): boolean =>
  /^(null|true|false|t|f|y|yes|n|no|on|off)$/i.test(word) ||
  /^[+-]?(\d[\d_]*|0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+)$/.test(word) ||
  /^[+-]?(\d[\d_]*\.?[\d_]*|\.\d[\d_]*)([eE][+-]?\d+)?$/.test(word) ||
  /^[+-]?(inf|infinity|nan)$/i.test(word) ||
  /^\d{4}-\d{1,2}-\d{1,2}$/.test(word)
