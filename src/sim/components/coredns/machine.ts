import { setup } from 'xstate'
import { connectionChart } from '../../client-go/connection'
import { hearing } from '../../client-go/hearing'
import { informerChart, informerResult, startInformer, type InformerEvent } from '../../client-go/informer'
import { handle } from '../../client-go/transport'
import { actions } from '../../actions'
import type { Boot } from '../../cluster'
import { withCharts } from '../../kernel/chart'
import { wallClock } from '../../kernel/clock'
import { createContext, isSynced, type CoreDns } from './context'
import type { CoreDnsInput, CoreDnsTimer } from './messages'
import { corefilePath } from './config'
import { answers } from './later'
import { look, lookLater } from './reload'

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
    serve: act((context, _event, out) => {
      for (const { zones } of context.setup.blocks) out.log('I', `${zones[0] ?? ''}.:53`)
    }),
    written: on('program.files', (context, { files }, out) => {
      context.corefile = files[corefilePath] ?? context.corefile
      lookLater(context, out)
    }),
    look: act((context, _event, out) => look(context, out)),
    warn: act((_context, _event, out) =>
      out.log('W', 'plugin/kubernetes: starting server with unsynced Kubernetes API')
    ),
    answer: on('dns.query', (context, { id, asker, question }, out) => {
      const { delay = 0, ...answer } = answers()(context, question, out)
      context.answered++
      if (answer.rcode === 'NXDOMAIN') context.unknown++
      out.send(asker, { type: 'dns.reply', id, answer }, delay > 0 ? { delay } : {})
    }),
    // Models coredns plugin/health and plugin/ready: alive as long as it runs, ready once the API was heard.
    health: on('http.get', (context, { id, asker, path }, out) => {
      const { health, ready } = context.setup
      // Nobody listens there: a probe waits in vain.
      if (path === '/ready' ? !ready : !health) return
      const ok = path !== '/ready' || isSynced(context)
      out.send(asker, { type: 'http.response', id, code: ok ? 200 : 503, body: ok ? 'OK' : 'kubernetes' })
    }),
    exit: act((_context, _event, out) => {
      out.log('I', 'SIGTERM: Shutting down servers then terminating')
    }),
    gone: act((_context, _event, out) => out.exit('SIGTERM', 0))
  },
  guards: { informed: ({ context }) => isSynced(context) },
  delays: {
    'health-lameduck': ({ context }) => context.setup.lameduck / 1_000,
    'kubernetes-startup-timeout': 5_000
  }
}).createMachine({
  id: 'coredns',
  context: ({ input }) => createContext(input),
  entry: 'start',
  initial: 'waiting',
  on: {
    ...hearing('hear'),
    'informer.changed': { actions: 'changed' },
    'http.get': { actions: 'health' },
    'program.files': { actions: 'written' },
    'coredns.reload': { actions: 'look' }
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
