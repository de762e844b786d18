import { formatMicroTime, unixMicros } from '../../../api/timestamp'
import { wallClock } from '../../../kernel/clock'
import { programsOfPeople } from './later'
import type { Surroundings } from './program'

/** What well-known servers print as they start, with default settings; versions and hosts' figures are left out. */
export function banner(name: string, around: Surroundings): { stdout?: string; stderr?: string } {
  if (name === 'nginx') return { stdout: joined(nginx(timesOf(around))) }
  const [, command] = /^(httpd|apache2)-foreground$/.exec(name) ?? []
  if (command !== undefined) return { stderr: joined(apache(timesOf(around), command, ownAddress(around))) }
  return hasBanner.test(name) ? programsOfPeople().bannerOf(name, timesOf(around), around) : {}
}

/** Of others nobody here knows what they say. */
const hasBanner = /^(?:(?:redis|valkey)-server|postgres|mysqld|mariadbd|mongod|rabbitmq-server)$/

export const joined = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')

/** An instant as different programs write it. */
export interface Times {
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

/** `Thu Jan 01 10:00:07.123456 2026` */
const apacheTime = ({ plain, millis, month, weekday }: Times): string =>
  `${weekday} ${month} ${plain.slice(8, 10)} ${plain.slice(11)}.${millis}000 ${plain.slice(0, 4)}`

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
