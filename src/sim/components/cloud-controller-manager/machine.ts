import { setup } from 'xstate'
import { actions } from '../../actions'
import type { Service } from '../../api/types'
import type { Boot } from '../../cluster'
import { electedCharts } from '../../client-go/elected'
import { recorderResult, recorderTimer } from '../../client-go/events'
import { hearing } from '../../client-go/hearing'
import { informerResult, startInformer, type InformerEvent } from '../../client-go/informer'
import { electionResult, startElection, type ElectionEvent } from '../../client-go/leaderelection'
import { handle, type ApiResult } from '../../client-go/transport'
import { withCharts } from '../../kernel/chart'
import { askCloud, type Ref } from './ask'
import { createContext, nodesOf, resources, type CloudControllerManager } from './context'
import type { CloudControllerManagerInput, CloudControllerManagerTimer, Outbox } from './messages'
import { isNew, monitorNodes, nodeDone } from './nodes'
import { balanced, serviceDone, syncServices, unbalanced } from './services'

type Own = CloudControllerManagerTimer | InformerEvent | ElectionEvent
const { act, on } = actions<CloudControllerManager, CloudControllerManagerInput, Own>()

/** Looks after nodes whose machines a provider rents out, and after balancers. See README.md. */
const manager = setup({
  types: { context: {} as CloudControllerManager, events: {} as CloudControllerManagerInput, input: {} as Boot },
  actions: {
    hear: act((context, event, out) => {
      for (const result of handle(context.client, context, out, event) ?? []) take(context, out, result)
    }),
    elect: act(({ election }, _event, out) => startElection(election, out)),
    watch: act((context, _event, out) => {
      for (const informer of Object.values(context.informers)) startInformer(informer, out)
    }),
    look: act((context, _event, out) => {
      askCloud(context, out, { type: 'cloud.describe' }, { about: 'instances' })
      syncServices(context, out)
    }),
    changed: act((context, _event, out) => {
      const asks = [...context.asked.values()].some(({ about }) => about === 'instances')
      if (!asks && nodesOf(context).some(isNew))
        askCloud(context, out, { type: 'cloud.describe' }, { about: 'instances' })
      syncServices(context, out)
    }),
    told: on('cloud.groups', (context, { id, machines }, out) => {
      if (context.asked.delete(id)) monitorNodes(context, machines, out)
    }),
    balanced: on('cloud.balanced', (context, { id, ip }, out) => {
      const about = context.asked.get(id)
      context.asked.delete(id)
      if (about?.about === 'balancer') balanced(context, about.key, ip, out)
      if (about?.about === 'balancer-gone') unbalanced(context, about.key, out)
    }),
    record: on('events.retry', (context, event, out) => {
      recorderTimer(context.recorder, context.client, context, out, event)
    }),
    lost: act((_context, _event, out) => {
      out.log('E', 'controllermanager.go:330] "leaderelection lost"')
      out.exit('leaderelection lost', 255)
    }),
    exit: act((_context, _event, out) => out.exit('SIGTERM', 0))
  },
  guards: { informed: ({ context }) => resources.every((name) => context.informers[name].synced) },
  delays: { 'node-monitor-period': 5_000 }
}).createMachine({
  id: 'cloud-controller-manager',
  context: ({ input }) => createContext(input),
  initial: 'electing',
  on: {
    ...hearing('hear'),
    'informer.changed': {},
    'events.retry': { actions: 'record' },
    'cloud.groups': {},
    'cloud.balanced': {},
    'election.acquired': {},
    'election.lost': { actions: 'lost' },
    'election.released': {},
    'proc.term': { actions: 'exit' }
  },
  states: {
    /** One of several works. */
    electing: { entry: 'elect', on: { 'election.acquired': 'caching' } },
    caching: { entry: 'watch', always: { guard: 'informed', target: 'running' } },
    running: {
      entry: 'look',
      on: {
        'informer.changed': { actions: 'changed' },
        'cloud.groups': { actions: 'told' },
        'cloud.balanced': { actions: 'balanced' }
      },
      after: { 'node-monitor-period': { target: 'running', reenter: true } }
    }
  }
})

export const machine = withCharts(manager, [...electedCharts<CloudControllerManager>()])

const takenOf = (result: ApiResult): Service | null =>
  result.kind === 'response' && result.code < 300 ? (result.body as Service) : null

function take(context: CloudControllerManager, out: Outbox, result: ApiResult): void {
  const ref = result.ref as Ref | null
  const ok = result.kind === 'response' && (result.code < 300 || result.code === 404)
  if (ref !== null && typeof ref === 'object') {
    if (ref.kind === 'node') return nodeDone(context, ref.key, ok, out)
    if (ref.kind === 'finalizer' || ref.kind === 'status' || ref.kind === 'release')
      return serviceDone(context, ref, takenOf(result), out)
  }
  if (electionResult(context.election, out, result)) return
  if (recorderResult(context.recorder, context.client, context, out, result)) return
  informerResult(result, out)
}
