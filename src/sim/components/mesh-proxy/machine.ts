import { setup } from 'xstate'
import { actions } from '../../actions'
import type { Boot } from '../../cluster'
import { connectionChart } from '../../client-go/connection'
import { hearing } from '../../client-go/hearing'
import { informerChart, informerResult, startInformer, type InformerEvent } from '../../client-go/informer'
import { handle } from '../../client-go/transport'
import { withCharts } from '../../kernel/chart'
import { addressOf } from '../../protocol'
import { seconds } from '../../../base/time'
import { createContext, type MeshProxy } from './context'
import type { MeshProxyInput, MeshProxyTimer, Outbox } from './messages'
import { read } from './targets'

const { act, on } = actions<MeshProxy, MeshProxyInput, MeshProxyTimer | InformerEvent>()

const connections = connectionChart<MeshProxy>({
  find: ({ client }, name) => (client.name === name ? client : undefined),
  all: ({ client }) => [client]
})
const informers = informerChart<MeshProxy>(
  {
    find: ({ endpoints }, name) => (endpoints.resource === name ? endpoints : undefined),
    all: ({ endpoints }) => [endpoints]
  },
  ({ client }) => client
)

/** linkerd's administrative page; everything else is somebody's request. */
const health = '/admin/ping'

/** A pod that says nothing for so long is given up. */
const patience = seconds(2)

function answer(context: MeshProxy, out: Outbox, id: number, code: number): void {
  const waits = context.passed.get(id)
  if (!waits) return
  context.passed.delete(id)
  out.cancel(`asked/${id}`)
  out.send(waits.asker, { type: 'http.response', id: waits.id, code, body: '' })
}

/** Brings requests to a Service's pods, as it has read where they are (process `worker-1/mesh-proxy-…/mesh-proxy`). See README.md. */
const proxy = setup({
  types: { context: {} as MeshProxy, events: {} as MeshProxyInput, input: {} as Boot },
  actions: {
    start: act((context, _event, out) => startInformer(context.endpoints, out)),
    hear: act((context, event, out) => {
      for (const result of handle(context.client, context, out, event) ?? []) informerResult(result, out)
    }),
    read: on('informer.changed', (context, { changes }, out) => {
      const before = context.unread
      read(
        context,
        changes.flatMap(({ type, object }) => (type === 'delete' ? [] : [object]))
      )
      if (before === '' && context.unread !== '')
        out.log('E', `mesh: endpoints ${context.unread} cannot be read: subsets is null; the watch is given up`)
    }),
    serve: on('http.get', (context, { id, asker, path }, out) => {
      if (path.startsWith(health)) return out.send(asker, { type: 'http.response', id, code: 200, body: 'pong' })
      const own = ++context.lastId
      context.passed.set(own, Object.freeze({ id, asker }))
      const to = context.targets[context.next++ % Math.max(1, context.targets.length)]
      if (!to) return answer(context, out, own, 503)
      out.timer(`asked/${own}`, patience, 'mesh-request-timeout', { type: 'mesh.silence', id: own })
      out.send(
        addressOf('linux', context.machine),
        { type: 'traffic.request', id: own, to, path },
        { connection: 'own' }
      )
    }),
    answered: on('traffic.response', (context, { id, code }, out) => answer(context, out, id, code)),
    refused: on('traffic.refused', (context, { id }, out) => answer(context, out, id, 502)),
    silent: on('mesh.silence', (context, { id }, out) => answer(context, out, id, 504)),
    exit: act((_context, _event, out) => out.exit('SIGTERM', 0))
  },
  guards: { blind: ({ context }) => context.unread !== '' }
}).createMachine({
  id: 'mesh-proxy',
  context: ({ input }) => createContext(input),
  entry: 'start',
  initial: 'reading',
  on: {
    ...hearing('hear'),
    'http.get': { actions: 'serve' },
    'traffic.response': { actions: 'answered' },
    'traffic.refused': { actions: 'refused' },
    'traffic.accepted': {},
    'mesh.silence': { actions: 'silent' },
    'informer.changed': {},
    'proc.term': { actions: 'exit' }
  },
  states: {
    reading: { on: { 'informer.changed': { actions: 'read' } }, always: { guard: 'blind', target: 'blind' } },
    /** It goes on with what it read before, and hears nothing more until it is started anew. */
    blind: {}
  }
})

export const machine = withCharts(proxy, [connections, informers])
