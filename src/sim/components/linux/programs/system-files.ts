import { formatTime } from '../../../api/timestamp'
import { wallClock } from '../../../kernel/clock'
import type { Surroundings } from './program'
import { systemOf, type System } from './systems'

/* Files that nobody has written: the kernel's, and those of a base system, as far as people look at them. */

const kib = (bytes: number): number => Math.round(bytes / 1_024)
const row = (name: string, bytes: number): string => `${`${name}:`.padEnd(16)}${String(kib(bytes)).padStart(8)} kB\n`

type Read = (around: Surroundings) => string | undefined

const firstOf = ({ processesSeen = [], processes = processesSeen }: Surroundings): readonly string[] =>
  processes.find(({ pid }) => pid === 1)?.argv ?? []

/** `/proc` is the machine's, whatever the container may use of it. Load is not modelled: nobody waits for CPUs by it. */
const ofKernel: Readonly<Record<string, Read>> = {
  '/proc/meminfo': ({ machine }) => {
    if (!machine) return undefined
    const { capacity, used } = machine().memory
    return `${row('MemTotal', capacity)}${row('MemFree', capacity - used)}${row('MemAvailable', capacity - used)}${row('SwapTotal', 0)}${row('SwapFree', 0)}`
  },
  '/proc/cpuinfo': ({ machine }) =>
    machine &&
    Array.from({ length: machine().cpus }, (_, i) => `processor\t: ${i}\nmodel name\t: Virtual CPU\n\n`).join(''),
  '/proc/version': () => 'Linux version 6.1.0 (amd64)\n',
  '/proc/1/cmdline': (around) => `${firstOf(around).join('\0')}\0`,
  '/proc/1/comm': (around) => `${(firstOf(around)[0] ?? '').replace(/^.*\//, '').slice(0, 15)}\n`,
  '/sys/fs/cgroup/memory.max': limited(2, ({ memoryLimit }) => (memoryLimit === 0 ? 'max' : String(memoryLimit))),
  '/sys/fs/cgroup/memory.current': limited(2, ({ memoryUsed }) => String(memoryUsed)),
  '/sys/fs/cgroup/cpu.max': limited(
    2,
    ({ cpuLimit }) => `${cpuLimit === undefined ? 'max' : Math.round(cpuLimit * 100_000)} 100000`
  ),
  '/sys/fs/cgroup/memory/memory.limit_in_bytes': limited(1, ({ memoryLimit }) =>
    String(memoryLimit === 0 ? 9_223_372_036_854_771_712n : memoryLimit)
  ),
  '/sys/fs/cgroup/memory/memory.usage_in_bytes': limited(1, ({ memoryUsed }) => String(memoryUsed)),
  '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': limited(1, ({ cpuLimit }) =>
    String(cpuLimit === undefined ? -1 : Math.round(cpuLimit * 100_000))
  )
}

type Cgroup = ReturnType<NonNullable<Surroundings['machine']>>['cgroup']

function limited(version: number, text: (cgroup: Cgroup) => string): Read {
  return ({ machine }) => {
    const cgroup = machine?.().cgroup
    return cgroup?.version === version ? `${text(cgroup)}\n` : undefined
  }
}

const numbers: Readonly<Record<string, string>> = { bookworm: '12', trixie: '13', bullseye: '11', buster: '10' }
const ubuntu: Readonly<Record<string, string>> = { bionic: '18.04', focal: '20.04', jammy: '22.04', noble: '24.04' }

/** os-release(5) of a base system; of Red Hat's and its like the image's own name is what differs. */
function osRelease({ family, release }: System, imageNamed: string): string | undefined {
  switch (family) {
    case 'alpine':
      return `NAME="Alpine Linux"\nID=alpine\nVERSION_ID=${release.slice(1)}.0\nPRETTY_NAME="Alpine Linux ${release}"\nHOME_URL="https://alpinelinux.org/"\n`
    case 'debian':
      return `PRETTY_NAME="Debian GNU/Linux ${numbers[release]} (${release})"\nNAME="Debian GNU/Linux"\nVERSION_ID="${numbers[release]}"\nVERSION="${numbers[release]} (${release})"\nVERSION_CODENAME=${release}\nID=debian\nHOME_URL="https://www.debian.org/"\n`
    case 'ubuntu':
      return `PRETTY_NAME="Ubuntu ${ubuntu[release]} LTS"\nNAME="Ubuntu"\nVERSION_ID="${ubuntu[release]}"\nVERSION_CODENAME=${release}\nID=ubuntu\nID_LIKE=debian\nHOME_URL="https://www.ubuntu.com/"\n`
    case 'rhel': {
      const [, id = 'rhel', version = ''] = /([a-z]+)(?::(\d[\d.]*))?/.exec(imageNamed.replace(/^.*\//, '')) ?? []
      return `NAME="${id}"\nID="${id}"\nID_LIKE="rhel fedora"\n${version ? `VERSION_ID="${version}"\n` : ''}`
    }
    default:
      // BusyBox' image has none.
      return undefined
  }
}

const people = (family: System['family']): string =>
  `root:x:0:0:root:/root:${family === 'alpine' || family === 'busybox' ? '/bin/sh' : '/bin/bash'}\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n`

const ofBase: Readonly<Record<string, (system: System, imageNamed: string) => string | undefined>> = {
  '/etc/os-release': osRelease,
  '/etc/alpine-release': ({ family, release }) => (family === 'alpine' ? `${release.slice(1)}.0\n` : undefined),
  '/etc/debian_version': ({ family, release }) =>
    family === 'debian' ? `${numbers[release]}.0\n` : family === 'ubuntu' ? `${release}/sid\n` : undefined,
  '/etc/passwd': ({ family }) => people(family),
  '/etc/nginx/nginx.conf': (_system, imageNamed) => (isNginx(imageNamed) ? nginxConf : undefined),
  '/etc/nginx/conf.d/default.conf': (_system, imageNamed) => (isNginx(imageNamed) ? nginxDefault : undefined)
}

const isNginx = (imageNamed: string): boolean => /(?:^|\/)nginx(?:[:@]|$)/.test(imageNamed)

const nginxConf = `user  nginx;
worker_processes  auto;

error_log  /var/log/nginx/error.log notice;
pid        /run/nginx.pid;

events {
    worker_connections  1024;
}

http {
    include       /etc/nginx/mime.types;
    default_type  application/octet-stream;
    access_log  /var/log/nginx/access.log;
    sendfile        on;
    keepalive_timeout  65;
    include /etc/nginx/conf.d/*.conf;
}
`
const nginxDefault = `server {
    listen       80;
    listen  [::]:80;
    server_name  localhost;

    location / {
        root   /usr/share/nginx/html;
        index  index.html index.htm;
    }

    error_page   500 502 503 504  /50x.html;
    location = /50x.html {
        root   /usr/share/nginx/html;
    }
}
`

/** A file of the kernel or of the container's base system; undefined: there is none, or nobody here knows it. */
export function systemFile(path: string, around: Surroundings): string | undefined {
  const { imageNamed } = around
  const read = ofKernel[path]
  if (read) return around.screen ? undefined : read(around)
  const base = ofBase[path]
  const system = base && imageNamed !== undefined && !around.bare ? systemOf(imageNamed) : undefined
  return system && base!(system, imageNamed!)
}

/** What `uptime` and `top` begin with: since when the container's machine runs is not seen from here, the time of day is. */
export const timeOfDay = (around: Surroundings): string => formatTime(wallClock(around)).slice(11, 19)
