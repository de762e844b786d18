import { seconds, type Micros } from '../../../base/time'
import { unixMicros } from '../../api/timestamp'
import type { DnsAnswer, DnsQuestion, DnsRecord } from '../linux/messages'
import { blockOf, isIn, type Block } from './config'
import { isSynced, type CoreDns } from './context'
import type { Outbox } from './messages'
import { beyond, failsAfter, firstFailure } from './upstream'
import { answerOf, zone, type Sources } from './zone'

const sourcesOf = ({ services, slices, namespaces, changedAt }: CoreDns): Sources => ({
  services: services.store,
  slices: slices.store,
  namespaces: namespaces.store,
  serial: Math.floor(unixMicros(changedAt) / 1_000_000)
})

type Answered = DnsAnswer & { readonly delay?: Micros }

const refused: Answered = Object.freeze({ rcode: 'REFUSED', records: [] })
const serverFailed: Answered = Object.freeze({ rcode: 'SERVFAIL', records: [] })

/** A question goes to the block of its zone, and through that one's plugins in the order of plugin.cfg; without a block it is refused. */
export function answerTo(context: CoreDns, question: DnsQuestion, out: Outbox): Answered {
  const block = blockOf(context.setup, question.name)
  const found = block ? ask(context, block, question) : refused
  if (block?.errors && found.delay !== undefined)
    out.log('E', `plugin/errors: 2 ${question.name}. ${question.type}: read udp ->10.0.0.1:53: i/o timeout`)
  if (block?.log) out.log('I', `"${question.type} IN ${question.name}. udp 512 false 512" ${found.rcode}`)
  return found
}

/** Another name for something is followed. */
function ask(context: CoreDns, block: Block, question: DnsQuestion): Answered {
  const answer = own(context, block, question) ?? forwarded(context, block, question)
  const [record, ...more] = answer.records
  if (record?.type !== 'CNAME' || more.length > 0 || question.type === 'CNAME') return answer
  const target = { name: record.value, type: question.type }
  const led: Answered = own(context, block, target) ?? forwarded(context, block, target)
  const { authority: _none, ...found } = answer
  return { ...found, records: [record, ...led.records], ...(led.delay !== undefined && { delay: led.delay }) }
}

/** What `hosts` and `kubernetes` know; null: the next plugin is asked. */
const own = (context: CoreDns, block: Block, question: DnsQuestion): Answered | null =>
  hostsAnswer(block, question) ?? kubernetesAnswer(context, block, question)

/** Models plugin/hosts: who does not fall through says NXDOMAIN of all names that it does not have. */
function hostsAnswer({ hosts }: Block, { name, type }: DnsQuestion): Answered | null {
  if (!hosts) return null
  const lower = name.toLowerCase()
  const values = Object.hasOwn(hosts.names, lower) ? hosts.names[lower]! : []
  const records = values
    .filter((value) => type === (value.includes(':') ? 'AAAA' : 'A'))
    .map((value): DnsRecord => ({ name, type, ttl: hosts.ttl, value }))
  if (values.length > 0) return { rcode: 'NOERROR', records, authoritative: true }
  if (hosts.fallthrough?.some((one) => isIn(lower, one))) return null
  return { rcode: 'NXDOMAIN', records: [], authoritative: true }
}

/** Models plugin/kubernetes' ServeDNS: a zone that was never heard in full is not answered for. */
function kubernetesAnswer(context: CoreDns, { kubernetes }: Block, question: DnsQuestion): Answered | null {
  if (!kubernetes) return null
  const lower = question.name.toLowerCase()
  const within = kubernetes.zones.filter((one) => isIn(lower, one)).sort((a, b) => b.length - a.length)[0]
  if (within === undefined) return null
  // The cluster's zone is this one, whatever it is called.
  const isOwn = within === zone || within.endsWith('arpa')
  const swap = (name: string, from: string, to: string) =>
    !isOwn && name.toLowerCase().endsWith(from) ? name.slice(0, name.length - from.length) + to : name
  const inside = swap(question.name, within, zone)
  const found = answerOf({ ...question, name: inside }, sourcesOf(context))
  if (!found) return null
  if (!isSynced(context)) return serverFailed
  const isOff = !kubernetes.pods && inside.toLowerCase().endsWith(`.pod.${zone}`)
  const known: Answered = isOff ? { ...found, rcode: 'NXDOMAIN', records: [] } : found
  const isMissing = known.rcode === 'NXDOMAIN' && !within.endsWith('arpa')
  if (isMissing && kubernetes.fallthrough?.some((one) => isIn(lower, one))) return null
  if (kubernetes.ttl === 30 && isOwn) return known
  const written = (records: readonly DnsRecord[] = []) =>
    records.map((record) => ({
      ...record,
      name: swap(record.name, zone, within),
      ttl: kubernetes.ttl,
      value:
        record.type === 'SOA' ? record.value.replace(/\d+$/, String(kubernetes.ttl)) : swap(record.value, zone, within)
    }))
  return {
    ...known,
    records: written(known.records),
    ...(known.authority && { authority: written(known.authority) }),
    ...(known.additional && { additional: written(known.additional) })
  }
}

/** Models plugin/cache, before plugin/forward: what others have answered is kept, with what is left of its time. */
function forwarded(context: CoreDns, block: Block, question: DnsQuestion): Answered {
  const lower = question.name.toLowerCase()
  const to = block.forward.filter(({ from }) => isIn(lower, from)).sort((a, b) => b.from.length - a.from.length)[0]?.to
  // Nobody is left to ask.
  if (!to) return serverFailed
  const { cache } = block
  const key = `${lower} ${question.type}`
  const kept = context.cache.get(key)
  if (cache && kept && kept.until > context.now) return aged(kept.answer, context.now - kept.at)
  const found = asked(context, to, question)
  if (!cache || found.rcode === 'SERVFAIL' || cache.off.some((one) => isIn(lower, one))) return found
  const most = found.records.length > 0 ? cache.ttl : cache.denial
  const until = context.now + seconds(Math.min(most, ...found.records.map(({ ttl }) => ttl)))
  const [oldest] = context.cache.keys()
  if (context.cache.size >= capacity && oldest !== undefined) context.cache.delete(oldest)
  context.cache.set(key, Object.freeze({ answer: found, at: context.now, until }))
  return found
}

/** Models the default size of plugin/cache. */
const capacity = 9_984

const aged = (answer: DnsAnswer, age: Micros): DnsAnswer => ({
  ...answer,
  records: answer.records.map((record) => ({ ...record, ttl: Math.max(0, record.ttl - Math.floor(age / 1_000_000)) }))
})

/** Who answers: the nodes' own resolver, and servers of the world; in the machines' network there is no other. */
function asked(context: CoreDns, to: readonly string[], question: DnsQuestion): Answered {
  const answers = to.some((server) => server.startsWith('/') || server === '10.0.0.1' || !isPrivate(server))
  if (answers && context.config['dns-upstream-down'] !== true) return beyond(question)
  const { now, failedSince } = context
  context.failedSince = firstFailure(now, failedSince)
  return { ...serverFailed, delay: failsAfter(now, failedSince) }
}

const isPrivate = (address: string): boolean =>
  /^(?:10\.|127\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.)/.test(address)
