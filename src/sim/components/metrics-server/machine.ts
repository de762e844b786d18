import { setup } from 'xstate'
import { connectionChart } from '../../client-go/connection'
import { hearing } from '../../client-go/hearing'
import { informerChart, informerResult, startInformer, type InformerEvent } from '../../client-go/informer'
import { handle } from '../../client-go/transport'
import { actions } from '../../actions'
import type { Node } from '../../api/types'
import type { Boot } from '../../cluster'
import { withCharts } from '../../kernel/chart'
import { wallClock } from '../../kernel/clock'
import { addressOf } from '../../protocol'
import { createContext, type MetricsServer } from './context'
import type { MetricsServerInput, MetricsServerTimer, Outbox } from './messages'
import { answerTo } from './metrics'
import { addressOfNode, notTrusted, urlOf } from './options'

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
      for (const node of context.nodes.store.values()) ask(context, out, node as Node)
    }),
    measured: on('kubelet.measured', (context, { id, node, containers }, out) => {
      const name = context.asked.get(id)
      if (name === undefined) return
      context.asked.delete(id)
      const asked = dialled(context, context.nodes.store.get(name) as Node | undefined)
      // The handshake of TLS comes before the answer.
      if (asked && !context.options.insecure) return failed(out, name, asked.address, notTrusted(asked.address))
      const point = Object.freeze({ at: wallClock(context), node, containers })
      context.points.set(name, Object.freeze([point, ...(context.points.get(name) ?? []).slice(0, 1)]))
    }),
    serve: on('aggregated.request', (context, request, out) =>
      out.send(request.from, { type: 'aggregated.answer', id: request.id, ...answerTo(context, request) })
    ),
    health: on('http.get', (context, { id, asker, path }, out) => {
      const ok = !path.startsWith('/readyz') || context.points.size > 0
      const body = ok ? 'ok' : '[-]metric-storage-ready failed: no metrics to serve\n'
      out.send(asker, { type: 'http.response', id, code: ok ? 200 : 500, body })
    }),
    exit: act((_context, _event, out) => out.exit('SIGTERM', 0))
  },
  guards: { informed: ({ context }) => informersOf(context).every(({ synced }) => synced) },
  delays: { 'metric-resolution': ({ context }) => context.options.resolution / 1_000 }
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

function ask(context: MetricsServer, out: Outbox, node: Node): void {
  const { name } = node.metadata
  const asked = dialled(context, node)
  if (!asked)
    return out.log('E', `scraper.go:149] "Failed to scrape node" err="no address matched types" node="${name}"`)
  // Nobody's name server knows the machines of a cluster that kubeadm made.
  if (asked.isName) return failed(out, name, asked.address, `dial tcp: lookup ${asked.address}: no such host`)
  const id = ++context.scrapes
  context.asked.set(id, name)
  out.send(addressOf('kubelet', name), { type: 'kubelet.measure', id }, { unreliable: true })
}

const dialled = ({ options }: MetricsServer, node: Node | undefined) => (node ? addressOfNode(options, node) : null)

const failed = (out: Outbox, node: string, address: string, why: string): void =>
  out.log('E', `scraper.go:149] "Failed to scrape node" err="Get \\"${urlOf(address)}\\": ${why}" node="${node}"`)
