import { setup } from 'xstate'
import { connectionChart } from '../../client-go/connection'
import { hearing } from '../../client-go/hearing'
import { informerChart, informerResult, startInformer, type InformerEvent } from '../../client-go/informer'
import { handle } from '../../client-go/transport'
import { actions } from '../../actions'
import type { Boot } from '../../cluster'
import { withCharts } from '../../kernel/chart'
import { wallClock } from '../../kernel/clock'
import { addressOf } from '../../protocol'
import { createContext, type MetricsServer } from './context'
import type { MetricsServerInput, MetricsServerTimer } from './messages'
import { answerTo } from './metrics'

const { act, on } = actions<MetricsServer, MetricsServerInput, MetricsServerTimer | InformerEvent>()

const connections = connectionChart<MetricsServer>({
  find: ({ client }, name) => (client.name === name ? client : undefined),
  all: ({ client }) => [client]
})
const informersOf = ({ nodes, pods }: MetricsServer) => [nodes, pods]
const informers = informerChart<MetricsServer>(
  { find: (context, name) => informersOf(context).find(({ resource }) => resource === name), all: informersOf },
  ({ client }) => client
)

/** Measures nodes and pods, and serves what it measured (process `worker-1/metrics-server-…/metrics-server`). See README.md. */
const metricsServer = setup({
  types: { context: {} as MetricsServer, events: {} as MetricsServerInput, input: {} as Boot },
  actions: {
    start: act((context, _event, out) => {
      out.log('I', 'serving.go:380] "Serving securely on [::]:10250"')
      for (const informer of informersOf(context)) startInformer(informer, out)
    }),
    hear: act((context, event, out) => {
      for (const result of handle(context.client, context, out, event) ?? []) informerResult(result, out)
    }),
    // What was not answered until now is not waited for.
    scrape: act((context, _event, out) => {
      for (const node of context.asked.values())
        out.log('E', `scraper.go:149] "Failed to scrape node" err="context deadline exceeded" node="${node}"`)
      context.asked.clear()
      for (const { metadata } of context.nodes.store.values()) {
        const id = ++context.scrapes
        context.asked.set(id, metadata.name)
        out.send(addressOf('kubelet', metadata.name), { type: 'kubelet.measure', id }, { unreliable: true })
      }
    }),
    measured: on('kubelet.measured', (context, { id, node, containers }) => {
      const name = context.asked.get(id)
      if (name === undefined) return
      context.asked.delete(id)
      const point = Object.freeze({ at: wallClock(context), node, containers })
      context.points.set(name, Object.freeze([point, ...(context.points.get(name) ?? []).slice(0, 1)]))
    }),
    serve: on('aggregated.request', (context, request, out) =>
      out.send(request.from, { type: 'aggregated.answer', id: request.id, ...answerTo(context, request) })
    ),
    health: on('http.get', (context, { id, asker, path }, out) => {
      const ok = !path.startsWith('/readyz') || context.points.size > 0
      const body = ok ? 'ok' : '[-]metric-storage-ready failed: no metrics to store\n'
      out.send(asker, { type: 'http.response', id, code: ok ? 200 : 500, body })
    }),
    exit: act((_context, _event, out) => out.exit('SIGTERM', 0))
  },
  guards: { informed: ({ context }) => informersOf(context).every(({ synced }) => synced) },
  delays: { 'metric-resolution': 15_000 }
}).createMachine({
  id: 'metrics-server',
  context: ({ input }) => createContext(input),
  entry: 'start',
  initial: 'starting',
  on: {
    ...hearing('hear'),
    'informer.changed': {},
    'http.get': { actions: 'health' },
    'aggregated.request': { actions: 'serve' },
    'kubelet.measured': { actions: 'measured' },
    'proc.term': { actions: 'exit' }
  },
  states: {
    starting: { always: { guard: 'informed', target: 'scraping' }, on: { 'informer.changed': {} } },
    scraping: {
      entry: 'scrape',
      after: { 'metric-resolution': { target: 'scraping', reenter: true } }
    }
  }
})

export const machine = withCharts(metricsServer, [connections, informers])
