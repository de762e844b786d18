import { parseImage } from '../../../api/image-reference'
import { optional } from './later'
import type { Surroundings } from './program'

/** Whose packages an image has. */
export type Family = 'alpine' | 'busybox' | 'debian' | 'ubuntu' | 'rhel'

/** What an image is built on. */
export interface System {
  readonly family: Family
  /** `v3.22`, `bookworm`, `noble`. */
  readonly release: string
  /** Which of the programs in `optional` it has; null: nobody here knows. */
  readonly has: ReadonlySet<string> | null
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '))
const busybox = 'wget ping nslookup nc ps top vi less ip netstat telnet traceroute'
/** What a base system's own image has of them. */
const own: Readonly<Record<Family, string>> = {
  busybox,
  alpine: `${busybox} getent`,
  debian: 'bash perl getent',
  ubuntu: 'bash perl getent ps top',
  rhel: 'bash curl getent vi'
}

/** Official images that are more than a base system, and what they add to it; null: nobody here knows. */
const above: Readonly<Record<string, readonly [Family, string | null]>> = {
  bash: ['alpine', 'bash'],
  nginx: ['debian', 'curl'],
  httpd: ['debian', ''],
  redis: ['debian', ''],
  memcached: ['debian', ''],
  postgres: ['debian', ''],
  haproxy: ['debian', ''],
  php: ['debian', 'curl'],
  wordpress: ['debian', 'curl'],
  python: ['debian', 'curl wget git ps top python python3'],
  node: ['debian', 'curl wget git ps top python3'],
  golang: ['debian', 'curl wget git'],
  ruby: ['debian', 'curl wget git ps top python3'],
  'buildpack-deps': ['debian', 'curl wget git ps top python3'],
  ...Object.fromEntries(
    ['mariadb', 'mongo', 'rabbitmq', 'eclipse-temurin', 'tomcat', 'cassandra', 'zookeeper', 'clickhouse'].map(
      (name) => [name, ['ubuntu', null] as const]
    )
  ),
  ...Object.fromEntries(['mysql', 'amazoncorretto'].map((name) => [name, ['rhel', null] as const])),
  ...Object.fromEntries(
    ['caddy', 'composer', 'docker', 'eclipse-mosquitto', 'registry', 'traefik'].map((name) => [
      name,
      ['alpine', null] as const
    ])
  )
}
const bases: Readonly<Record<string, Family>> = {
  alpine: 'alpine',
  busybox: 'busybox',
  debian: 'debian',
  ubuntu: 'ubuntu',
  almalinux: 'rhel',
  amazonlinux: 'rhel',
  centos: 'rhel',
  fedora: 'rhel',
  oraclelinux: 'rhel',
  rockylinux: 'rhel'
}
/** What a variant without extras has nothing of (`python:3.13-slim`), beside its own interpreter. */
const bare: Readonly<Record<string, string>> = { python: 'python python3' }

const codenames: Readonly<
  Partial<Record<Family, readonly [usual: string, byNumber: Readonly<Record<string, string>>]>>
> = {
  debian: ['trixie', { '10': 'buster', '11': 'bullseye', '12': 'bookworm', '13': 'trixie' }],
  ubuntu: ['noble', { '18.04': 'bionic', '20.04': 'focal', '22.04': 'jammy', '24.04': 'noble' }]
}
const named = /\b(?:stretch|buster|bullseye|bookworm|trixie|bionic|focal|jammy|noble)\b/

function releaseOf(family: Family, isBase: boolean, tag: string): string {
  if (family === 'alpine')
    return `v${/(?:alpine|^)(3\.\d+)/.exec(isBase ? tag : (/alpine.*/.exec(tag)?.[0] ?? ''))?.[1] ?? '3.22'}`
  const [usual, byNumber] = codenames[family] ?? ['', {}]
  return named.exec(tag)?.[0] ?? (isBase ? byNumber[/^\d+(?:\.04)?/.exec(tag)?.[0] ?? ''] : undefined) ?? usual
}

/**
 * What one of Docker Hub's official images is built on, by its Dockerfiles; of others nobody here knows.
 * @param imageNamed as a pod names it: `nginx:1.27-alpine`
 */
export function systemOf(imageNamed: string): System | undefined {
  const parsed = parseImage(imageNamed)
  if (!parsed.ok || parsed.value.host !== 'docker.io' || !parsed.value.repository.startsWith('library/'))
    return undefined
  const name = parsed.value.repository.slice('library/'.length)
  const { tag } = parsed.value
  const base = bases[name]
  if (base) return { family: base, release: releaseOf(base, true, tag), has: words(own[base]) }
  const [usual, adds] = above[name] ?? ['debian', null]
  const family = /alpine/.test(tag) ? 'alpine' : usual
  const release = releaseOf(family, false, tag)
  const isPlain = family !== usual || /slim/.test(tag)
  const more = name === 'nginx' ? 'curl' : isPlain ? (bare[name] ?? '') : adds
  if (adds === null || more === null) return { family, release, has: null }
  return { family, release, has: words(`${own[family]} ${more}`) }
}

/** Whose package manager a program is. */
const managers: Readonly<Record<string, readonly Family[]>> = {
  apk: ['alpine'],
  'apt-get': ['debian', 'ubuntu'],
  apt: ['debian', 'ubuntu'],
  dnf: ['rhel'],
  microdnf: ['rhel'],
  yum: ['rhel']
}

/** The system whose packages a program of a container's image manages; undefined: it is not in that image, or nobody here knows. */
export function managed(name: string, imageNamed: string | undefined): System | undefined {
  const system = managers[name] && imageNamed !== undefined ? systemOf(imageNamed) : undefined
  return system && managers[name]!.includes(system.family) ? system : undefined
}

/** Where packages put programs. */
export const installedAt = (name: string): string => `/usr/bin/${name}`

/** Whether a container's image is known not to have a program, and nobody has installed it. */
export function isLacking(name: string, { imageNamed, files }: Surroundings): boolean {
  if (imageNamed === undefined || !optional.has(name) || files.has(installedAt(name))) return false
  const has = systemOf(imageNamed)?.has
  return has ? !has.has(name) : false
}
