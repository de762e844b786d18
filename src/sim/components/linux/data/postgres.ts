import { formatTime } from '../../../api/timestamp'
import { refused, type DataAsk, type DataSaid, type DataServer } from './data'
import { execute, type Databases, type Result, type Session } from './sql'
import type { Cell } from './sql-values'
import { statements } from './sql-tokens'
import { load, save } from './store'

/** psql's words to postgres: `words` is the script. */
export function postgres({ words, as }: DataAsk, server: DataServer): DataSaid {
  const { env } = server
  const owner = env.POSTGRES_USER ?? env.POSTGRESQL_USERNAME ?? 'postgres'
  const user = as.user ?? owner
  const fatal = (why: string) => refused(`psql: error: ${as.connection ?? 'connection failed'}: FATAL:  ${why}\n`, 2)
  const password = env.POSTGRES_PASSWORD ?? env.POSTGRESQL_PASSWORD ?? ''
  if (as.far === 'yes' && password !== '' && as.password !== password) {
    if (!as.password) return refused(`psql: error: ${as.connection}: fe_sendauth: no password supplied\n`, 2)
    return fatal(`password authentication failed for user "${user}"`)
  }
  if (user !== owner && user !== 'postgres') return fatal(`role "${user}" does not exist`)
  const first = env.POSTGRES_DB ?? env.POSTGRESQL_DATABASE ?? owner
  const all = load<Databases>('postgres', server, { postgres: {}, template0: {}, template1: {}, [first]: {} })
  const database = as.database ?? user
  if (!all[database]) return fatal(`database "${database}" does not exist`)
  const before = JSON.stringify(all)
  const session: Session = { database, dialect: 'postgres', known: knownBy(server, user, database) }
  let [out, errors, status] = ['', '', 0]
  for (const tokens of statements(commandsOf(words.join(' ')))) {
    if (tokens[0]!.text.toLowerCase() === 'use') session.database = tokens[1]?.text ?? session.database
    const result = execute(tokens, all, session)
    if (result.kind === 'failed') {
      errors += `ERROR:  ${errorOf(result)}\n`
      status = as.script === 'one' ? 1 : 0
      if (as.script === 'one') break
    } else if (result.kind === 'done') out += as.quiet === 'yes' || result.tag === 'USE' ? '' : `${result.tag}\n`
    else out += as.bare === 'yes' ? bare(result.rows) : table(result.columns, result.rows)
  }
  if (JSON.stringify(all) !== before) save('postgres', server, all)
  return { status, stdout: out, stderr: errors }
}

/** psql's own commands that ask the catalog, as the statements that they are. */
const commandsOf = (script: string): string =>
  script
    .replace(/\\l\b\+?/g, 'show databases;')
    .replace(/\\d(?:t\+?)?(?=\s|$)/g, 'show tables;')
    .replace(/\\c(?:onnect)?\s+(\S+)/g, 'use $1;')
    .replace(/\\q\b/g, '')

const knownBy = ({ now }: DataServer, user: string, database: string): Session['known'] => ({
  version: 'PostgreSQL 18 on x86_64-pc-linux-gnu',
  now: formatTime(now).slice(0, 19).replace('T', ' '),
  current_timestamp: formatTime(now).slice(0, 19).replace('T', ' '),
  current_user: user,
  current_database: database,
  pg_is_in_recovery: 'f'
})

const cellText = (cell: Cell): string => (cell === null ? '' : String(cell))
const bare = (rows: readonly Cell[][]): string => rows.map((row) => `${row.map(cellText).join('|')}\n`).join('')

