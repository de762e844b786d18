import type { DnsAnswer, DnsRecord } from '../messages'

/** The values of names end in a dot; a text stands in quotes. */
const value = ({ type, value: of }: DnsRecord): string =>
  type === 'A' || type === 'AAAA' || type === 'SOA' ? of : type === 'TXT' ? JSON.stringify(of) : `${of}.`

/** What dig prints of an answer, with `+short` the values only. */
export function digText(
  { rcode, records }: DnsAnswer,
  asked: { readonly name: string; readonly type: string; readonly server: string; readonly short: boolean }
): string {
  const { name, type, server, short } = asked
  if (short) return records.map((record) => `${value(record)}\n`).join('')
  const answers = records.map((record) => `${record.name}.\t${record.ttl}\tIN\t${record.type}\t${value(record)}\n`)
  const section = answers.length > 0 ? `\n;; ANSWER SECTION:\n${answers.join('')}` : ''
  return `;; ->>HEADER<<- opcode: QUERY, status: ${rcode}\n;; QUESTION SECTION:\n;${name.replace(/\.$/, '')}.\t\tIN\t${type}\n${section}\n;; SERVER: ${server}#53(${server})\n`
}

/** What nslookup prints of an answer: BIND's words, or BusyBox'. */
export function nslookupText({ rcode, records }: DnsAnswer, name: string, server: string, busybox = false): string {
  const head = `Server:\t\t${server}\nAddress:\t${server}${busybox ? ':' : '#'}53\n\n`
  if (records.length > 0) return `${head}${records.map((record) => lineOf(record, busybox)).join('')}\n`
  const why = rcode === 'NOERROR' ? `*** Can't find ${name}: No answer` : `** server can't find ${name}: ${rcode}`
  return `${head}${why}\n\n`
}

function lineOf(record: DnsRecord, busybox: boolean): string {
  const named = busybox ? record.value : value(record)
  switch (record.type) {
    case 'A':
    case 'AAAA':
      return `Name:\t${record.name}\nAddress: ${record.value}\n`
    case 'PTR':
      return `${record.name}\tname = ${named}\n`
    case 'SRV':
      return `${record.name}\tservice = ${value(record)}\n`
    case 'CNAME':
      return `${record.name}\tcanonical name = ${named}\n`
    case 'NS':
      return `${record.name}\tnameserver = ${named}\n`
    case 'TXT':
      return `${record.name}\ttext = ${value(record)}\n`
    case 'SOA':
      return `${record.name}\n${soaLines(record.value)}`
  }
}

function soaLines(text: string): string {
  const [origin = '', mail = '', ...numbers] = text.split(' ')
  const names = ['serial', 'refresh', 'retry', 'expire', 'minimum']
  const plain = (name: string) => name.replace(/\.$/, '')
  return [
    `\torigin = ${plain(origin)}\n\tmail addr = ${plain(mail)}\n`,
    ...names.map((name, i) => `\t${name} = ${numbers[i]}\n`)
  ].join('')
}

export const noServers = ';; connection timed out; no servers could be reached\n\n'
