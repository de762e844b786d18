import { formatTime } from '../../../api/timestamp'
import { refused, type DataAsk, type DataSaid, type DataServer } from './data'
import { execute, type Databases, type Result, type Session } from './sql'
import { statements } from './sql-tokens'
import { directoryOf, load, save } from './store'

/** mysql's words to mysqld: `words` is the script. What is printed is what no terminal reads: columns with tabs between them. */
export function mysql({ words, as }: DataAsk, server: DataServer): DataSaid {
  const denied = accessOf(as, server)
  if (denied !== '') return refused(denied)
  const { env } = server
  const first = env.MYSQL_DATABASE ?? env.MARIADB_DATABASE
  const system = { information_schema: {}, mysql: {}, performance_schema: {}, sys: {} }
  const all = load<Databases>('mysql', server, { ...system, ...(first && { [first]: {} }) })
  const { database = '' } = as
  if (database !== '' && !all[database]) return refused(`ERROR 1049 (42000): Unknown database '${database}'\n`)
  const before = JSON.stringify(all)
  const session: Session = { database, dialect: 'mysql', known: knownBy(server, as) }
  let out = ''
  let error = ''
  for (const tokens of statements(words.join(' '))) {
    const result = execute(tokens, all, session)
    if (result.kind === 'failed') {
      error = `ERROR ${errorOf(result, session)}\n`
      break
    }
    if (result.kind !== 'rows' || result.rows.length === 0) continue
    const head = as.head === 'no' ? [] : [result.columns]
    out += [...head, ...result.rows].map((row) => `${row.map((cell) => cell ?? 'NULL').join('\t')}\n`).join('')
  }
  if (JSON.stringify(all) !== before) save('mysql', server, all)
  return { status: error === '' ? 0 : 1, stdout: out, stderr: error }
}

/** Who may come in: root with the password of the container's variables, and the user that they make. */
function accessOf({ user = 'root', password = '', host = 'localhost' }: DataAsk['as'], { env }: DataServer): string {
  const get = (name: string) => env[`MYSQL_${name}`] ?? env[`MARIADB_${name}`]
  const isRoot = user === 'root'
  const wanted = isRoot ? (get('ROOT_PASSWORD') ?? '') : user === get('USER') ? (get('PASSWORD') ?? '') : undefined
  if (wanted === password) return ''
  return `ERROR 1045 (28000): Access denied for user '${user}'@'${host}' (using password: ${password === '' ? 'NO' : 'YES'})\n`
}

/** What the server knows of itself. */
function knownBy(server: DataServer, { user = 'root', database = '' }: DataAsk['as']): Session['known'] {
  const { files, hostname, now } = server
  const config = [...files]
    .filter(([path]) => /^\/etc\/mysql\/.*\.cnf$/.test(path))
    .map(([, text]) => text)
    .join('\n')
  const setting = (name: string) =>
    new RegExp(`^\\s*${name.replace('_', '[-_]')}\\s*=\\s*(.*)$`, 'm').exec(config)?.[1]?.trim()
  return {
    '@@server_id': Number(setting('server_id') ?? 1),
    '@@hostname': hostname,
    '@@datadir': `${directoryOf('mysql', server)}/`,
    '@@version': '8.4',
    version: '8.4',
    max_connections: setting('max_connections') ?? '151',
    now: formatTime(now).slice(0, 19).replace('T', ' '),
    user: `${user}@localhost`,
    database: database === '' ? null : database
  }
}

function errorOf({ why, name }: Extract<Result, { kind: 'failed' }>, { database }: Session): string {
  switch (why) {
    case 'database exists':
      return `1007 (HY000) at line 1: Can't create database '${name}'; database exists`
    case 'no database':
      return `1049 (42000) at line 1: Unknown database '${name}'`
    case 'no table':
      return `1146 (42S02) at line 1: Table '${database}.${name}' doesn't exist`
    case 'table exists':
      return `1050 (42S01) at line 1: Table '${name}' already exists`
    case 'duplicate':
      return `1062 (23000) at line 1: Duplicate entry '${name}' for key 'PRIMARY'`
    case 'no column':
      return `1054 (42S22) at line 1: Unknown column '${name}' in 'field list'`
    case 'none selected':
      return '1046 (3D000) at line 1: No database selected'
    case 'syntax':
      return `1064 (42000) at line 1: You have an error in your SQL syntax near '${name.slice(0, 80)}' (this simulation's server knows tables, not all of SQL)`
  }
}

/** A client of MySQL: `-uroot -psecret -h HOST -P 3306 DATABASE -e "…"`. */
export function mysqlOptions(args: readonly string[], env: DataServer['env'], stdin: string) {
  const as: Record<string, string> = { user: 'root', password: env.MYSQL_PWD ?? '' }
  let [host, port, script, insecure] = [env.MYSQL_HOST ?? 'localhost', 3306, '', false]
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!
    const [, name = '', inline] = /^(--[a-z-]+|-[a-zA-Z])=?([^]*)$/.exec(arg) ?? []
    const value = () => (inline !== undefined && inline !== '' ? inline : (args[++i] ?? ''))
    if (name === '-u' || name === '--user') as.user = value()
    else if (name === '-p' || name === '--password') {
      as.password = inline ?? ''
      insecure = as.password !== ''
    } else if (name === '-h' || name === '--host') host = value()
    else if (name === '-P' || name === '--port') port = Number(value())
    else if (name === '-e' || name === '--execute') script = value()
    else if (name === '-D' || name === '--database') as.database = value()
    else if (/^-[a-zA-Z]*N/.test(arg) || name === '--skip-column-names') as.head = 'no'
    else if (!arg.startsWith('-')) as.database = arg
  }
  const warning = insecure ? 'mysql: [Warning] Using a password on the command line interface can be insecure.\n' : ''
  return { as, host, port, words: [script === '' ? stdin : script], warning }
}

export const noMysql = (host: string, port: number): DataSaid =>
  host === 'localhost'
    ? refused(
        "ERROR 2002 (HY000): Can't connect to local MySQL server through socket '/var/run/mysqld/mysqld.sock' (2)\n"
      )
    : refused(`ERROR 2003 (HY000): Can't connect to MySQL server on '${host}:${port}' (111)\n`)

export const unknownMysqlHost = (host: string): DataSaid =>
  refused(`ERROR 2005 (HY000): Unknown MySQL server host '${host}' (-2)\n`)