/** Columns as wide as what is in them, numbers to the right: psql's aligned format. */
export function table(columns: readonly string[], rows: readonly Cell[][]): string {
  const names = columns
    .map((name) => name.replace(/\(.*$/, '') || '?column?')
    .map((name) => (/^[\d'-]/.test(name) ? '?column?' : name))
  const width = names.map((name, i) => Math.max(name.length, ...rows.map((row) => cellText(row[i] ?? null).length)))
  const centred = names.map((name, i) =>
    name.padStart(name.length + Math.floor((width[i]! - name.length) / 2)).padEnd(width[i]!)
  )
  const line = (row: readonly Cell[]) =>
    row
      .map((cell, i) =>
        typeof cell === 'number' ? String(cell).padStart(width[i]!) : cellText(cell).padEnd(width[i]!)
      )
      .join(' | ')
  const rule = width.map((size) => '-'.repeat(size + 2)).join('+')
  const body = rows.map((row) => ` ${line(row)}`.trimEnd())
  return `${[` ${centred.join(' | ')} `, rule, ...body, `(${rows.length} row${rows.length === 1 ? '' : 's'})`, ''].join('\n')}\n`
}

function errorOf({ why, name }: Extract<Result, { kind: 'failed' }>): string {
  switch (why) {
    case 'database exists':
      return `database "${name}" already exists`
    case 'no database':
      return `database "${name}" does not exist`
    case 'no table':
      return `relation "${name}" does not exist`
    case 'table exists':
      return `relation "${name}" already exists`
    case 'duplicate':
      return `duplicate key value violates unique constraint\nDETAIL:  Key already exists: ${name}.`
    case 'no column':
      return `column "${name}" does not exist`
    case 'none selected':
      return 'no schema has been selected to create in'
    case 'syntax':
      return `syntax error at or near "${name.split(' ')[0]}" (this simulation's server knows tables, not all of SQL)`
  }
}

/** `-h HOST -p 5432 -U USER -d DATABASE -c "…"`, or a URL. */
export function psqlOptions(args: readonly string[], env: DataServer['env'], stdin: string) {
  const as: Record<string, string> = { user: env.PGUSER ?? 'root', password: env.PGPASSWORD ?? '' }
  if (env.PGDATABASE) as.database = env.PGDATABASE
  let [host, port] = [env.PGHOST ?? 'localhost', Number(env.PGPORT ?? 5432)]
  const scripts: string[] = []
  const plain: string[] = []
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!
    const [, name = '', inline] = /^(--[a-z-]+|-[hpUdc])=?([^]*)$/.exec(arg) ?? []
    const value = () => (inline !== undefined && inline !== '' ? inline : (args[++i] ?? ''))
    if (name === '-h' || name === '--host') host = value()
    else if (name === '-p' || name === '--port') port = Number(value())
    else if (name === '-U' || name === '--username') as.user = value()
    else if (name === '-d' || name === '--dbname') plain.unshift(value())
    else if (name === '-c' || name === '--command') scripts.push(value())
    else if (/^-[a-zA-Z]+$/.test(arg)) {
      if (/t/.test(arg)) as.bare = 'yes'
      if (/q/.test(arg)) as.quiet = 'yes'
      if (/[fvP]$/.test(arg)) i++
      if (/[hpUdc]$/.test(arg)) {
        const next = args[++i] ?? ''
        if (arg.endsWith('c')) scripts.push(next)
        else if (arg.endsWith('U')) as.user = next
        else if (arg.endsWith('d')) plain.unshift(next)
        else if (arg.endsWith('h')) host = next
      }
    } else if (!arg.startsWith('-')) plain.push(arg)
  }
  const [database, user] = plain
  const url = /^postgres(?:ql)?:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^:/?]*)(?::(\d+))?(?:\/([^?]*))?/.exec(
    database ?? ''
  )
  if (url) {
    if (url[1]) as.user = url[1]
    if (url[2]) as.password = url[2]
    host = url[3] || host
    port = Number(url[4] ?? port)
    if (url[5]) as.database = url[5]
  } else if (database !== undefined) as.database = database
  if (user !== undefined) as.user = user
  if (scripts.length > 0) as.script = 'one'
  return { as, host, port, words: [scripts.length > 0 ? scripts.join(';') : stdin] }
}
