import { setup } from 'xstate'
import { items } from '../../actions'
import { type Chart, type Scope } from '../../kernel/chart'
import { auditing } from './audit/later'
import { authenticated } from './authorization'
import type { ApiServer, Exchange } from './context'
import { collectDeleted } from './delete-collection'
import { timeout, unauthorized, writeTimeout } from './errors'
import { toRequest, type RequestEvent } from './events'
import { leaveSeat, tooMany } from './flow-control'
import { close, dropWork, patience } from './flight'
import type { ApiServerOwn } from './messages'
import { guarded } from './panics'
import { isLong, write } from './work'
import { finish, isRead } from './respond'
import { handle, refusalOf } from './serve'

type C = ApiServer
const { on, step, wait, when, whenOn } = items<C, Exchange, RequestEvent, ApiServerOwn>()
type E = Exchange

/** Who gave it less time is told by the filter before all handlers, in plain text. Models filters/timeout.go. */
const outOfTime = {
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  content: JSON.stringify({
    metadata: {},
    status: 'Failure',
    message: 'Timeout: request did not complete within the allotted timeout',
    reason: 'Timeout',
    details: {},
    code: 504
  })
}

/**
 * The life of a request: authentication → authorization → (priority and fairness, admission, webhooks, validation) → etcd → its answer.
 * Models apiserver/pkg/server/config.go DefaultBuildHandlerChain and endpoints/handlers. A request that waits for etcd is
 * answered with a timeout when its time is over (`--request-timeout`; 34 s for a write).
 */
const machine = setup({
  types: { context: {} as Scope<C, E>, events: {} as RequestEvent, input: {} as Scope<C, E> },
  actions: {
    refuseStranger: step((server, exchange, _event, out) => finish(server, out, exchange, 401, unauthorized())),
    forbid: step((server, exchange, _event, out) => {
      const status = refusalOf(server, exchange.request)!
      finish(server, out, exchange, status.code, status)
    }),
    handle: step((server, exchange, _event, out) => {
      guarded(server, out, exchange.request, () => handle(server, out, exchange))
      if (server.auditing) auditing().received(server, out, exchange)
      collectDeleted(server, out)
    }),
    write: on('request.answer', (server, exchange, answer, out) => {
      const takes = write(server, out, exchange, answer)
      const { request } = exchange
      out.timer(`write/${request.conn}#${request.id}`, takes, 'master-cpus', toRequest(request, 'request.written'))
    }),
    deliver: step((server, exchange, _event, out) => {
      const { code, body, warnings, ...how } = exchange.writing!.answer
      finish(server, out, exchange, code, body, warnings, how, true)
    }),
    answer: on('request.answer', (server, exchange, { code, body, warnings, ...how }, out) =>
      finish(server, out, exchange, code, body, warnings, how)
    ),
    timeOut: step((server, exchange, _event, out) => {
      out.because({ silence: server.etcd.endpoints[0]! }, 'request-timeout')
      dropWork(server, out, exchange)
      const status = isRead(exchange.request) ? timeout(exchange.request) : writeTimeout()
      if (exchange.allotted !== undefined) return finish(server, out, exchange, 504, status, [], { http: outOfTime })
      finish(server, out, exchange, status.code, status)
    }),
    drop: step((server, exchange, _event, out) => {
      dropWork(server, out, exchange)
      close(server, out, exchange)
    }),
    turnAway: step((server, exchange, _event, out) => {
      leaveSeat(server, out, exchange, 'timedOut')
      finish(server, out, exchange, 429, tooMany.content, [], { http: tooMany })
    }),
    begun: step((server, exchange, _event, out) => {
      if (server.auditing) auditing().reached(server, out, exchange, 'ResponseStarted', 200)
    }),
    hangUp: step((server, exchange, _event, out) => {
      if (server.auditing) auditing().reached(server, out, exchange, 'ResponseComplete', 200)
      dropWork(server, out, exchange)
      close(server, out, exchange)
    }),
    close: step((server, exchange, _event, out) => {
      if (server.auditing) auditing().reached(server, out, exchange, 'ResponseComplete', 200)
      close(server, out, exchange)
    })
  },
  guards: {
    isStranger: when((server, { request }) => !request.http && !authenticated(server, request)),
    isLong: whenOn('request.answer', (server, exchange, { body }) => isLong(server, exchange, body)),
    isForbidden: when((server, { request }) => refusalOf(server, request) !== null)
  },
  delays: { 'request-timeout': wait((server, exchange) => patience(server, exchange) / 1_000) }
}).createMachine({
  id: 'request',
  context: ({ input }) => input,
  initial: 'authentication',
  states: {
    authentication: {
      always: [{ guard: 'isStranger', target: 'answered', actions: 'refuseStranger' }, { target: 'authorization' }]
    },
    authorization: {
      always: [{ guard: 'isForbidden', target: 'answered', actions: 'forbid' }, { target: 'work' }]
    },
    work: {
      initial: 'admission',
      on: {
        'request.answer': [
          { guard: 'isLong', target: '.writing', actions: 'write' },
          { target: 'answered', actions: 'answer' }
        ],
        'request.abandon': { target: 'abandoned', actions: 'drop' }
      },
      states: {
        admission: {
          entry: 'handle',
          on: {
            'request.queued': 'queued',
            'request.asks': 'etcd',
            'request.hooked': 'webhooks',
            'request.proxied': 'kubelet',
            'request.streams': { target: 'streaming', actions: 'begun' }
          }
        },
        /** All seats of its priority level are taken. */
        queued: {
          on: { 'request.seated': 'admission' },
          after: { 'request-timeout': { target: '#request.answered', actions: 'turnAway' } }
        },
        webhooks: {
          on: { 'request.asks': 'etcd', 'request.proxied': 'kubelet' },
          after: { 'request-timeout': { target: '#request.answered', actions: 'timeOut' } }
        },
        etcd: {
          on: { 'request.hooked': 'webhooks' },
          after: { 'request-timeout': { target: '#request.answered', actions: 'timeOut' } }
        },
        /** A long answer gets its CPU time, and goes out. */
        writing: {
          on: { 'request.answer': {}, 'request.written': { target: '#request.answered', actions: 'deliver' } },
          after: { 'request-timeout': { target: '#request.answered', actions: 'timeOut' } }
        },
        kubelet: { on: { 'request.streams': { target: 'streaming', actions: 'begun' } } },
        streaming: {
          on: {
            'request.ended': { target: '#request.answered', actions: 'close' },
            'request.abandon': { target: '#request.abandoned', actions: 'hangUp' }
          }
        }
      }
    },
    answered: { type: 'final' },
    abandoned: { type: 'final' }
  }
})

export const requests: Chart<ApiServer, Exchange> = {
  machine,
  find: ({ connections }, item) => {
    const at = item.lastIndexOf('#')
    return connections.get(item.slice(0, at))?.streams.get(Number(item.slice(at + 1)))
  },
  items: function* ({ connections }) {
    for (const [conn, { streams }] of connections)
      for (const [id, exchange] of streams) yield [`${conn}#${id}`, exchange] as const
  }
}
