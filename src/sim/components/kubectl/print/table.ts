import { align, type TabWriter } from '../tabwriter'
import { labelText } from '../../../api/kinds/columns'
import { sprint } from './go'

/** metav1.Table, as a server answers it. */
export interface Table {
  readonly kind: 'Table'
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string }
  readonly columnDefinitions: readonly Definition[] | null
  readonly rows: readonly Row[] | null
}
interface Definition {
  readonly name: string
  readonly type: string
  readonly format: string
  readonly priority: number
}
export interface Row {
  readonly cells: readonly unknown[]
  readonly object?: RowObject | null
}
interface RowObject {
  readonly metadata?: {
    readonly name?: string
    readonly namespace?: string
    readonly labels?: Readonly<Record<string, string>>
  }
}

export const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'Table'

export interface TableOptions {
  readonly wide: boolean
  readonly noHeaders: boolean
  readonly withNamespace: boolean
  /** `deployment.apps`: put before names when several kinds are printed; empty: not. */
  readonly kind: string
  readonly showLabels: boolean
  /** Labels that get a column of their own (`-L`). */
  readonly labelColumns: readonly string[]
}

/** What a printer of tables remembers from one to the next. */
export interface TableMemory {
  columns: readonly Definition[]
  headersPrinted: boolean
}
export const newTables = (): TableMemory => ({ columns: [], headersPrinted: false })

/**
 * Lines of cells with tabs between them, each with its line end: headers only when they are new.
 * Models cli-runtime/pkg/printers/tableprinter.go.
 * @param event put into a column before all (`--output-watch-events`)
 */
export function tableLines(
  memory: TableMemory,
  { columnDefinitions, rows }: Table,
  options: TableOptions,
  event = ''
): string {
  const given = columnDefinitions ?? []
  const known = given.length === 0 || sameColumns(given, memory.columns)
  const noHeaders = options.noHeaders || (memory.headersPrinted && known)
  if (!known) {
    memory.columns = given
    memory.headersPrinted = false
  }
  if (!rows || rows.length === 0) return ''
  memory.headersPrinted = true
  const shown = shownOf(memory.columns, options)
  const named = memory.columns.findIndex(({ format, type }) => format === 'name' && type === 'string')
  const lines = rows.map((row) => cellsOf(row, shown, named, options, event))
  if (!noHeaders) lines.unshift(headersOf(shown, options, event))
  return lines.map((cells) => `${cells.join('\t')}\n`).join('')
}

type Shown = Definition & { readonly place: number }

const shownOf = (columns: readonly Definition[], { wide }: TableOptions): readonly Shown[] =>
  columns.map((column, place) => ({ ...column, place })).filter(({ priority = 0 }) => wide || priority === 0)

function headersOf(shown: readonly Shown[], options: TableOptions, event: string): string[] {
  const { withNamespace, showLabels, labelColumns } = options
  return [
    ...(event === '' ? [] : ['EVENT']),
    ...(withNamespace ? ['NAMESPACE'] : []),
    ...shown.map(({ name }) => name.toUpperCase()),
    ...labelColumns.map((key) => key.slice(key.lastIndexOf('/') + 1).toUpperCase()),
    ...(showLabels ? ['LABELS'] : [])
  ]
}

function cellsOf(
  { cells, object }: Row,
  shown: readonly Shown[],
  named: number,
  { withNamespace, showLabels, labelColumns, kind }: TableOptions,
  event: string
): string[] {
  const { namespace = '', labels = {} } = object?.metadata ?? {}
  return [
    ...(event === '' ? [] : [eventNames[event] ?? event]),
    ...(withNamespace ? [namespace] : []),
    ...shown.map(({ place }) => {
      const text = cellText(cells[place])
      return place === named && kind !== '' ? `${kind}/${text}` : text
    }),
    ...labelColumns.map((key) => labels[key] ?? ''),
    ...(showLabels ? [labelText(labels)] : [])
  ]
}

const eventNames: Readonly<Record<string, string>> = {
  ADDED: 'ADDED   ',
  DELETED: 'DELETED ',
  ERROR: 'ERROR   '
}

const sameColumns = (a: readonly Definition[], b: readonly Definition[]): boolean =>
  a.length === b.length &&
  a.every(({ name, type, format, priority }, i) => {
    const other = b[i]!
    return name === other.name && type === other.type && format === other.format && priority === other.priority
  })

/** Cut at the first line break, with what would move a terminal's cursor made visible. */
function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return ''
  const text = sprint(cell)
  const cut = text.search(/[\f\n\r]/)
  return cut < 0 ? escaped(text) : `${escaped(text.slice(0, cut))}...`
}

export const escaped = (text: string): string => text.replaceAll('\x1b', '^[').replaceAll('\r', '\\r')

/** Aligned, with the line end that tables have. */
export const aligned = (lines: string, writer: TabWriter): string =>
  lines === '' ? '' : `${align(lines.replace(/\n$/, ''), writer)}\n`
