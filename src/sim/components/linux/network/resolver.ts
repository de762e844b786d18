import { seconds } from '../../../../base/time'
import type { DnsRecord } from '../messages'
import type { Answer, Ask, Own, Patience } from './ask'

/** resolv.conf(5): where names are asked for, and how. */
export interface ResolvConf {
  readonly nameservers: readonly string[]
  readonly search: readonly string[]
  readonly ndots: number
  readonly attempts: number
  readonly timeout: Patience
}

export function resolvConf(files: Own['files']): ResolvConf {
  const lines = (files.get('/etc/resolv.conf') ?? '').split('\n').map((line) => line.trim().split(/\s+/))
  const valuesOf = (key: string) => lines.filter(([first]) => first === key).flatMap(([, ...rest]) => rest)
  const option = (name: string, usual: number): number => {
    const found = valuesOf('options').findLast((text) => text.startsWith(`${name}:`))
    return found === undefined ? usual : Number(found.slice(name.length + 1)) || usual
  }
  return {
    nameservers: valuesOf('nameserver').slice(0, 3),
    search: valuesOf('search'),
    ndots: option('ndots', 1),
    attempts: option('attempts', 2),
    timeout: { time: seconds(option('timeout', 5)), setting: 'resolv.conf timeout' }
  }
}

/** The names that are asked for in turn: those with the search list first if the name has few dots. Models res_nsearch(3). */
export function namesFor(name: string, { search, ndots }: ResolvConf): string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)]
  const searched = search.map((domain) => `${name}.${domain}`)
  const dots = name.split('.').length - 1
  return dots >= ndots ? [name, ...searched] : [...searched, name]
}

export type Resolved =
  | { readonly kind: 'found'; readonly name: string; readonly records: readonly DnsRecord[]; readonly server: string }
  /** No such name, or (`exists`) none with a record of that type. */
  | { readonly kind: 'unknown'; readonly name: string; readonly server: string; readonly exists: boolean }
  | { readonly kind: 'server failed'; readonly name: string; readonly server: string }
  /** Nobody answered. */
  | { readonly kind: 'silence'; readonly refused: boolean; readonly server: string }

export type Lookup = Generator<Ask, Resolved, Answer>

/** Asks name servers for a name with the search list, as the C library does: `attempts` rounds over all servers. */
export function* look(name: string, type: DnsRecord['type'], conf: ResolvConf): Lookup {
  let last: Resolved = { kind: 'unknown', name, server: conf.nameservers[0] ?? '', exists: false }
  for (const candidate of namesFor(name, conf)) {
    const found: Resolved = yield* askServers(candidate, type, conf)
    if (found.kind === 'found' || found.kind === 'silence') return found
    last =
      found.kind === 'unknown' && last.kind === 'unknown' ? { ...found, exists: found.exists || last.exists } : found
  }
  return last.kind === 'unknown' ? { ...last, name } : last
}

function* askServers(name: string, type: DnsRecord['type'], conf: ResolvConf): Lookup {
  let refused = false
  for (let attempt = 0; attempt < conf.attempts; attempt++) {
    for (const server of conf.nameservers) {
      const question = { name, type }
      const said: Answer = yield { kind: 'dns', ip: server, question, patience: conf.timeout }
      refused = said.kind === 'refused'
      if (said.kind !== 'dns') continue
      const { rcode, records } = said.answer
      if (rcode === 'SERVFAIL') return { kind: 'server failed', name, server }
      const wanted = records.filter((record) => record.type === type || record.type === 'CNAME')
      return wanted.some((record) => record.type === type)
        ? { kind: 'found', name, records: wanted, server }
        : { kind: 'unknown', name, server, exists: rcode === 'NOERROR' }
    }
  }
  return { kind: 'silence', refused, server: conf.nameservers[0] ?? '' }
}

const isAddress = (host: string): boolean => /^\d{1,3}(\.\d{1,3}){3}$/.test(host)

/** getaddrinfo(3): an address, the hosts file, then name servers. Gives the first address, or why there is none. */
export function* addressOfHost(
  host: string,
  { files }: Own
): Generator<Ask, { ip: string } | { ip: null; silent: boolean }, Answer> {
  if (isAddress(host)) return { ip: host }
  for (const line of (files.get('/etc/hosts') ?? '').split('\n')) {
    const [ip, ...names] = line.replace(/#.*/, '').trim().split(/\s+/)
    if (ip && isAddress(ip) && names.includes(host)) return { ip }
  }
  const found: Resolved = yield* look(host, 'A', resolvConf(files))
  if (found.kind !== 'found') return { ip: null, silent: found.kind === 'silence' }
  return { ip: found.records.find(({ type }) => type === 'A')!.value }
}
