import { evaluate, fits, type Cell, type Row } from './sql-values'
import { Reader, type Token } from './sql-tokens'

interface Column {
  readonly name: string
  readonly type: string
  /** It counts by itself. */
  readonly counts: boolean
  readonly key: boolean
  readonly usual?: readonly Token[]
}
interface Table {
  readonly columns: readonly Column[]
  rows: Cell[][]
  next: number
}
export type Databases = Record<string, Record<string, Table>>

/** Who asks, of which database; `use` changes that. */
export interface Session {
  database: string
  readonly dialect: 'mysql' | 'postgres' | 'cql'
  /** What functions and variables of the server say. */
  readonly known: Readonly<Record<string, Cell>>
}

export type Result =
  | { readonly kind: 'rows'; readonly columns: readonly string[]; readonly rows: readonly Cell[][] }
  | { readonly kind: 'done'; readonly tag: string }
  | { readonly kind: 'failed'; readonly why: Failure; readonly name: string }

export type Failure =
  | 'database exists'
  | 'no database'
  | 'no table'
  | 'table exists'
  | 'duplicate'
  | 'no column'
  | 'syntax'
  | 'none selected'

const done = (tag: string): Result => ({ kind: 'done', tag })
const failed = (why: Failure, name = ''): Result => ({ kind: 'failed', why, name })

/** Runs one statement: tables that are made, filled, asked, changed and dropped. Rights, keys between tables and joins are not modelled. */
export function execute(tokens: readonly Token[], all: Databases, session: Session): Result {
  const r = new Reader(tokens)
  if (r.take('create')) return create(r, all, session)
  if (r.take('drop')) return drop(r, all, session)
  if (r.take('use')) {
    const name = r.name()
    if (!all[name]) return failed('no database', name)
    session.database = name
    return done('USE')
  }
  if (r.take('show')) return show(r, all, session)
  if (r.take('insert') || r.take('replace')) return insert(r, all, session)
  if (r.take('select')) return select(r, all, session)
  if (r.take('update')) return update(r, all, session)
  if (r.take('delete')) return remove(r, all, session)
  if (r.take('truncate')) {
    r.take('table')
    return withTable(r, all, session, (table) => {
      table.rows = []
      return done('TRUNCATE TABLE')
    })
  }
  if (r.take('describe') || r.take('desc'))
    return withTable(r, all, session, ({ columns }) => ({
      kind: 'rows',
      columns: ['Field', 'Type', 'Null', 'Key', 'Default', 'Extra'],
      rows: columns.map(({ name, type, key, counts }) => [
        name,
        type,
        key ? 'NO' : 'YES',
        key ? 'PRI' : '',
        null,
        counts ? 'auto_increment' : ''
      ])
    }))
  const first = (r.next?.text ?? '').toUpperCase()
  return quiet.has(first) ? done(first) : failed('syntax', tokens.map(({ text }) => text).join(' '))
}

/** What changes nothing that is modelled. */
const quiet = new Set(
  'ALTER GRANT REVOKE FLUSH SET BEGIN COMMIT ROLLBACK START STOP CHANGE ANALYZE VACUUM CHECKPOINT CONSISTENCY RESET'.split(
    ' '
  )
)

function create(r: Reader, all: Databases, session: Session): Result {
  if (r.take('database') || r.take('schema') || r.take('keyspace')) {
    const unless = r.take('if', 'not', 'exists')
    const name = r.name()
    if (all[name] && !unless) return failed('database exists', name)
    all[name] ??= {}
    return done('CREATE DATABASE')
  }
  r.take('temporary')
  if (!r.take('table')) return done(`CREATE ${(r.next?.text ?? '').toUpperCase()}`)
  const unless = r.take('if', 'not', 'exists')
  const tables = tablesOf(r, all, session)
  const name = r.name()
  if (!tables) return failed('none selected')
  if (tables[name]) return unless ? done('CREATE TABLE') : failed('table exists', name)
  const parts = r.list()
  const keys = parts
    .filter(([first]) => /^primary$/i.test(first?.text ?? ''))
    .flatMap((part) => part.map(({ text }) => text))
  const columns = parts
    .filter(([first]) => !/^(?:primary|key|unique|constraint|foreign|index|check)$/i.test(first?.text ?? ''))
    .map((part) => columnOf(part, keys))
  tables[name] = { columns, rows: [], next: 1 }
  return done('CREATE TABLE')
}

function columnOf(part: readonly Token[], keys: readonly string[]): Column {
  const [name, ...rest] = part.map(({ text }) => text)
  const words = rest.map((word) => word.toLowerCase())
  const usual = words.indexOf('default')
  return {
    name: name ?? '',
    type: words[1] === '(' ? `${words[0]}(${words.slice(2, words.indexOf(')')).join('')})` : (words[0] ?? 'int'),
    counts: words.some((word) => /^(?:auto_increment|(?:big|small)?serial|identity)$/.test(word)),
    key: words.includes('primary') || keys.includes(name ?? ''),
    ...(usual >= 0 && { usual: part.slice(usual + 2) })
  }
}

