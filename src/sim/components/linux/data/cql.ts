import { refused, said, type DataAsk, type DataSaid, type DataServer } from './data'
import { table } from './postgres'
import { execute, type Databases, type Session } from './sql'
import { statements } from './sql-tokens'
import { load, save } from './store'

/** cqlsh's words to cassandra: keyspaces are databases; an insert with a key that is there replaces. */
export function cql({ words, as }: DataAsk, server: DataServer): DataSaid {
  const all = load<Databases>('cql', server, { system: {}, system_schema: {}, system_auth: {}, system_traces: {} })
  const before = JSON.stringify(all)
  const known = { cluster_name: server.env.CASSANDRA_CLUSTER_NAME ?? 'Test Cluster', release_version: '5.0.2' }
  const session: Session = { database: as.database ?? '', dialect: 'cql', known }
  let out = ''
  for (const tokens of statements(words.join(' '))) {
    const [first, second] = tokens.map(({ text }) => text.toLowerCase())
    if (/^desc/.test(first ?? '') && /^keyspaces$/.test(second ?? '')) {
      out += `\n${Object.keys(all).join('  ')}\n\n`
      continue
    }
    const result = execute(tokens, all, session)
    if (result.kind === 'failed') {
      const why =
        result.why === 'no table' ? `table ${result.name} does not exist` : `${result.why} ${result.name}`.trim()
      return {
        status: 2,
        stdout: out,
        stderr: `<stdin>:1:InvalidRequest: Error from server: code=2200 [Invalid query] message="${why}"\n`
      }
    }
    if (result.kind === 'rows')
      out += `\n${table(result.columns, result.rows).replace(/\((\d+) rows?\)/, '\n($1 rows)')}`
  }
  if (JSON.stringify(all) !== before) save('cql', server, all)
  return said(out)
}

export const noCassandra = (host: string, port: number): DataSaid =>
  refused(
    `Connection error: ('Unable to connect to any servers', {'${host}:${port}': ConnectionRefusedError(111, "Tried connecting to [('${host}', ${port})]. Last error: Connection refused")})\n`
  )
