import { setup } from 'xstate'
import type { Micros } from '../../../base/time'
import { unixMicros } from '../../api/timestamp'
import { connectionChart } from '../../client-go/connection'
import { hearing } from '../../client-go/hearing'
import { informerChart, informerResult, startInformer, type InformerEvent } from '../../client-go/informer'
import { handle } from '../../client-go/transport'
import { actions } from '../../actions'
import type { Boot } from '../../cluster'
import { withCharts } from '../../kernel/chart'
import { wallClock } from '../../kernel/clock'
import type { DnsAnswer, DnsQuestion } from '../linux/messages'
import { createContext, type CoreDns } from './context'
import type { CoreDnsInput, CoreDnsTimer } from './messages'
import { beyond, failsAfter, firstFailure } from './upstream'
import { answerOf, type Sources } from './zone'

const { act, on } = actions<CoreDns, CoreDnsInput, CoreDnsTimer | InformerEvent>()

const connections = connectionChart<CoreDns>({
  find: ({ client }, name) => (client.name === name ? client : undefined),
  all: ({ client }) => [client]
})
const informersOf = ({ services, slices, namespaces }: CoreDns) => [services, slices, namespaces]
const informers = informerChart<CoreDns>(
  { find: (context, name) => informersOf(context).find(({ resource }) => resource === name), all: informersOf },
  ({ client }) => client
)
const isSynced = (context: CoreDns): boolean => informersOf(context).every(({ synced }) => synced)

/** A name server in a pod (process `worker-1/coredns-…/coredns`). See README.md. */
const coredns = setup({
  types: { context: {} as CoreDns, events: {} as CoreDnsInput, input: {} as Boot },
  actions: {
    start: act((context, _event, out) => {
      out.log('I', 'plugin/kubernetes: waiting for Kubernetes API before starting server')
      for (const informer of informersOf(context)) startInformer(informer, out)
    }),
    hear: act((context, event, out) => {
      for (const result of handle(context.client, context, out, event) ?? []) informerResult(result, out)
    }),
    changed: act((context) => void (context.changedAt = wallClock(context))),
    serve: act((_context, _event, out) => out.log('I', '.:53')),
    warn: act((_context, _event, out) =>
      out.log('W', 'plugin/kubernetes: starting server with unsynced Kubernetes API')
    ),
    answer: on('dns.query', (context, { id, asker, question }, out) => {
      const { delay = 0, ...answer } = answerTo(context, question)
      context.answered++
      if (answer.rcode === 'NXDOMAIN') context.unknown++
      out.send(asker, { type: 'dns.reply', id, answer }, delay > 0 ? { delay } : {})
    }),
    // Models coredns plugin/health and plugin/ready: alive as long as it runs, ready once the API was heard.
    health: on('http.get', (context, { id, asker, path }, out) => {
      const ok = path !== '/ready' || isSynced(context)
      out.send(asker, { type: 'http.response', id, code: ok ? 200 : 503, body: ok ? 'OK' : 'kubernetes' })
    }),
    exit: act((_context, _event, out) => {
      out.log('I', 'SIGTERM: Shutting down servers then terminating')
    }),
    gone: act((_context, _event, out) => out.exit('SIGTERM', 0))
  },
  guards: { informed: ({ context }) => isSynced(context) },
  delays: { 'health-lameduck': 5_000, 'kubernetes-startup-timeout': 5_000 }
}).createMachine({
  id: 'coredns',
  context: ({ input }) => createContext(input),
  entry: 'start',
  initial: 'waiting',
  on: {
    ...hearing('hear'),
    'informer.changed': { actions: 'changed' },
    'http.get': { actions: 'health' }
  },
  states: {
    /** The API is heard first, for five seconds at most. */
    waiting: {
      always: { guard: 'informed', target: 'serving', actions: 'serve' },
      after: { 'kubernetes-startup-timeout': { target: 'serving', actions: ['warn', 'serve'] } },
      on: { 'informer.changed': { actions: 'changed' }, 'proc.term': { target: 'lameduck' } }
    },
    serving: { on: { 'dns.query': { actions: 'answer' }, 'proc.term': { target: 'lameduck' } } },
    /** It answers on until everybody has heard that it goes. */
    lameduck: {
      entry: 'exit',
      on: { 'dns.query': { actions: 'answer' } },
      after: { 'health-lameduck': { target: 'ended', actions: 'gone' } }
    },
    ended: {}
  }
})

export const machine = withCharts(coredns, [connections, informers])

const sourcesOf = ({ services, slices, namespaces, changedAt }: CoreDns): Sources => ({
  services: services.store,
  slices: slices.store,
  namespaces: namespaces.store,
  serial: Math.floor(unixMicros(changedAt) / 1_000_000)
})

type Answered = DnsAnswer & { readonly delay?: Micros }

/** What it knows, or whom it asks knows; another name for something is followed. Models plugin/kubernetes and plugin/forward. */
function answerTo(context: CoreDns, question: DnsQuestion): Answered {
  const sources = sourcesOf(context)
  const own = answerOf(question, sources)
  // Models plugin/kubernetes' ServeDNS: a zone that was never heard in full is not answered for.
  if (own && !isSynced(context)) return { rcode: 'SERVFAIL', records: [] }
  const answer = own ?? forwarded(context, question)
  const [record, ...more] = answer.records
  if (record?.type !== 'CNAME' || more.length > 0 || question.type === 'CNAME') return answer
  const target = { name: record.value, type: question.type }
  const led: Answered = answerOf(target, sources) ?? forwarded(context, target)
  const { authority: _none, ...found } = answer
  return { ...found, records: [record, ...led.records], ...(led.delay !== undefined && { delay: led.delay }) }
}

function forwarded(context: CoreDns, question: DnsQuestion): Answered {
  if (context.config['dns-upstream-down'] !== true) return beyond(question)
  const { now, failedSince } = context
  context.failedSince = firstFailure(now, failedSince)
  return { rcode: 'SERVFAIL', records: [], delay: failsAfter(now, failedSince) }
}