function drop(r: Reader, all: Databases, session: Session): Result {
  if (r.take('database') || r.take('schema') || r.take('keyspace')) {
    const unless = r.take('if', 'exists')
    const name = r.name()
    if (!all[name]) return unless ? done('DROP DATABASE') : failed('no database', name)
    delete all[name]
    return done('DROP DATABASE')
  }
  if (!r.take('table')) return done(`DROP ${(r.next?.text ?? '').toUpperCase()}`)
  const unless = r.take('if', 'exists')
  const tables = tablesOf(r, all, session)
  const name = r.name()
  if (!tables?.[name]) return unless ? done('DROP TABLE') : failed('no table', name)
  delete tables[name]
  return done('DROP TABLE')
}

function show(r: Reader, all: Databases, session: Session): Result {
  if (r.take('databases'))
    return {
      kind: 'rows',
      columns: ['Database'],
      rows: Object.keys(all)
        .sort()
        .map((name) => [name])
    }
  if (r.take('tables')) {
    const tables = all[session.database]
    if (!tables) return failed('none selected')
    return {
      kind: 'rows',
      columns: [`Tables_in_${session.database}`],
      rows: Object.keys(tables)
        .sort()
        .map((name) => [name])
    }
  }
  r.take('global')
  if (r.take('variables') || r.take('status')) {
    const wanted = r.take('like') ? (r.next?.text ?? '') : ''
    const found = Object.entries(session.known).find(([name]) => name.replace(/^@@/, '') === wanted)
    return { kind: 'rows', columns: ['Variable_name', 'Value'], rows: found ? [[wanted, found[1]]] : [] }
  }
  return { kind: 'rows', columns: [], rows: [] }
}

/** The tables of the database that stands before a dot, else of the session's. */
function tablesOf(r: Reader, all: Databases, session: Session): Databases[string] | undefined {
  const { at, next } = r
  r.at++
  const isQualified = r.take('.')
  r.at = at
  // PostgreSQL's `public` is a schema of the database.
  return all[isQualified && next && next.text !== 'public' ? next.text : session.database]
}

function withTable(r: Reader, all: Databases, session: Session, then: (table: Table, name: string) => Result): Result {
  const tables = tablesOf(r, all, session)
  const name = r.name()
  if (!tables) return failed('none selected')
  const table = tables[name]
  return table ? then(table, name) : failed('no table', name)
}

function insert(r: Reader, all: Databases, session: Session): Result {
  r.take('ignore')
  r.take('into')
  return withTable(r, all, session, (table) => {
    const given = r.list().map(([token]) => token?.text ?? '')
    const names = given.length > 0 ? given : table.columns.map(({ name }) => name)
    const missing = names.find((name) => !table.columns.some((column) => column.name === name))
    if (missing !== undefined) return failed('no column', missing)
    if (!r.take('values') && !r.take('value')) return failed('syntax', 'INSERT')
    let count = 0
    for (let values = r.list(); values.length > 0; values = r.take(',') ? r.list() : []) {
      const row = table.columns.map(({ name, counts, usual }): Cell => {
        const value = values[names.indexOf(name)]
        if (names.includes(name) && value) return evaluate(value, {}, session.known)
        return counts ? table.next : usual ? evaluate(usual, {}, session.known) : null
      })
      const key = table.columns.findIndex((column) => column.key)
      const same = key < 0 ? -1 : table.rows.findIndex((each) => String(each[key]) === String(row[key]))
      if (same >= 0 && session.dialect !== 'cql') return failed('duplicate', String(row[key]))
      if (same >= 0) table.rows[same] = row
      else table.rows.push(row)
      table.next = Math.max(table.next + 1, ...table.columns.map(({ counts }, i) => (counts ? Number(row[i]) + 1 : 0)))
      count++
    }
    return done(`INSERT 0 ${count}`)
  })
}

const asRow = ({ columns }: Pick<Table, 'columns'>, cells: readonly Cell[]): Row =>
  Object.fromEntries(columns.map(({ name }, i) => [name.toLowerCase(), cells[i] ?? null]))

