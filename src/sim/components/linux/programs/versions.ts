import { done, type Outcome, type Surroundings } from './program'

/**
 * What a server's or an interpreter's program says when it is asked for its version or whether its configuration is right: it does not
 * serve then. The version is that of its image's tag, as far as that tells it; of an image of another name it is not known.
 */
export function toldOf(name: string, args: readonly string[], around: Surroundings): Outcome | null {
  if (!(name in texts)) return null
  if (name === 'nginx' && args.includes('-T')) {
    const told = [conf, '/etc/nginx/conf.d/default.conf'].map(
      (path) => `# configuration file ${path}:\n${around.files.get(path) ?? ''}\n`
    )
    return done(0, told.join(''), nginxTest)
  }
  if (name === 'nginx' && args.includes('-t')) return done(0, '', nginxTest)
  if (args.includes('-s')) return done(0)
  const version = versionIn(name, around)
  const text = version === undefined ? undefined : texts[name]?.[1](version)
  if (text === undefined) return done(0)
  return name === 'nginx' || name === 'java' ? done(0, '', `${text}\n`) : done(0, `${text}\n`)
}

const conf = '/etc/nginx/nginx.conf'
const nginxTest = `nginx: the configuration file ${conf} syntax is ok\nnginx: configuration file ${conf} test is successful\n`

/** `1.27.5` of `nginx:1.27.5-alpine`. */
function versionIn(name: string, { imageNamed: image = '' }: Surroundings): string | undefined {
  const [, repository = '', tag = ''] = /([^/:@]+)(?::([^@]+))?(?:@.*)?$/.exec(image) ?? []
  return texts[name]?.[0].includes(repository) ? /^v?(\d+(?:\.\d+)*)/.exec(tag)?.[1] : undefined
}

type Said = readonly [images: readonly string[], text: (version: string) => string]

const redis = (program: string): Said => [
  ['redis', 'valkey'],
  (version) =>
    program === 'server'
      ? `Redis server v=${version} sha=00000000:0 malloc=jemalloc-5.3.0 bits=64`
      : `redis-cli ${version}`
]
const postgres = (program: string): Said => [['postgres'], (version) => `${program} (PostgreSQL) ${version}`]
const mysql = (program: string): Said => [
  ['mysql'],
  (version) => `${program}  Ver ${version} for Linux on x86_64 (MySQL Community Server - GPL)`
]

const texts: Readonly<Record<string, Said>> = {
  nginx: [['nginx', 'nginx-unprivileged'], (version) => `nginx version: nginx/${version}`],
  httpd: [['httpd'], (version) => `Server version: Apache/${version} (Unix)`],
  'redis-server': redis('server'),
  'redis-cli': redis('cli'),
  postgres: postgres('postgres'),
  psql: postgres('psql'),
  pg_isready: postgres('pg_isready'),
  mysqld: mysql('mysqld'),
  mysql: mysql('mysql'),
  mongod: [['mongo'], (version) => `db version v${version}`],
  memcached: [['memcached'], (version) => `memcached ${version}`],
  haproxy: [['haproxy'], (version) => `HAProxy version ${version}`],
  caddy: [['caddy'], (version) => `v${version}`],
  python: [['python'], (version) => `Python ${version}`],
  python3: [['python'], (version) => `Python ${version}`],
  node: [['node'], (version) => `v${version}`],
  php: [['php', 'wordpress'], (version) => `PHP ${version}`],
  ruby: [['ruby'], (version) => `ruby ${version}`],
  java: [['eclipse-temurin', 'openjdk', 'amazoncorretto'], (version) => `openjdk version "${version}"`]
}
