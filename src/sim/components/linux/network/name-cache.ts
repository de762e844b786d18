import { seconds } from '../../../../base/time'
import { flag } from '../config'
import type { LinuxContext } from '../context'
import type { DnsAnswer, DnsQuestion } from '../messages'

/* A cache of names on the node, before the name servers. Models NodeLocal DNSCache (coredns plugin/cache): only what was found is kept. */

const keyOf = ({ name, type }: DnsQuestion): string => `${name} ${type}`

export function cached({ names, now }: LinuxContext, question: DnsQuestion): DnsAnswer | undefined {
  const found = names.get(keyOf(question))
  return found && found.until > now ? found.answer : undefined
}

export function keep(context: LinuxContext, question: DnsQuestion, answer: DnsAnswer): void {
  const time = seconds(flag(context.config, 'node-local-dns-cache'))
  if (time > 0 && answer.rcode === 'NOERROR')
    context.names.set(keyOf(question), Object.freeze({ answer, until: context.now + time }))
}
