import { fail, ok, type Result } from '../../../../base/result'
import { align, type TabWriter } from '../tabwriter'
import { sprint } from './go'
import { find, parse, type ListNode } from './jsonpath'
import { relaxed } from './sort-by'
import { escaped } from './table'

interface Column {
  readonly header: string
  readonly path: ListNode
}

/** `-o custom-columns=NAME:.metadata.name,…`. Models kubectl/pkg/cmd/get/customcolumn.go. */
export function columnsOf(spec: string): Result<readonly Column[]> {
  if (spec === '') return fail('custom-columns format specified but no custom columns given')
  const columns: Column[] = []
  for (const part of spec.split(',')) {
    const colon = part.indexOf(':')
    if (colon < 0) return fail(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`)
    const column = columnOf(part.slice(0, colon), part.slice(colon + 1))
    if (!column.ok) return column
    columns.push(column.value)
  }
  return ok(columns)
}

/** The same from a file: a line of headers, a line of paths. */
export function columnsOfTemplate(text: string): Result<readonly Column[]> {
  const expected = 'Expected format is one line of space separated headers, one line of space separated column specs.'
  const [first, second] = text.replace(/\n$/, '').split('\n')
  if (first === undefined || text === '') return fail(`invalid template, missing header line. ${expected}`)
  if (second === undefined) return fail(`invalid template, missing spec line. ${expected}`)
  const words = (line: string): string[] => line.split(/\s+/).filter((word) => word !== '')
  const [headers, specs] = [words(first), words(second)]
  if (headers.length !== specs.length)
    return fail(`number of headers (${headers.length}) and field specifications (${specs.length}) don't match`)
  const columns: Column[] = []
  for (const [i, header] of headers.entries()) {
    const column = columnOf(header, specs[i]!)
    if (!column.ok) return column
    columns.push(column.value)
  }
  return ok(columns)
}

function columnOf(header: string, spec: string): Result<Column> {
  const path = relaxed(spec)
  if (!path.ok) return path
  const parsed = parse(path.value)
  return parsed.ok ? ok({ header, path: parsed.value }) : parsed
}

/** Objects as rows, with or without the line of headers. */
export function columnsText(
  columns: readonly Column[],
  objects: readonly unknown[],
  headers: boolean,
  writer: TabWriter
): Result<string> {
  const rows: string[] = headers ? [columns.map(({ header }) => header).join('\t')] : []
  for (const object of objects) {
    const cells: string[] = []
    for (const { path } of columns) {
      const found = find(path, object, true)
      if (!found.ok) return found
      const values = found.value.flat()
      const none = (found.value[0] ?? []).length === 0 ? ['<none>'] : []
      cells.push([...none, ...values.map((value) => escaped(sprint(value)))].join(','))
    }
    rows.push(cells.join('\t'))
  }
  return ok(rows.length === 0 ? '' : `${align(rows.join('\n'), writer)}\n`)
}
