import { seconds } from '../../../../base/time'
import type { DnsAnswer, DnsRecord } from '../messages'
import { plain, valueOf } from '../programs/program'
import { look, resolvConf, addressOfHost, type Resolved } from './resolver'
import { digText, noServers, nslookupText } from './names-text'
import { ended, type Answer, type Client, type Patience } from './ask'

const types: readonly DnsRecord['type'][] = ['A', 'AAAA', 'CNAME', 'SRV', 'PTR', 'SOA', 'NS', 'TXT']
const typeOf = (text: string | undefined): DnsRecord['type'] =>
  types.find((type) => type === text?.toUpperCase()) ?? 'A'

/** `10.96.0.1` → `1.0.96.10.in-addr.arpa`. */
const reverse = (ip: string): string => `${ip.split('.').reverse().join('.')}.in-addr.arpa`
const isAddress = (text: string): boolean => /^\d{1,3}(\.\d{1,3}){3}$/.test(text)

/** nslookup of one name, by the pod's resolver or a server that is named: BIND's words, or BusyBox'. */
export const nslookup: Client = function* (args, own) {
  const [name, named] = plain(args)
  if (name === undefined) return ended(1, '', 'nslookup: no name\n')
  let conf = resolvConf(own.files)
  if (named !== undefined) {
    const server = yield* addressOfHost(named, own)
    if (server.ip === null) return ended(1, '', `nslookup: couldn't get address for '${named}': not found\n`)
    conf = { ...conf, nameservers: [server.ip] }
  }
  const asked = isAddress(name) ? `${reverse(name)}.` : name
  const type = isAddress(name)
    ? 'PTR'
    : typeOf(valueOf(args, '-type') ?? valueOf(args, '-q') ?? valueOf(args, '-querytype'))
  const found: Resolved = yield* look(asked, type, conf)
  if (found.kind === 'silence') return ended(1, noServers)
  const text = nslookupText(answerIn(found), found.name.replace(/\.$/, ''), found.server, own.busybox)
  return ended(found.kind === 'found' ? 0 : 1, text)
}

/** What servers said in the end. */
function answerIn(found: Exclude<Resolved, { kind: 'silence' }>): DnsAnswer {
  if (found.kind === 'found') return { rcode: 'NOERROR', records: found.records }
  return { rcode: found.kind === 'server failed' ? 'SERVFAIL' : found.exists ? 'NOERROR' : 'NXDOMAIN', records: [] }
}

/** dig of one name: its answer section, or with +short the values. */
export const dig: Client = function* (args, own) {
  const words = args.filter((arg) => !/^[-+@]/.test(arg) && arg !== 'IN')
  const back = args.includes('-x')
  const name = words.find((word) => !types.includes(word.toUpperCase() as DnsRecord['type'])) ?? '.'
  const type = back ? 'PTR' : typeOf(words.find((word) => types.includes(word.toUpperCase() as DnsRecord['type'])))
  const server = args.find((arg) => arg.startsWith('@'))?.slice(1)
  const conf = resolvConf(own.files)
  const found: Resolved = yield* look(
    back ? `${reverse(name)}.` : args.includes('+search') ? name : `${name.replace(/\.$/, '')}.`,
    type,
    {
      ...conf,
      ...(server !== undefined && { nameservers: [server] })
    }
  )
  if (found.kind === 'silence')
    return ended(
      9,
      `;; communications error to ${found.server}#53: ${found.refused ? 'connection refused' : 'timed out'}\n;; no servers could be reached\n`
    )
  return ended(0, digText(answerIn(found), { name, type, server: found.server, short: args.includes('+short') }))
}

/** `getent hosts NAME`. */
export const getent: Client = function* (args, own) {
  const name = args[1] ?? ''
  const found = yield* addressOfHost(name, own)
  return found.ip === null ? ended(2) : ended(0, `${found.ip.padEnd(15)} ${name}\n`)
}

/** ping: a Service's address does not answer, its pods do. */
export const ping: Client = function* (args, own) {
  const values = ['-c', '-w', '-W', '-i', '-s', '-I']
  const [host = ''] = args.filter((arg, i) => !arg.startsWith('-') && !values.includes(args[i - 1] ?? ''))
  const found = yield* addressOfHost(host, own)
  if (found.ip === null)
    return ended(
      own.busybox ? 1 : 2,
      '',
      own.busybox ? `ping: bad address '${host}'\n` : `ping: ${host}: Name or service not known\n`
    )
  const count = Math.min(Number(valueOf(args, '-c') ?? 3) || 3, 100)
  const patience: Patience = { time: seconds(Number(valueOf(args, '-W') ?? 1) || 1), setting: 'ping -W' }
  const lines = [`PING ${host} (${found.ip})${own.busybox ? ': 56 data bytes' : ' 56(84) bytes of data.'}`]
  let received = 0
  for (let i = 0; i < count; i++) {
    const answer: Answer = yield { kind: 'ping', ip: found.ip, patience }
    if (answer.kind !== 'served') continue
    const time = (answer.took / 1_000).toFixed(3)
    lines.push(
      own.busybox
        ? `64 bytes from ${found.ip}: seq=${i} ttl=62 time=${time} ms`
        : `64 bytes from ${found.ip}: icmp_seq=${i + 1} ttl=62 time=${time} ms`
    )
    received++
    if (i < count - 1) yield { kind: 'pause', patience: { time: seconds(1), setting: 'ping -i' } }
  }
  const loss = Math.round((100 * (count - received)) / count)
  lines.push('', `--- ${host} ping statistics ---`)
  lines.push(
    own.busybox
      ? `${count} packets transmitted, ${received} packets received, ${loss}% packet loss`
      : `${count} packets transmitted, ${received} received, ${loss}% packet loss`
  )
  return ended(received > 0 ? 0 : 1, `${lines.join('\n')}\n`)
}
