/**
 * Writes plain data as sigs.k8s.io/yaml does: keys sorted, lists not indented, and quotes only where a text would be
 * read as something else. (`-o yaml`; the package `yaml` reads manifests but has another style.)
 */
export function toYaml(value: unknown): string {
  if (isScalar(value)) return `${scalar(value, 0)}\n`
  return block(value, 0).join('\n') + '\n'
}

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
      if (isScalar(item)) return [`${pad}- ${scalar(item, indent + 2)}`]
      const lines = block(item, indent + 2)
      return [`${pad}- ${lines[0]!.slice(indent + 2)}`, ...lines.slice(1)]
    })
  }
  const map = value as Record<string, unknown>
  return keysOf(map).flatMap((key) => {
    const name = `${pad}${text(key)}:`
    const item = map[key]
    if (isScalar(item)) return [`${name} ${scalar(item, indent + 2)}`]
    return [name, ...block(item, Array.isArray(item) ? indent : indent + 2)]
  })
}

function scalar(value: unknown, indent: number): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'object') return Array.isArray(value) ? '[]' : '{}'
  if (typeof value !== 'string') return String(value)
  if (value.includes('\n')) {
    const lines = value.replace(/\n$/, '').split('\n')
    return [
      value.endsWith('\n') ? '|' : '|-',
      ...lines.map((line) => (line === '' ? '' : ' '.repeat(indent) + line))
    ].join('\n')
  }
  return text(value)
}

/** Texts that YAML would read as null, a boolean, a number or a timestamp. */
const resolves =
  /^(|~|null|Null|NULL|true|True|TRUE|false|False|FALSE|y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF|[-+]?(\.\d+|\d[\d_]*(\.\d*)?)([eE][-+]?\d+)?|[-+]?\d[\d_]*:[\d:.]*|0x[\da-fA-F]+|0o?[0-7]+|\.nan|\.inf|-\.inf|\d{4}-\d{1,2}-\d{1,2}([Tt ].*)?|<<|=)$/

const needsQuotes = (value: string): boolean =>
  /^[-?:](\s|$)/.test(value) || /^[,[\]{}#&*!|>'"%@`]/.test(value) || /: |:$| #|^\s|\s$/.test(value)

function text(value: string): string {
  if (resolves.test(value)) return JSON.stringify(value)
  if (/\p{Cc}/u.test(value)) return JSON.stringify(value)
  return needsQuotes(value) ? `'${value.replace(/'/g, "''")}'` : value
}
