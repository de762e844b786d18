import { setup } from 'xstate'
import { actions } from '../../actions'
import type { Boot } from '../../cluster'
import { electedCharts } from '../../client-go/elected'
import { recorderResult, recorderTimer } from '../../client-go/events'
import { hearing } from '../../client-go/hearing'
import { informerResult, startInformer, type InformerEvent } from '../../client-go/informer'
import { electionResult, startElection, type ElectionEvent } from '../../client-go/leaderelection'
import { handle, type ApiResult } from '../../client-go/transport'
import { queueTimer } from '../../client-go/workqueue'
import { withCharts } from '../../kernel/chart'
import { begin, begun, type BeginRef } from './begin'
import { createContext, type ExternalProvisioner } from './context'
import type { Outbox, ProvisionerInput, ProvisionerTimer } from './messages'
import { answered, drain, observe, ordered, resync, wake, type WorkRef } from './works'
import { register, registered } from './csi/registrar'

const { act, on } = actions<ExternalProvisioner, ProvisionerInput, ProvisionerTimer | InformerEvent | ElectionEvent>()

/** Makes volumes for claims whose class names it (process `worker-1/local-path-provisioner-…/external-provisioner`). See README.md. */
const provisioner = setup({
  types: { context: {} as ExternalProvisioner, events: {} as ProvisionerInput, input: {} as Boot },
  actions: {
    begin: act((context, _event, out) => begin(context, out)),
    hear: act((context, event, out) => {
      for (const result of handle(context.client, context, out, event) ?? []) take(context, out, result)
    }),
    elect: act(({ election }, _event, out) => startElection(election, out)),
    watch: act((context, _event, out) => {
      const { recorder } = context
      out.log('I', `controller.go:811] Starting provisioner controller ${recorder.component}!`)
      for (const informer of Object.values(context.informers)) startInformer(informer, out)
    }),
    observe: on('informer.changed', (context, { changes }) => observe(context, changes)),
    serve: act((context, _event, out) => {
      out.log('I', `controller.go:860] Started provisioner controller ${context.recorder.component}!`)
      resync(context)
      drain(context, out)
    }),
    resync: act((context, _event, out) => {
      resync(context)
      drain(context, out)
    }),
    drain: act((context, _event, out) => drain(context, out)),
    queue: act((context, event) => {
      for (const queue of Object.values(context.queues)) if (queueTimer(queue, event)) break
    }),
    wake: on('operation.wake', (context, { operation }, out) => {
      wake(context, out, operation)
      drain(context, out)
    }),
    ordered: on('storage.done', (context, { id, error }, out) => ordered(context, out, id, error)),
    register: act((context, _event, out) => register(context, out)),
    registered: on('csi.registered', (_context, { error }, out) => registered(error, out)),
    record: on('events.retry', (context, event, out) => {
      recorderTimer(context.recorder, context.client, context, out, event)
    }),
    /** Models local-path-provisioner main.go: HEALTH_PORT answers /health and /ready as long as it runs. */
    health: on('http.get', (_context, { id, asker }, out) => {
      out.send(asker, { type: 'http.response', id, code: 200, body: 'ok' })
    }),
    lost: act((_context, _event, out) => {
      out.log('E', 'controller.go:886] leaderelection lost')
      out.exit('leaderelection lost', 255)
    }),
    registerLater: act((_context, _event, out) => {
      out.timer('register', 1_000_000, 'plugin-watcher', { type: 'provisioner.register' })
    }),
    exit: act((_context, _event, out) => out.exit('SIGTERM', 0))
  },
  guards: {
    registers: ({ context }) => context.options.program === 'csi-node-driver-registrar',
    elects: ({ context }) => context.options.elects,
    informed: ({ context }) => Object.values(context.informers).every(({ synced }) => synced)
  },
  delays: { 'resync-period': 900_000 }
}).createMachine({
  id: 'external-provisioner',
  context: ({ input }) => createContext(input),
  initial: 'checking',
  on: {
    ...hearing('hear'),
    'informer.changed': { actions: 'observe' },
    'events.retry': { actions: 'record' },
    'workqueue.ready': { actions: 'queue' },
    'operation.wake': {},
    'storage.done': { actions: 'ordered' },
    'provisioner.register': { actions: 'register' },
    'csi.registered': { actions: 'registered' },
    'election.acquired': {},
    'election.lost': { actions: 'lost' },
    'election.released': {},
    'http.get': { actions: 'health' },
    'proc.term': { actions: 'exit' }
  },
  states: {
    /** It reads its configuration. */
    checking: {
      entry: 'begin',
      on: {
        'provisioner.configured': [
          { guard: 'registers', target: 'registering' },
          { guard: 'elects', target: 'electing' },
          { target: 'caching' }
        ]
      }
    },
    /** It tells this machine's kubelet of its driver, and again when that has ended. */
    registering: {
      entry: 'register',
      on: { 'net.reset': { actions: 'registerLater' }, 'net.refused': { actions: 'registerLater' } }
    },
    /** One of several works. */
    electing: { entry: 'elect', on: { 'election.acquired': 'caching' } },
    caching: {
      entry: 'watch',
      always: { guard: 'informed', target: 'serving' }
    },
    serving: {
      entry: 'serve',
      on: {
        'informer.changed': { actions: ['observe', 'drain'] },
        'workqueue.ready': { actions: ['queue', 'drain'] },
        'operation.wake': { actions: 'wake' }
      },
      initial: 'idle',
      states: {
        idle: { after: { 'resync-period': { target: 'idle', reenter: true, actions: 'resync' } } }
      }
    }
  }
})

export const machine = withCharts(provisioner, [...electedCharts<ExternalProvisioner>()])

function take(context: ExternalProvisioner, out: Outbox, result: ApiResult): void {
  const ref = result.ref as BeginRef | WorkRef | null
  if (ref !== null && typeof ref === 'object' && ref.kind === 'begin') return begun(context, out, result)
  if (ref !== null && typeof ref === 'object' && ref.kind === 'operation') {
    answered(context, out, ref, result)
    drain(context, out)
    return
  }
  if (electionResult(context.election, out, result)) return
  if (recorderResult(context.recorder, context.client, context, out, result)) return
  informerResult(result, out)
}
