import { seconds } from '../../../../base/time'
import { ended, type Ask, type Answer, type Client, type Ended, type Own, type Patience } from '../network/ask'
import { addressOfHost, look, resolvConf } from '../network/resolver'
import { plain, valueOf } from '../programs/program'
import { noCassandra } from './cql'
import { adopt, refused, type DataAsk, type DataSaid, type Shares } from './data'
import { mysqlOptions, noMysql, unknownMysqlHost } from './mysql'
import { psqlOptions } from './postgres'
import { noRedis } from './redis'

const patience: Patience = { time: seconds(127), setting: 'tcp_syn_retries' }

/** Whom a client asks, what, and what it prints of itself. */
interface Call {
  readonly host: string
  readonly port: number
  readonly ask: DataAsk
  /** Nobody listens there; there is no such host. */
  readonly closed: (host: string, port: number) => DataSaid
  readonly unknown?: (host: string) => DataSaid
  readonly warning?: string
}

const by = (read: (args: readonly string[], own: Own) => Call | Ended): Client =>
  function* (args, own) {
    const call = read(args, own)
    if ('said' in call) return call
    const { host, port, ask, closed, unknown, warning = '' } = call
    const found = yield* addressOfHost(host, own)
    const tell = ({ status, stdout, stderr }: DataSaid) => ended(status, stdout, `${warning}${stderr}`)
    if (found.ip === null) return tell((unknown ?? ((name) => closed(name, port)))(host))
    const answer: Answer = yield { kind: 'tcp', ip: found.ip, port, path: '', patience, data: ask }
    if (answer.kind !== 'served') return tell(closed(host, port))
    const reply = dataIn(answer.body)
    if (reply?.shares) yield* share(reply.shares, call, own)
    // Whoever listens there speaks another protocol.
    return tell(reply ?? refused(`${host}:${port}: the server's first words are not this client's protocol\n`))
  }

/** What one member of a cluster has taken the others have, too, as far as they are there. */
function* share({ service, state }: Shares, { port, ask }: Call, own: Own): Generator<Ask, void, Answer> {
  const found = yield* look(service, 'A', resolvConf(own.files))
  if (found.kind !== 'found') return
  const data: DataAsk = { protocol: ask.protocol, words: [adopt, state], as: {} }
  const limit: Patience = { time: seconds(3), setting: 'request.timeout.ms' }
  for (const { type, value } of found.records)
    if (type === 'A') yield { kind: 'tcp', ip: value, port, path: '', patience: limit, data }
}

function dataIn(body: string): DataSaid | undefined {
  if (!body.startsWith('{')) return undefined
  try {
    const { status, stdout, stderr, shares } = JSON.parse(body) as Partial<DataSaid>
    if (status === undefined) return undefined
    return { status, stdout: stdout ?? '', stderr: stderr ?? '', ...(shares && { shares }) }
  } catch {
    return undefined
  }
}

const redisCli = by((args, { env, stdin }) => {
  const words: string[] = []
  let [host, port, password] = ['127.0.0.1', 6379, env.REDISCLI_AUTH ?? '']
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!
    if (words.length > 0 || !arg.startsWith('-')) words.push(arg)
    else if (arg === '-h') host = args[++i] ?? host
    else if (arg === '-p') port = Number(args[++i])
    else if (arg === '-a' || arg === '--pass') password = args[++i] ?? ''
    else if (arg === '-n' || arg === '-r' || arg === '-i' || arg === '--user') i++
    else if (arg === '-u') {
      const url = /^rediss?:\/\/(?:[^:@]*:([^@]*)@)?([^:/]+)(?::(\d+))?/.exec(args[++i] ?? '')
      if (url) [host, port, password] = [url[2]!, Number(url[3] ?? 6379), url[1] ?? password]
    }
  }
  const given = words.length > 0 ? words : stdin.trim().split('\n')[0]!.split(/\s+/)
  const warning =
    args.includes('-a') && !args.includes('--no-auth-warning')
      ? "Warning: Using a password with '-a' or '-u' option on the command line interface may not be safe.\n"
      : ''
  return { host, port, ask: { protocol: 'redis', words: given, as: { password } }, closed: noRedis, warning }
})

const mysqlClient = by((args, { env, stdin }) => {
  if (args.includes('--version') || args.includes('-V'))
    return ended(0, 'mysql  Ver 8.4 for Linux on x86_64 (MySQL Community Server - GPL)\n')
  const { as, host, port, words, warning } = mysqlOptions(args, env, stdin)
  return {
    host,
    port,
    ask: { protocol: 'mysql', words, as: { ...as, host } },
    closed: noMysql,
    unknown: unknownMysqlHost,
    warning
  }
})

