import type { DnsQuery, DnsReply } from '../../components/linux/messages'
import { isEvent } from '../../kernel/types'
import { answered, asked, prints } from './parts'
import type { Told } from './record'
import { authenticates, does, type Rule } from './rules'
import type { Story } from './stories'

/** Commands in pods, and among them those that look a Service up by its name. */

const enters: readonly Rule[] = [
  ...asked(['create', 'get'], 'pods', 'exec', 'Ask for a command in the pod'),
  authenticates('asked'),
  does('API Server', 'kubelet', ['kubelet.exec'], {
    id: 'passed on',
    stage: 'Execution',
    title: 'Pass it on to the pod’s kubelet',
    after: 'asked'
  }),
  does('kubelet', 'Container Runtime', ['cri.ExecSync'], {
    id: 'exec',
    stage: 'Execution',
    title: 'Run it in the container',
    after: 'passed on'
  }),
  does('Container Runtime', 'Node', ['linux.exec'], {
    id: 'begun',
    stage: 'Execution',
    title: 'Begin its process',
    after: 'exec'
  })
]

const ends: readonly Rule[] = [
  does('Node', 'Container Runtime', ['linux.exec.done'], {
    id: 'ended',
    stage: 'Answer',
    title: 'It has ended',
    after: 'begun'
  }),
  answered(),
  prints(0, 'kubectl prints what it printed')
]

export const execute: Story = { title: 'run a command in a pod', rules: [...enters, ...ends] }

function saidBy({ event }: Told): string {
  if (!isEvent<DnsReply>(event, 'dns.reply')) return ''
  const { rcode, records } = event.answer
  return records.map(({ value }) => value).join(', ') || rcode
}

/** A name that is asked for, by the rules that lead to a name server; then the address that it has. */
export const lookup: Story = {
  title: 'look a Service up',
  rules: [
    ...enters,
    does('Node', 'Node', ['traffic.forward'], {
      id: 'to name server',
      stage: 'Lookup',
      title: 'The rules lead to a name server',
      after: 'begun',
      optional: true,
      say: ({ process }) => `to ${process.split('/')[0]}`
    }),
    does('Node', 'CoreDNS', ['dns.query'], {
      id: 'query',
      stage: 'Lookup',
      title: 'Ask for the name',
      after: 'begun',
      counted: true,
      say: ({ event }) => (isEvent<DnsQuery>(event, 'dns.query') ? event.question.name : '')
    }),
    does('CoreDNS', 'Node', ['dns.reply'], {
      id: 'reply',
      stage: 'Lookup',
      title: 'The name server answers',
      after: 'query',
      counted: true,
      say: saidBy
    }),
    {
      id: 'found',
      stage: 'Lookup',
      title: 'Its address',
      from: 'CoreDNS',
      to: 'Node',
      after: 'query',
      // Search domains are tried in turn.
      fits: ({ event }) => isEvent<DnsReply>(event, 'dns.reply') && event.answer.records.length > 0,
      optional: true,
      say: saidBy
    },
    ...ends
  ]
}

/** Programs that ask for names. */
export const asksForNames = /\s(nslookup|dig|host|curl|wget|ping|nc)\s/

export const looksUp = (told: readonly Told[], text: string): boolean =>
  asksForNames.test(text) || told.some(({ type }) => type === 'dns.query')
