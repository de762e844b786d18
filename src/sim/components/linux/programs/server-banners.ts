import { directoryOf } from '../data/store'
import { joined, type Times } from './banners'
import type { Surroundings } from './program'

/** What a server prints as it starts. */
export function bannerOf(name: string, times: Times, around: Surroundings): { stdout?: string; stderr?: string } {
  const lines = banners[name]?.(times, around)
  return lines ? { [errors.has(name) ? 'stderr' : 'stdout']: joined(lines) } : {}
}

/** Those that say it on stderr. */
const errors: ReadonlySet<string> = new Set(['postgres', 'mysqld'])

/** `01 Jan 2026 10:00:07.123` */
const redisTime = ({ plain, millis, month }: Times): string =>
  `${plain.slice(8, 10)} ${month} ${plain.slice(0, 4)} ${plain.slice(11)}.${millis}`

const redis = (times: Times): string[] => [
  `1:C ${redisTime(times)} * oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo`,
  `1:C ${redisTime(times)} # Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf`,
  `1:M ${redisTime(times)} * Running mode=standalone, port=6379.`,
  `1:M ${redisTime(times)} * Server initialized`,
  `1:M ${redisTime(times)} * Ready to accept connections tcp`
]

/** Whether a server finds what it kept in its directory; where there is nothing it begins it with a file. */
function begins(protocol: 'mongo' | 'mysql' | 'postgres', file: string, around: Surroundings): boolean {
  const all = ['/data/db', '/var/lib/mysql', '/var/lib/postgresql', '/var/lib/postgresql/data']
  const mounts = all.filter((path) => around.isMount?.(path))
  const { env, files, hostname, now } = around
  const directory = directoryOf(protocol, { argv: [], env, files, hostname, now, mounts, workingDir: '/' })
  for (const path of files.keys()) if (path.startsWith(`${directory}/`)) return false
  files.set(`${directory}/${file}`, '1\n')
  return true
}

const postgres = ({ plain, millis }: Times, around: Surroundings): string[] => {
  const log = (text: string) => `${plain}.${millis} UTC [1] LOG:  ${text}`
  return [
    ...(begins('postgres', 'PG_VERSION', around)
      ? ['', 'PostgreSQL init process complete; ready for start up.', '']
      : ['', 'PostgreSQL Database directory appears to contain a database; Skipping initialization', '']),
    log('listening on IPv4 address "0.0.0.0", port 5432'),
    log('listening on IPv6 address "::", port 5432'),
    log('listening on Unix socket "/var/run/postgresql/.s.PGSQL.5432"'),
    log('database system is ready to accept connections')
  ]
}

const mysql = ({ plain, millis }: Times, around: Surroundings): string[] => {
  const entrypoint = (text: string) => `${plain}+00:00 [Note] [Entrypoint]: ${text}`
  const system = (code: string, text: string) =>
    `${plain.replace(' ', 'T')}.${millis}000Z 0 [System] [${code}] [Server] ${text}`
  return [
    entrypoint('Entrypoint script for MySQL Server started.'),
    entrypoint("Switching to dedicated user 'mysql'"),
    ...(begins('mysql', 'mysql/db.opt', around)
      ? [entrypoint('Initializing database files'), entrypoint('MySQL init process done. Ready for start up.')]
      : []),
    system(
      'MY-011323',
      "X Plugin ready for connections. Bind-address: '::' port: 33060, socket: /var/run/mysqld/mysqlx.sock"
    ),
    system('MY-010931', "/usr/sbin/mysqld: ready for connections. socket: '/var/run/mysqld/mysqld.sock'  port: 3306")
  ]
}

const mariadb = ({ plain }: Times, around: Surroundings): string[] => [
  `${plain}+00:00 [Note] [Entrypoint]: Entrypoint script for MariaDB Server started.`,
  ...(begins('mysql', 'mysql/db.opt', around)
    ? [`${plain}+00:00 [Note] [Entrypoint]: MariaDB init process done. Ready for start up.`]
    : []),
  `${plain} 0 [Note] mariadbd: ready for connections.`
]

const mongo = ({ plain, millis }: Times): string[] => {
  const line = (component: string, id: number, context: string, msg: string, attr: object) =>
    JSON.stringify({
      t: { $date: `${plain.replace(' ', 'T')}.${millis}+00:00` },
      s: 'I',
      c: component,
      id,
      ctx: context,
      msg,
      attr
    })
  return [
    line('CONTROL', 4615611, 'initandlisten', 'MongoDB starting', { pid: 1, port: 27017, dbPath: '/data/db' }),
    line('NETWORK', 23016, 'listener', 'Waiting for connections', { port: 27017, ssl: 'off' })
  ]
}

const rabbitmq = ({ plain, millis }: Times): string[] => [
  `${plain}.${millis}000+00:00 [info] <0.9.0> Starting RabbitMQ`,
  `${plain}.${millis}000+00:00 [info] <0.9.0> started TCP listener on [::]:5672`,
  `${plain}.${millis}000+00:00 [info] <0.9.0> Server startup complete; 4 plugins started.`
]

const banners: Readonly<Record<string, (times: Times, around: Surroundings) => string[]>> = {
  'redis-server': redis,
  'valkey-server': (times) => redis(times).map((line) => line.replace('Redis', 'Valkey').replace('redis', 'valkey')),
  postgres,
  mysqld: mysql,
  mariadbd: mariadb,
  mongod: mongo,
  'rabbitmq-server': rabbitmq
}