const psql = by((args, { env, stdin, hostname }) => {
  if (args.includes('--version')) return ended(0, 'psql (PostgreSQL) 18.0\n')
  const { as, host, port, words } = psqlOptions(args, env, stdin)
  const isNear = ['localhost', '127.0.0.1', hostname].includes(host)
  const connection =
    isNear && !args.includes('-h')
      ? `connection to server on socket "/var/run/postgresql/.s.PGSQL.${port}" failed`
      : `connection to server at "${host}", port ${port} failed`
  const closed = () =>
    refused(
      `psql: error: ${connection}: ${isNear && !args.includes('-h') ? 'No such file or directory' : 'Connection refused'}\n\tIs the server running ${isNear ? 'locally and accepting connections on that socket' : 'on that host and accepting TCP/IP connections'}?\n`,
      2
    )
  const unknown = () =>
    refused(`psql: error: could not translate host name "${host}" to address: Name or service not known\n`, 2)
  return {
    host,
    port,
    ask: { protocol: 'postgres', words, as: { ...as, connection, far: isNear ? 'no' : 'yes' } },
    closed,
    unknown
  }
})

const mongosh = by((args, { stdin }) => {
  const script = valueOf(args, '--eval') ?? stdin
  const taken = new Set([
    '--eval',
    '--host',
    '--port',
    '-u',
    '--username',
    '-p',
    '--password',
    '--authenticationDatabase'
  ])
  const [address = ''] = args.filter((arg, i) => !arg.startsWith('-') && !taken.has(args[i - 1] ?? ''))
  const url = /^(?:mongodb(?:\+srv)?:\/\/)?(?:([^:@]*):([^@]*)@)?([\w.-]*)(?::(\d+))?[^/]*(?:\/([^?]*))?/.exec(address)
  const isUrl = /[:/]/.test(address)
  const host = valueOf(args, '--host') ?? (isUrl ? url?.[3] || 'localhost' : 'localhost')
  const port = Number(valueOf(args, '--port') ?? (isUrl ? (url?.[4] ?? 27017) : 27017))
  const user = valueOf(args, '--username') ?? args[args.indexOf('-u') + 1 || args.length] ?? url?.[1]
  const password = valueOf(args, '--password') ?? args[args.indexOf('-p') + 1 || args.length] ?? url?.[2]
  const as = {
    database: (isUrl ? url?.[5] : address) ?? '',
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password })
  }
  const closed = () =>
    refused(`MongoNetworkError: connect ECONNREFUSED ${host === 'localhost' ? '127.0.0.1' : host}:${port}\n`)
  return {
    host,
    port,
    ask: { protocol: 'mongo', words: [script], as },
    closed,
    unknown: (name) => refused(`MongoNetworkError: getaddrinfo ENOTFOUND ${name}\n`)
  }
})

const cqlsh = by((args, { env, stdin }) => {
  const taken = new Set(['-e', '-u', '-p', '-k', '-f', '--execute'])
  const [host = env.CQLSH_HOST ?? '127.0.0.1', port = '9042'] = args.filter(
    (arg, i) => !arg.startsWith('-') && !taken.has(args[i - 1] ?? '')
  )
  const keyspace = valueOf(args, '-k')
  const words = [valueOf(args, '--execute') ?? valueOf(args, '-e') ?? stdin]
  return {
    host,
    port: Number(port),
    ask: { protocol: 'cql', words, as: keyspace ? { database: keyspace } : {} },
    closed: noCassandra
  }
})

/** `host:port` of an option that may name several. */
function address(text: string | undefined, usual: number): { host: string; port: number } {
  const [first = ''] = (text ?? '').split(',')
  const [host = '', port] = first.replace(/^\w+:\/\//, '').split(':')
  return { host: host || 'localhost', port: Number(port ?? usual) || usual }
}

const noBroker = (host: string, port: number): DataSaid =>
  refused(
    `WARN [AdminClient clientId=adminclient-1] Connection to node -1 (${host}/${host}:${port}) could not be established. Node may not be available. (org.apache.kafka.clients.NetworkClient)\n`
  )

const kafkaTool = (tool: 'topics' | 'produce' | 'consume'): Client =>
  by((args, { stdin }) => {
    const option = (name: string) => valueOf(args, `--${name}`)
    // Older releases asked ZooKeeper.
    const at = address(option('bootstrap-server') ?? option('broker-list') ?? option('zookeeper'), 9092)
    const verb = ['create', 'list', 'describe', 'delete'].find((each) => args.includes(`--${each}`)) ?? 'list'
    const words =
      tool === 'topics'
        ? [verb]
        : tool === 'produce'
          ? ['produce', ...stdin.split('\n').filter((line) => line !== '')]
          : ['consume']
    const given: Readonly<Record<string, string | undefined>> = {
      topic: option('topic'),
      partitions: option('partitions'),
      replicas: option('replication-factor'),
      most: option('max-messages'),
      unless: args.includes('--if-not-exists') ? 'yes' : undefined,
      beginning: args.includes('--from-beginning') ? 'yes' : undefined
    }
    return { ...at, ask: { protocol: 'kafka', words, as: defined(given) }, closed: noBroker }
  })

const defined = (given: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))