function select(r: Reader, all: Databases, session: Session): Result {
  const wanted: Token[][] = [[]]
  for (const token of r.until('from')) {
    const depth = wanted[wanted.length - 1]!.reduce((n, { text }) => n + Number(text === '(') - Number(text === ')'), 0)
    if (token.text === ',' && depth === 0) wanted.push([])
    else wanted[wanted.length - 1]!.push(token)
  }
  const columns = wanted.map((tokens) => titleOf(tokens))
  if (!r.take('from'))
    return { kind: 'rows', columns, rows: [wanted.map((tokens) => evaluate(bare(tokens), {}, session.known))] }
  return withTable(r, all, session, (table) => {
    const where = r.take('where') ? r.until('order', 'limit', 'allow', 'group') : []
    let rows = table.rows.filter((row) => fits(where, asRow(table, row), session.known))
    if (r.take('order', 'by')) {
      const by = r.name().toLowerCase()
      const down = r.take('desc')
      r.take('asc')
      const at = table.columns.findIndex(({ name }) => name.toLowerCase() === by)
      rows = [...rows].sort((a, b) => compare(a[at] ?? null, b[at] ?? null) * (down ? -1 : 1))
    }
    if (r.take('limit')) rows = rows.slice(0, Number(r.name()))
    if (
      wanted.some(([first, second]) => second?.text === '(' && /^(?:count|max|min|sum|avg)$/i.test(first?.text ?? ''))
    )
      return { kind: 'rows', columns, rows: [wanted.map((tokens) => aggregate(tokens, table, rows))] }
    if (wanted.length === 1 && wanted[0]![0]?.text === '*')
      return { kind: 'rows', columns: table.columns.map(({ name }) => name), rows }
    const strange = wanted
      .flat()
      .find(({ kind, text }) => kind === 'name' && !/^as$/i.test(text) && !known(table, text, session, wanted))
    if (strange) return failed('no column', strange.text)
    return {
      kind: 'rows',
      columns,
      rows: rows.map((row) => wanted.map((tokens) => evaluate(bare(tokens), asRow(table, row), session.known)))
    }
  })
}

const known = ({ columns }: Table, text: string, session: Session, wanted: readonly Token[][]): boolean =>
  columns.some(({ name }) => name.toLowerCase() === text.toLowerCase()) ||
  text.toLowerCase() in session.known ||
  wanted.some((tokens) => titleOf(tokens) === text || tokens[1]?.text === '(')

/** The last words of what is selected are its title: `… AS name`. */
const titleOf = (tokens: readonly Token[]): string => {
  const as = tokens.findIndex(({ text }) => /^as$/i.test(text))
  return as >= 0 ? (tokens[as + 1]?.text ?? '') : tokens.map(({ text }) => text).join('')
}
const bare = (tokens: readonly Token[]): readonly Token[] => {
  const as = tokens.findIndex(({ text }) => /^as$/i.test(text))
  return as >= 0 ? tokens.slice(0, as) : tokens
}

const compare = (a: Cell, b: Cell): number =>
  typeof a === 'number' && typeof b === 'number'
    ? a - b
    : String(a ?? '') < String(b ?? '')
      ? -1
      : String(a) === String(b)
        ? 0
        : 1

function aggregate([name, , of]: readonly Token[], table: Table, rows: readonly Cell[][]): Cell {
  const at = table.columns.findIndex((column) => column.name.toLowerCase() === of?.text.toLowerCase())
  const cells = at < 0 ? [] : rows.map((row) => row[at] ?? null).filter((cell) => cell !== null)
  const sum = cells.reduce<number>((total, cell) => total + Number(cell), 0)
  switch (name?.text.toLowerCase()) {
    case 'count':
      return at < 0 ? rows.length : cells.length
    case 'sum':
      return cells.length > 0 ? sum : null
    case 'avg':
      return cells.length > 0 ? sum / cells.length : null
    case 'max':
      return [...cells].sort(compare).at(-1) ?? null
    default:
      return [...cells].sort(compare)[0] ?? null
  }
}

function update(r: Reader, all: Databases, session: Session): Result {
  return withTable(r, all, session, (table) => {
    if (!r.take('set')) return failed('syntax', 'UPDATE')
    const sets: { readonly at: number; readonly value: readonly Token[] }[] = []
    do {
      const name = r.name()
      const at = table.columns.findIndex((column) => column.name === name)
      if (at < 0) return failed('no column', name)
      r.take('=')
      sets.push({ at, value: r.until(',', 'where') })
    } while (r.take(','))
    const where = r.take('where') ? r.until() : []
    let count = 0
    table.rows = table.rows.map((row) => {
      const own = asRow(table, row)
      if (!fits(where, own, session.known)) return row
      count++
      const next = [...row]
      for (const { at, value } of sets) next[at] = evaluate(value, own, session.known)
      return next
    })
    return done(`UPDATE ${count}`)
  })
}

function remove(r: Reader, all: Databases, session: Session): Result {
  r.take('from')
  return withTable(r, all, session, (table) => {
    const where = r.take('where') ? r.until() : []
    const before = table.rows.length
    table.rows = table.rows.filter((row) => !fits(where, asRow(table, row), session.known))
    return done(`DELETE ${before - table.rows.length}`)
  })
}
