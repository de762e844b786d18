import { formatMicroTime, unixMicros } from '../../../api/timestamp'
import { wallClock } from '../../../kernel/clock'
import type { Surroundings } from './program'

/** What well-known servers print as they start, with default settings; versions and hosts' figures are left out. */
export function banner(name: string, around: Surroundings): { stdout?: string; stderr?: string } {
  const lines = banners[name]?.(timesOf(around), around)
  if (!lines) return {}
  return { [errors.has(name) ? 'stderr' : 'stdout']: lines.map((line) => `${line}\n`).join('') }
}

/** An instant as different programs write it. */
interface Times {
  /** `2026-01-01 10:00:07` */
  readonly plain: string
  readonly millis: string
  readonly month: string
  readonly weekday: string
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
/** 1970 began on a Thursday. */
const weekdays = 'Thu Fri Sat Sun Mon Tue Wed'.split(' ')

function timesOf(around: Surroundings): Times {
  const at = wallClock(around)
  const text = formatMicroTime(at)
  return {
    plain: text.slice(0, 19).replace('T', ' '),
    millis: text.slice(20, 23),
    month: months[Number(text.slice(5, 7)) - 1]!,
    weekday: weekdays[Math.floor(unixMicros(at) / 86_400_000_000) % 7]!
  }
}

const errors: ReadonlySet<string> = new Set(['httpd-foreground', 'httpd', 'apache2-foreground', 'postgres', 'mysqld'])

/** `01 Jan 2026 10:00:07.123` */
const redisTime = ({ plain, millis, month }: Times): string =>
  `${plain.slice(8, 10)} ${month} ${plain.slice(0, 4)} ${plain.slice(11)}.${millis}`

/** `Thu Jan 01 10:00:07.123456 2026` */
const apacheTime = ({ plain, millis, month, weekday }: Times): string =>
  `${weekday} ${month} ${plain.slice(8, 10)} ${plain.slice(11)}.${millis}000 ${plain.slice(0, 4)}`

const nginx = (times: Times): string[] => {
  const notice = (text: string) => `${times.plain.replaceAll('-', '/')} [notice] 1#1: ${text}`
  const entrypoint = '/docker-entrypoint.sh:'
  return [
    `${entrypoint} /docker-entrypoint.d/ is not empty, will attempt to perform configuration`,
    `${entrypoint} Looking for shell scripts in /docker-entrypoint.d/`,
    `${entrypoint} Launching /docker-entrypoint.d/10-listen-on-ipv6-by-default.sh`,
    '10-listen-on-ipv6-by-default.sh: info: Getting the checksum of /etc/nginx/conf.d/default.conf',
    '10-listen-on-ipv6-by-default.sh: info: Enabled listen on IPv6 in /etc/nginx/conf.d/default.conf',
    `${entrypoint} Sourcing /docker-entrypoint.d/15-local-resolvers.envsh`,
    `${entrypoint} Launching /docker-entrypoint.d/20-envsubst-on-templates.sh`,
    `${entrypoint} Launching /docker-entrypoint.d/30-tune-worker-processes.sh`,
    `${entrypoint} Configuration complete; ready for start up`,
    notice('using the "epoll" event method'),
    notice('start worker processes'),
    notice('start worker process 29'),
    notice('start worker process 30')
  ]
}

const redis = (times: Times): string[] => [
  `1:C ${redisTime(times)} * oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo`,
  `1:C ${redisTime(times)} # Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf`,
  `1:M ${redisTime(times)} * Running mode=standalone, port=6379.`,
  `1:M ${redisTime(times)} * Server initialized`,
  `1:M ${redisTime(times)} * Ready to accept connections tcp`
]

const apache = (times: Times, command: string, ip: string): string[] => {
  const name = `AH00558: ${command}: Could not reliably determine the server's fully qualified domain name, using ${ip}. Set the 'ServerName' directive globally to suppress this message`
  return [
    name,
    `[${apacheTime(times)}] [mpm_event:notice] [pid 1:tid 1] AH00489: Apache/2.4 (Unix) configured -- resuming normal operations`,
    `[${apacheTime(times)}] [core:notice] [pid 1:tid 1] AH00094: Command line: '${command} -D FOREGROUND'`
  ]
}

const ownAddress = ({ files, hostname }: Surroundings): string =>
  (files.get('/etc/hosts') ?? '')
    .split('\n')
    .map((line) => line.split(/\s+/))
    .find((words) => words.includes(hostname))?.[0] ?? '127.0.0.1'

const postgres = ({ plain, millis }: Times): string[] => {
  const log = (text: string) => `${plain}.${millis} UTC [1] LOG:  ${text}`
  return [
    '',
    'PostgreSQL init process complete; ready for start up.',
    '',
    log('listening on IPv4 address "0.0.0.0", port 5432'),
    log('listening on IPv6 address "::", port 5432'),
    log('listening on Unix socket "/var/run/postgresql/.s.PGSQL.5432"'),
    log('database system is ready to accept connections')
  ]
}

const mysql = ({ plain, millis }: Times): string[] => {
  const entrypoint = (text: string) => `${plain}+00:00 [Note] [Entrypoint]: ${text}`
  const system = (code: string, text: string) =>
    `${plain.replace(' ', 'T')}.${millis}000Z 0 [System] [${code}] [Server] ${text}`
  return [
    entrypoint('Entrypoint script for MySQL Server started.'),
    entrypoint("Switching to dedicated user 'mysql'"),
    entrypoint('Initializing database files'),
    entrypoint('MySQL init process done. Ready for start up.'),
    system(
      'MY-011323',
      "X Plugin ready for connections. Bind-address: '::' port: 33060, socket: /var/run/mysqld/mysqlx.sock"
    ),
    system('MY-010931', "/usr/sbin/mysqld: ready for connections. socket: '/var/run/mysqld/mysqld.sock'  port: 3306")
  ]
}

const mariadb = ({ plain }: Times): string[] => [
  `${plain}+00:00 [Note] [Entrypoint]: Entrypoint script for MariaDB Server started.`,
  `${plain}+00:00 [Note] [Entrypoint]: MariaDB init process done. Ready for start up.`,
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
  nginx,
  'redis-server': redis,
  'valkey-server': (times) => redis(times).map((line) => line.replace('Redis', 'Valkey').replace('redis', 'valkey')),
  postgres,
  mysqld: mysql,
  mariadbd: mariadb,
  mongod: mongo,
  'rabbitmq-server': rabbitmq,
  'httpd-foreground': (times, around) => apache(times, 'httpd', ownAddress(around)),
  'apache2-foreground': (times, around) => apache(times, 'apache2', ownAddress(around))
}