const zkCli = by((args) => {
  const server = valueOf(args, '-server')
  const rest = server === undefined ? [...args] : args.filter((arg) => arg !== '-server' && arg !== server)
  const at = address(server, 2181)
  const closed = (host: string, port: number) =>
    refused(
      `Exception in thread "main" org.apache.zookeeper.KeeperException$ConnectionLossException: KeeperErrorCode = ConnectionLoss (${host}:${port})\n`
    )
  return { ...at, ask: { protocol: 'zookeeper', words: rest, as: {} }, closed }
})

const amqpTool = (verb: 'publish' | 'declare' | 'get'): Client =>
  by((args, { env, stdin }) => {
    const url = /^amqps?:\/\/(?:[^@/]*@)?([^:/]+)(?::(\d+))?/.exec(
      valueOf(args, '--url') ?? valueOf(args, '-u') ?? env.BROKER_URL ?? ''
    )
    const queue =
      valueOf(args, '-r') ?? valueOf(args, '--routing-key') ?? valueOf(args, '-q') ?? valueOf(args, '--queue') ?? ''
    const message = valueOf(args, '-b') ?? valueOf(args, '--body') ?? stdin
    const count = valueOf(args, '-c') ?? valueOf(args, '--count') ?? '1'
    const at = { host: url?.[1] ?? 'localhost', port: Number(url?.[2] ?? 5672) }
    const closed = (host: string, port: number) => refused(`opening socket to ${host}:${port}: Connection refused\n`)
    return {
      ...at,
      ask: { protocol: 'amqp', words: verb === 'publish' ? [verb, message] : [verb], as: { queue, count } },
      closed
    }
  })

const rabbitmqctl: Client = by((args) => {
  const [verb = ''] = plain(args)
  if (verb !== 'list_queues') return ended(0, verb === 'cluster_status' ? 'Cluster status of node ...\n' : '')
  const closed = () =>
    refused(
      'Error: unable to perform an operation on node. Please see diagnostics information and suggestions below.\n',
      69
    )
  return { host: 'localhost', port: 5672, ask: { protocol: 'amqp', words: ['list'], as: {} }, closed }
})

/** Who is in the ring: the pods behind the headless Service of the seeds. */
const nodetool: Client = function* (args, own) {
  const [verb = ''] = plain(args)
  const seeds = (own.env.CASSANDRA_SEEDS ?? '').split(',')[0] ?? ''
  const service = seeds.includes('.') ? seeds.slice(seeds.indexOf('.') + 1) : 'localhost'
  const here = yield* addressOfHost('localhost', own)
  const answer: Answer = yield { kind: 'tcp', ip: here.ip ?? '127.0.0.1', port: 9042, path: '', patience }
  if (answer.kind !== 'served')
    return ended(
      1,
      '',
      "nodetool: Failed to connect to '127.0.0.1:7199' - ConnectException: 'Connection refused (Connection refused)'.\n"
    )
  if (verb !== 'status')
    return ended(0, verb === 'info' ? 'Gossip active          : true\nNative Transport active: true\n' : '')
  const found = yield* look(service, 'A', resolvConf(own.files))
  const members =
    found.kind === 'found' ? found.records.flatMap(({ type, value }) => (type === 'A' ? [value] : [])) : []
  const addresses = members.length > 0 ? members : ['127.0.0.1']
  const share = `${(100 / addresses.length).toFixed(1)}%`
  const rack = own.env.CASSANDRA_RACK ?? 'rack1'
  const lines = addresses.map((ip) => `UN  ${ip.padEnd(12)}  75 KiB     16      ${share.padEnd(17)} ${rack}\n`)
  return ended(
    0,
    `Datacenter: ${own.env.CASSANDRA_DC ?? 'datacenter1'}\n======================\nStatus=Up/Down\n|/ State=Normal/Leaving/Joining/Moving\n--  Address       Load       Tokens  Owns (effective)  Rack\n${lines.join('')}`
  )
}

export const clients: Readonly<Record<string, Client>> = {
  'redis-cli': redisCli,
  'valkey-cli': redisCli,
  mysql: mysqlClient,
  mariadb: mysqlClient,
  psql,
  mongosh,
  mongo: mongosh,
  cqlsh,
  nodetool,
  'kafka-topics.sh': kafkaTool('topics'),
  'kafka-topics': kafkaTool('topics'),
  'kafka-console-producer.sh': kafkaTool('produce'),
  'kafka-console-producer': kafkaTool('produce'),
  'kafka-console-consumer.sh': kafkaTool('consume'),
  'kafka-console-consumer': kafkaTool('consume'),
  'zkCli.sh': zkCli,
  'amqp-publish': amqpTool('publish'),
  'amqp-declare-queue': amqpTool('declare'),
  'amqp-get': amqpTool('get'),
  'amqp-consume': amqpTool('get'),
  rabbitmqctl
}
