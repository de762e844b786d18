/** Rows as columns that line up; numbers to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  const isNumber = widths.map((_, column) => rows.slice(1).every((row) => /^[-+]?[\d.]*( .*)?$/.test(row[column]!)))
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => (isNumber[i] ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join('  ')
      .trimEnd()
  return rows.map((row) => `${line(row)}\n`).join('')
}

/** Seconds with one digit, as the recordings print them. */
export const seconds1 = (value: number): string => value.toFixed(1)
