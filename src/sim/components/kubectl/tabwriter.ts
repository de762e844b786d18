/** Aligns tab-separated cells in columns. Models Go's text/tabwriter with spaces as padding. */
export interface TabWriter {
  readonly minWidth: number
  readonly padding: number
  /** Widths of former flushes, kept as least widths (flag RememberWidths); absent: each text stands for itself. */
  readonly remembered?: number[]
}

/** As `kubectl get` and `kubectl describe` set it up (cli-runtime/pkg/printers/tabwriter.go, kubectl/pkg/describe). */
export const getTable = (): TabWriter => ({ minWidth: 6, padding: 3, remembered: [] })
export const describeTable: TabWriter = { minWidth: 0, padding: 2 }

export function align(text: string, writer: TabWriter): string {
  const lines = text.split('\n').map((line) => line.split('\t'))
  const out: string[] = []
  format(lines, writer, [], 0, lines.length, out)
  return out.join('\n')
}

/** A column block is a run of lines that all have a cell in that column which ends with a tab. */
function format(lines: string[][], writer: TabWriter, widths: number[], from: number, to: number, out: string[]): void {
  const column = widths.length
  let start = from
  for (let at = from; at < to; at++) {
    if (column >= lines[at]!.length - 1) continue
    write(lines, widths, start, at, out)
    start = at
    let width = writer.minWidth
    for (; at < to && column < lines[at]!.length - 1; at++)
      width = Math.max(width, widthOf(lines[at]![column]!) + writer.padding)
    if (writer.remembered) {
      width = Math.max(width, writer.remembered[column] ?? 0)
      writer.remembered[column] = width
    }
    format(lines, writer, [...widths, width], start, at, out)
    start = at
  }
  write(lines, widths, start, to, out)
}

function write(lines: string[][], widths: readonly number[], from: number, to: number, out: string[]): void {
  for (let at = from; at < to; at++) {
    const cells = lines[at]!
    out.push(
      cells
        .map((cell, i) =>
          i < widths.length && i < cells.length - 1 ? cell + ' '.repeat(Math.max(0, widths[i]! - widthOf(cell))) : cell
        )
        .join('')
    )
  }
}

const widthOf = (cell: string): number => [...cell].length
