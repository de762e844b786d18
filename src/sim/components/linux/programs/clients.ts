import { done, plain, valueOf, type Outcome, type Program, type Surroundings } from './program'

/**
 * Programs that ask a server whether it is well, as probes do: what they say. In their own pod they are told at once; other hosts
 * they ask over the network (`network/clients.ts`).
 */
const said: Record<string, Manner> = {
  'redis-cli': {
    usual: 6379,
    answer: ({ args }) => (args.includes('ping') || args.includes('PING') ? 'PONG\n' : 'OK\n')
  },
  'valkey-cli': { usual: 6379, answer: () => 'PONG\n' },
  pg_isready: {
    usual: 5432,
    answer: ({ host, port }) => `${host}:${port} - accepting connections\n`,
    refusal: ({ host, port }) => `${host}:${port} - no response\n`,
    refused: 2
  },
  psql: {
    usual: 5432,
    refusal: ({ host, port }) =>
      `psql: error: connection to server at "${host}", port ${port} failed: Connection refused\n`,
    refused: 2
  },
  mysqladmin: {
    usual: 3306,
    answer: ({ args }) => (args.includes('ping') ? 'mysqld is alive\n' : ''),
    refusal: ({ host }) => `mysqladmin: connect to server at '${host}' failed\n`
  },
  mysql: {
    usual: 3306,
    refusal: ({ host }) => `ERROR 2003 (HY000): Can't connect to MySQL server on '${host}' (111)\n`
  },
  mongosh: {
    usual: 27017,
    answer: () => '{ ok: 1 }\n',
    refusal: ({ port }) => `connect ECONNREFUSED 127.0.0.1:${port}\n`
  },
  mongo: { usual: 27017, answer: () => '{ "ok" : 1 }\n' },
  nodetool: { usual: 9042, answer: () => 'UN\n', refusal: () => "nodetool: Failed to connect to '127.0.0.1:7199'\n" },
  cqlsh: { usual: 9042 },
  'rabbitmq-diagnostics': { usual: 5672, answer: () => 'Ping succeeded\n', refused: 69 },
  rabbitmqctl: { usual: 5672, refused: 69 },
  'zookeeper-ready': { usual: 2181 },
  grpc_health_probe: {
    usual: 50051,
    answer: () => 'status: SERVING\n',
    refusal: ({ host, port }) => `timeout: failed to connect service "${host}:${port}" within 1s\n`,
    refused: 2
  }
}
said['mariadb-admin'] = said.mysqladmin!
said['healthcheck.sh'] = { usual: 3306 }
said['grpc-health-probe'] = said.grpc_health_probe!

/** They come with an application's image; an image of a base system has none of them. */
export const manners: Readonly<Record<string, Manner>> = said

export const vendorClients: Readonly<Record<string, Program>> = Object.fromEntries(
  Object.entries(said).map(([name, manner]) => [name, asks(manner)])
)

interface Asked {
  readonly args: readonly string[]
  readonly host: string
  readonly port: number
}

interface Manner {
  /** The port where such a server listens. */
  readonly usual: number
  readonly answer?: (asked: Asked) => string
  readonly refusal?: (asked: Asked) => string
  /** Exit status when nobody listens. */
  readonly refused?: number
}

function asks({ usual, answer, refusal, refused = 1 }: Manner): Program {
  return (args, around): Outcome => {
    const asked = { args, ...target(args, usual) }
    if (isOwn(asked.host, around) && !around.listens(asked.port)) return done(refused, '', refusal?.(asked) ?? '')
    return done(0, answer?.(asked) ?? '')
  }
}

const dataClients = new Set(
  'redis-cli valkey-cli mysql mariadb psql mongosh mongo cqlsh nodetool zkCli.sh rabbitmqctl amqp-publish amqp-declare-queue amqp-get amqp-consume'.split(
    ' '
  )
)

/** A client that does more than ask whether its server is well (`data/clients.ts`). */
export const isDataClient = (name: string): boolean =>
  dataClients.has(name) || /^kafka-(?:topics|console-(?:producer|consumer))/.test(name)

/** A host that is the pod itself. */
export const isOwn = (host: string, { hostname, env }: Surroundings): boolean =>
  ['localhost', '127.0.0.1', '0.0.0.0', '::1', '', hostname, env.HOSTNAME ?? hostname].includes(host)

/** Where a client connects to: a URL, `-addr=:9999`, `-h HOST -p PORT`, `HOST PORT`; else its own host at the usual port. */
export function target(args: readonly string[], usual: number): { host: string; port: number } {
  const address = valueOf(args, '-addr') ?? valueOf(args, '--addr')
  const url = args.map((arg) => /^(?:https?:\/\/)?\[?([\w.-]*)\]?:([0-9]{1,5})(?:\/|$)/.exec(arg)).find(Boolean)
  const byAddress = address === undefined ? null : /^\[?([\w.-]*)\]?:([0-9]+)$/.exec(address)
  const found = byAddress ?? url
  if (found) return { host: found[1]! || 'localhost', port: Number(found[2]) }
  const plainUrl = plain(args)
    .map((arg) => /^(https?):\/\/([\w.-]+)/.exec(arg))
    .find(Boolean)
  if (plainUrl) return { host: plainUrl[2]!, port: plainUrl[1] === 'https' ? 443 : 80 }
  const host =
    valueOf(
      args.filter((arg) => !arg.startsWith('--')),
      '-h'
    ) ??
    valueOf(args, '--host') ??
    'localhost'
  const port = Number(valueOf(args, '-p') ?? valueOf(args, '--port') ?? usual)
  return { host, port: port > 0 ? port : usual }
}
