/* How etcdctl prints tables and sizes. */

export const healthHead = ['ENDPOINT', 'HEALTH', 'TOOK', 'ERROR']
export const statusHead = [
  'ENDPOINT',
  'ID',
  'VERSION',
  'STORAGE VERSION',
  'DB SIZE',
  'IN USE',
  'PERCENTAGE NOT IN USE',
  'QUOTA',
  'IS LEADER',
  'IS LEARNER',
  'RAFT TERM',
  'RAFT INDEX',
  'RAFT APPLIED INDEX',
  'ERRORS',
  'DOWNGRADE TARGET VERSION',
  'DOWNGRADE ENABLED'
]
export const memberHead = ['ID', 'STATUS', 'NAME', 'PEER ADDRS', 'CLIENT ADDRS', 'IS LEARNER']

export const hashHead = ['ENDPOINT', 'HASH', 'HASH REVISION']

/** As etcdctl's printers do: a line each, or tablewriter's table. */
export function printed(rows: readonly (readonly string[])[], head: readonly string[], format: string): string {
  if (format !== 'table') return rows.map((row) => `${row.join(', ')}\n`).join('')
  const lines = rows.flatMap(wrapped)
  const widths = head.map((name, i) => Math.max(name.length, ...lines.map((row) => row[i]!.length)))
  const rule = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+\n`
  const centred = (text: string, width: number) => {
    const left = Math.floor((width - text.length) / 2)
    return ' '.repeat(left) + text + ' '.repeat(width - text.length - left)
  }
  const line = (cells: readonly string[], cell: (text: string, width: number) => string) =>
    `|${cells.map((text, i) => ` ${cell(text, widths[i]!)} `).join('|')}|\n`
  const body = lines.map((row) =>
    line(row, (text, width) => (/^\d+$/.test(text) ? text.padStart(width) : text.padEnd(width)))
  )
  return rule + line(head, centred) + rule + body.join('') + rule
}

/** Constant MAX_ROW_WIDTH of tablewriter. */
const longest = 30

/** A row whose cells are longer goes on in lines below, broken between words. */
function wrapped(row: readonly string[]): readonly (readonly string[])[] {
  const cells = row.map((text) => {
    const lines: string[] = []
    for (const word of text.trim().split(' ')) {
      const last = lines.at(-1)
      if (last !== undefined && last.length + 1 + word.length <= longest) lines[lines.length - 1] = `${last} ${word}`
      else lines.push(word)
    }
    return lines
  })
  const height = Math.max(...cells.map((lines) => lines.length))
  return Array.from({ length: height }, (_, i) => cells.map((lines) => lines[i] ?? ''))
}

/** `2.1 GB`, as github.com/dustin/go-humanize writes bytes: two digits below ten. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let [value, power] = [bytes, 0]
  while (value >= 1_000 && power < units.length - 1) [value, power] = [value / 1_000, power + 1]
  return `${power > 0 && value < 10 ? (Math.floor(value * 10 + 0.5) / 10).toFixed(1) : Math.floor(value + 0.5)} ${units[power]}`
}
