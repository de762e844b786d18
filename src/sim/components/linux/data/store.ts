import type { DataServer, Protocol } from './data'

interface Place {
  /** Where the server's image keeps its data. */
  readonly directory: string
  /** The variable that names another directory, and the option. */
  readonly variable?: string
  readonly option?: string
  /** The file of it that stands for all. */
  readonly file: string
}

/** By the images' documentation: the VOLUME of each Dockerfile and the servers' defaults. */
const places: Readonly<Record<Protocol, Place>> = {
  redis: { directory: '/data', option: '--dir', file: 'dump.rdb' },
  mysql: { directory: '/var/lib/mysql', option: '--datadir', file: 'ibdata1' },
  postgres: { directory: '/var/lib/postgresql/data', variable: 'PGDATA', option: '-D', file: 'base/1' },
  cql: { directory: '/var/lib/cassandra', variable: 'CASSANDRA_DATA', file: 'data/system' },
  mongo: { directory: '/data/db', option: '--dbpath', file: 'WiredTiger.wt' },
  zookeeper: { directory: '/data', variable: 'ZOO_DATA_DIR', option: '--data_dir', file: 'version-2/log.1' },
  kafka: { directory: '/var/lib/kafka/data', variable: 'KAFKA_LOG_DIRS', file: 'recovery-point-offset-checkpoint' },
  amqp: { directory: '/var/lib/rabbitmq', variable: 'RABBITMQ_MNESIA_BASE', file: 'mnesia/msg_stores' }
}

const optionOf = (argv: readonly string[], name: string): string | undefined => {
  const at = argv.findIndex((arg) => arg === name || arg.startsWith(`${name}=`))
  if (at < 0) return undefined
  return argv[at]!.includes('=') ? argv[at]!.slice(name.length + 1) : argv[at + 1]
}

/**
 * Where a server's data lies: where it was told, else where its image keeps it; a vendor's image keeps it elsewhere, which is then the one
 * volume that it has.
 */
export function directoryOf(protocol: Protocol, { argv, env, mounts }: DataServer): string {
  const { directory, variable, option } = places[protocol]
  const told = (option && optionOf(argv, option)) ?? (variable && env[variable])
  if (told) return told.split(',')[0]!.replace(/\/$/, '')
  if (mounts.some((mount) => within(directory, mount))) return directory
  const inside = mounts.find((mount) => within(mount, directory))
  if (inside !== undefined) return inside
  const others = mounts.filter((mount) => /data|lib|db|log|bitnami|store|mnesia/.test(mount))
  return others.length === 1 ? others[0]! : directory
}

const within = (path: string, directory: string): boolean => path === directory || path.startsWith(`${directory}/`)

export const fileOf = (protocol: Protocol, server: DataServer): string =>
  `${directoryOf(protocol, server)}/${places[protocol].file}`

/** All that a server keeps; `fresh` where it has nothing yet. */
export function load<T>(protocol: Protocol, server: DataServer, fresh: T): T {
  const text = server.files.get(fileOf(protocol, server))
  if (text === undefined || text === '') return fresh
  try {
    return JSON.parse(text) as T
  } catch {
    return fresh
  }
}

export function save(protocol: Protocol, server: DataServer, data: object): void {
  server.files.set(fileOf(protocol, server), JSON.stringify(data))
}
