import { setup } from 'xstate'
import { actions } from '../../actions'
import type { Boot } from '../../cluster'
import { connectionChart } from '../../client-go/connection'
import { hearing } from '../../client-go/hearing'
import { informerChart, informerResult, startInformer, type InformerEvent } from '../../client-go/informer'
import {
  electionChart,
  electionResult,
  isLeader,
  startElection,
  type ElectionEvent
} from '../../client-go/leaderelection'
import { handle } from '../../client-go/transport'
import { withCharts } from '../../kernel/chart'
import { ask, told, unheard } from './agent'
import { createContext, resources, type GatewayFabric, type Resource } from './context'
import { agentAsks, schedule, sync, wrote } from './control'
import type { FabricInput, FabricTimer } from './messages'
import { accepted, answered, refused, resend, serve, silent } from './proxy'

const { act, on } = actions<GatewayFabric, FabricInput, FabricTimer | InformerEvent | ElectionEvent>()

const connections = connectionChart<GatewayFabric>({
  find: ({ control: { client } }, name) => (client.name === name ? client : undefined),
  all: ({ control: { client } }) => [client]
})
const informers = informerChart<GatewayFabric>(
  {
    find: ({ control }, name) => control.informers[name as Resource],
    all: ({ control }) => Object.values(control.informers)
  },
  ({ control }) => control.client
)
const elections = electionChart<GatewayFabric>(
  ({ control }) => control.election,
  ({ control }) => control.client
)

/** NGINX Gateway Fabric: its controller, or nginx with its agent (process `worker-1/…/nginx-gateway-fabric`). See README.md. */
const fabric = setup({
  types: { context: {} as GatewayFabric, events: {} as FabricInput, input: {} as Boot },
  actions: {
    hear: act((context, event, out) => {
      const { client, election } = context.control
      for (const result of handle(client, context, out, event) ?? [])
        if (!wrote(context, out, result) && !electionResult(election, out, result)) informerResult(result, out)
    }),
    watch: act(({ control }, _event, out) => {
      out.log('I', `Starting the NGINX Gateway Fabric control plane gatewayClass=${control.className}`)
      for (const informer of Object.values(control.informers)) startInformer(informer, out)
    }),
    elect: act((context, _event, out) => {
      startElection(context.control.election, out)
      schedule(context, out)
    }),
    schedule: act((context, _event, out) => schedule(context, out)),
    sync: act((context, _event, out) => sync(context, out)),
    lost: act((_context, _event, out) => {
      out.log('E', 'failed to start control loop: leader election lost')
      out.exit('leader election lost', 1)
    }),
    serveControl: on('http.get', (context, request, out) => {
      if (request.port === 8443) return agentAsks(context, out, request)
      const ready = Object.values(context.control.informers).every(({ synced }) => synced)
      out.send(request.asker, { type: 'http.response', id: request.id, code: ready ? 200 : 503, body: '' })
    }),
    ask: act((context, _event, out) => ask(context, out)),
    serve: on('http.get', (context, request, out) => {
      if (request.path !== '/readyz' || (request.port !== undefined && request.port !== 8081))
        return serve(context, out, request)
      const code = context.nginx.configuration === null ? 503 : 200
      out.send(request.asker, { type: 'http.response', id: request.id, code, body: '' })
    }),
    answered: on('traffic.response', (context, message, out) => {
      if (message.id === context.nginx.asking) told(context, out, message)
      else answered(context, out, message)
    }),
    refused: on('traffic.refused', (context, message, out) => {
      if (message.id === context.nginx.asking) unheard(context, out, message)
      else refused(context, out, message)
    }),
    accepted: on('traffic.accepted', (context, { id }, out) => accepted(context, out, id)),
    resend: on('proxy.resend', (context, { id }, out) => resend(context, out, id)),
    silent: on('proxy.silence', (context, { id }, out) => silent(context, out, id, 'proxy_read_timeout')),
    exit: act((_context, _event, out) => out.exit('SIGTERM', 0))
  },
  guards: {
    isNginx: ({ context }) => context.isNginx,
    informed: ({ context }) => resources.every((name) => context.control.informers[name].synced),
    drained: ({ context }) => context.nginx.proxied.size === 0,
    leads: ({ context }) => isLeader(context.control.election)
  },
  delays: { 'nginx-quit-check': 1_000 }
}).createMachine({
  id: 'nginx-gateway-fabric',
  context: ({ input }) => createContext(input),
  initial: 'starting',
  on: {
    ...hearing('hear'),
    'informer.changed': {},
    'election.acquired': {},
    'election.lost': {},
    'election.released': {},
    'http.get': {},
    'traffic.response': {},
    'traffic.refused': {},
    'traffic.accepted': {},
    'agent.ask': {},
    'fabric.sync': {},
    'proxy.resend': {},
    'proxy.silence': {},
    'proc.term': { actions: 'exit' }
  },
  states: {
    starting: { always: [{ guard: 'isNginx', target: 'nginx' }, { target: 'controller' }] },
    controller: {
      initial: 'caching',
      on: { 'http.get': { actions: 'serveControl' }, 'election.lost': { actions: 'lost' } },
      states: {
        caching: { entry: 'watch', always: { guard: 'informed', target: 'working' } },
        /** Every replica tells agents; the leader makes what Gateways need, and writes status. */
        working: {
          entry: 'elect',
          on: {
            'informer.changed': { actions: 'schedule' },
            'election.acquired': { actions: 'schedule' },
            'fabric.sync': { actions: 'sync' }
          }
        }
      }
    },
    nginx: {
      initial: 'serving',
      on: {
        'http.get': { actions: 'serve' },
        'agent.ask': { actions: 'ask' },
        'traffic.response': { actions: 'answered' },
        'traffic.refused': { actions: 'refused' },
        'traffic.accepted': { actions: 'accepted' },
        'proxy.resend': { actions: 'resend' },
        'proxy.silence': { actions: 'silent' }
      },
      states: {
        serving: { entry: 'ask', on: { 'proc.term': 'quitting' } },
        /** nginx finishes what it has begun. */
        quitting: {
          on: { 'proc.term': {} },
          after: {
            'nginx-quit-check': [
              { guard: 'drained', target: 'quitting', reenter: true, actions: 'exit' },
              { target: 'quitting', reenter: true }
            ]
          }
        }
      }
    }
  }
})

export const machine = withCharts(fabric, [connections, informers, elections])
