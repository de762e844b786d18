import { setup } from 'xstate'
import { actions } from '../../actions'
import type { Boot } from '../../cluster'
import { electedCharts } from '../../client-go/elected'
import { recorderResult, recorderTimer } from '../../client-go/events'
import { hearing } from '../../client-go/hearing'
import { informerResult, startInformer, type InformerEvent } from '../../client-go/informer'
import { electionResult, startElection, type ElectionEvent } from '../../client-go/leaderelection'
import { handle, type ApiResult } from '../../client-go/transport'
import { withCharts } from '../../kernel/chart'
import { toMs } from '../../../base/time'
import { review } from './admission'
import { begin, beginAgain, begun, type BeginRef } from './begin'
import { createContext, resources, type NginxIngressController } from './context'
import type { ControllerInput, ControllerTimer, Outbox } from './messages'
import { accepted, answered, refused, resend, serve, silent } from './proxy'
import { startStatus, statusResult, type StatusRef } from './status'
import { observe, schedule, sync } from './sync'

const { act, on } = actions<NginxIngressController, ControllerInput, ControllerTimer | InformerEvent | ElectionEvent>()

/** ingress-nginx: nginx and what keeps its configuration (process `worker-1/ingress-nginx-controller-…/nginx-ingress-controller`). See README.md. */
const controller = setup({
  types: { context: {} as NginxIngressController, events: {} as ControllerInput, input: {} as Boot },
  actions: {
    begin: act((context, _event, out) => begin(context, out)),
    beginAgain: on('begin.again', (context, { tries }, out) => beginAgain(context, out, tries)),
    hear: act((context, event, out) => {
      for (const result of handle(context.client, context, out, event) ?? []) take(context, out, result)
    }),
    watch: act((context, _event, out) => {
      out.log('I', 'nginx.go:273] "Starting NGINX Ingress controller"')
      for (const informer of Object.values(context.informers)) startInformer(informer, out)
    }),
    elect: act((context, _event, out) => {
      out.log('I', 'nginx.go:319] "Starting NGINX process"')
      if (context.options.elects) startElection(context.election, out)
      if (context.options.validates) out.log('I', 'nginx.go:339] "Starting validation webhook" address=":8443"')
      schedule(context, out)
    }),
    observe: on('informer.changed', (context, { changes }, out) => observe(context, out, changes)),
    sync: act((context, _event, out) => sync(context, out)),
    settle: act((_context, _event, out) => out.log('I', 'controller.go:228] "Initial sync, sleeping for 1 second"')),
    lead: act((context, _event, out) => {
      if (context.options.updateStatus) startStatus(context, out)
    }),
    follow: act(({ election }, _event, out) => startElection(election, out)),
    record: on('events.retry', (context, event, out) => {
      recorderTimer(context.recorder, context.client, context, out, event)
    }),
    ask: on('http.get', (context, request, out) => {
      const { path, id, asker, port } = request
      if (path === '/wait-shutdown' && port === undefined)
        return void context.waiters.push(Object.freeze({ id, asker }))
      if (port === 8443) return review(context, out, request)
      if (port === 80 || port === 443) return serve(context, out, request)
      const ok = !path.startsWith('/healthz') || (context.running !== null && !context.stopping)
      out.send(asker, { type: 'http.response', id, code: ok ? 200 : 500, body: ok ? 'ok' : 'healthz check failed\n' })
    }),
    resend: on('proxy.resend', (context, { id }, out) => resend(context, out, id)),
    silent: on('proxy.silence', (context, { id }, out) => silent(context, out, id, 'proxy-read-timeout')),
    accepted: on('traffic.accepted', (context, { id }, out) => accepted(context, out, id)),
    answered: on('traffic.response', (context, message, out) => answered(context, out, message)),
    refused: on('traffic.refused', (context, message, out) => refused(context, out, message)),
    stop: act((context, _event, out) => {
      context.stopping = true
      out.log('I', 'sigterm.go:36] "Received SIGTERM, shutting down"')
    }),
    closeQueues: act((context, _event, out) => {
      out.log('I', 'nginx.go:393] "Shutting down controller queues"')
      const { updateStatus, updateStatusOnShutdown } = context.options
      if (updateStatus && updateStatusOnShutdown) return startStatus(context, out, true)
      if (updateStatus) out.log('W', 'status.go:116] skipping update of status of Ingress rules')
      out.raise({ type: 'ingress.status-done' })
    }),
    quit: act((context, _event, out) => {
      if (context.options.validates) out.log('I', 'nginx.go:401] "Stopping admission controller"')
      out.log('I', 'nginx.go:409] "Stopping NGINX process"')
    }),
    stopped: act((context, _event, out) => {
      out.log('I', 'nginx.go:422] "NGINX process has stopped"')
      const delay = context.options.postShutdownGrace / 1_000_000
      out.log('I', `sigterm.go:44] Handled quit, delaying controller exit for ${delay} seconds`)
      for (const { id, asker } of context.waiters) out.send(asker, { type: 'http.response', id, code: 200, body: '' })
      context.waiters.length = 0
    }),
    refuse: on('http.get', (_context, { id, asker, path, port }, out) => {
      const waits = path === '/wait-shutdown' && port === undefined
      out.send(asker, { type: 'http.response', id, code: waits ? 200 : 500, body: '' })
    }),
    exit: act((_context, _event, out) => {
      out.log('I', 'sigterm.go:47] "Exiting" code=0')
      out.exit('SIGTERM', 0)
    })
  },
  guards: {
    informed: ({ context }) => resources.every((name) => context.informers[name].synced),
    configured: ({ context }) => context.running !== null,
    drained: ({ context }) => context.proxied.size === 0,
    leads: ({ context }) => context.election.state.startsWith('leading')
  },
  delays: {
    'initial-sync-sleep': 1_000,
    'nginx-stop-check': 1_000,
    'status-update-interval': ({ context }) => toMs(context.options.statusInterval),
    'shutdown-grace-period': ({ context }) => toMs(context.options.shutdownGrace),
    'post-shutdown-grace-period': ({ context }) => toMs(context.options.postShutdownGrace)
  }
}).createMachine({
  id: 'nginx-ingress-controller',
  context: ({ input }) => createContext(input),
  initial: 'checking',
  on: {
    ...hearing('hear'),
    'informer.changed': {},
    'events.retry': { actions: 'record' },
    'http.get': { actions: 'ask' },
    'election.acquired': { actions: 'lead' },
    'election.lost': { actions: 'follow' },
    'election.released': {},
    'traffic.accepted': { actions: 'accepted' },
    'traffic.response': { actions: 'answered' },
    'traffic.refused': { actions: 'refused' },
    'proxy.resend': { actions: 'resend' },
    'proxy.silence': { actions: 'silent' },
    'ingress.sync': {},
    'ingress.status-done': {},
    'proc.term': '.stopping'
  },
  states: {
    /** Whether the API answers, and what is named on its command line is there. */
    checking: {
      entry: 'begin',
      on: { 'ingress.checked': 'caching', 'begin.again': { actions: 'beginAgain' } }
    },
    /** All that it watches is listed. */
    caching: {
      entry: 'watch',
      always: { guard: 'informed', target: 'configuring' },
      on: { 'informer.changed': { actions: 'observe' } }
    },
    /** nginx runs, and knows nothing until the first sync. */
    configuring: {
      entry: 'elect',
      initial: 'first',
      on: { 'informer.changed': { actions: 'observe' } },
      states: {
        first: { on: { 'ingress.sync': { actions: ['sync', 'settle'], target: 'settling' } } },
        settling: { after: { 'initial-sync-sleep': '#nginx-ingress-controller.serving' } }
      }
    },
    serving: {
      initial: 'idle',
      on: {
        'informer.changed': { actions: 'observe' },
        'ingress.sync': { actions: 'sync' }
      },
      states: {
        /** The leader writes status anew every minute. */
        idle: {
          after: {
            'status-update-interval': [
              { guard: 'leads', target: 'idle', reenter: true, actions: 'lead' },
              { target: 'idle', reenter: true }
            ]
          }
        }
      }
    },
    /** It goes on serving until nginx is told to quit. */
    stopping: {
      entry: 'stop',
      on: { 'proc.term': {} },
      initial: 'grace',
      states: {
        grace: { after: { 'shutdown-grace-period': 'closing' } },
        closing: { entry: 'closeQueues', on: { 'ingress.status-done': 'quitting' } },
        /** nginx finishes what it has begun; whether it has is looked at every second. */
        quitting: {
          entry: 'quit',
          initial: 'waiting',
          states: {
            waiting: {
              after: {
                'nginx-stop-check': [
                  { guard: 'drained', target: '#nginx-ingress-controller.stopped' },
                  { target: 'waiting', reenter: true }
                ]
              }
            }
          }
        }
      }
    },
    /** nginx is gone; the controller stays a while. */
    stopped: {
      entry: 'stopped',
      on: { 'proc.term': {}, 'http.get': { actions: 'refuse' } },
      after: { 'post-shutdown-grace-period': { target: 'ended', actions: 'exit' } }
    },
    ended: {}
  }
})

export const machine = withCharts(controller, [...electedCharts<NginxIngressController>()])

function take(context: NginxIngressController, out: Outbox, result: ApiResult): void {
  const ref = result.ref as BeginRef | StatusRef | null
  if (ref !== null && typeof ref === 'object' && ref.kind === 'begin') return begun(context, out, ref, result)
  if (ref !== null && typeof ref === 'object' && ref.kind === 'status') return statusResult(context, out, ref, result)
  if (electionResult(context.election, out, result)) return
  if (recorderResult(context.recorder, context.client, context, out, result)) return
  informerResult(result, out)
}
