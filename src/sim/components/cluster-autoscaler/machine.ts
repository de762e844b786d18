import { setup } from 'xstate'
import { actions } from '../../actions'
import type { Status } from '../../api/types'
import type { Boot } from '../../cluster'
import { electedCharts } from '../../client-go/elected'
import { recorderResult, recorderTimer } from '../../client-go/events'
import { hearing } from '../../client-go/hearing'
import { informerResult, startInformer, type InformerEvent } from '../../client-go/informer'
import { electionResult, startElection, type ElectionEvent } from '../../client-go/leaderelection'
import { handle, type ApiResult } from '../../client-go/transport'
import { withCharts } from '../../kernel/chart'
import { ask, answered } from './cloud'
import { createContext, resources, type ClusterAutoscaler } from './context'
import { deletionChart, type DeletionRef } from './deletion'
import type { DeletionEvent } from './deletion-event'
import type { ClusterAutoscalerInput, ClusterAutoscalerTimer, Outbox } from './messages'
import { runOnce } from './round'
import { grown } from './scale-up'
import { statusAnswered, type StatusRef } from './status'

const { act, on } = actions<
  ClusterAutoscaler,
  ClusterAutoscalerInput,
  ClusterAutoscalerTimer | InformerEvent | ElectionEvent | DeletionEvent
>()

/** Makes groups of machines as large as pods need (process `worker-1/cluster-autoscaler-…/cluster-autoscaler`). See README.md. */
const autoscaler = setup({
  types: { context: {} as ClusterAutoscaler, events: {} as ClusterAutoscalerInput, input: {} as Boot },
  actions: {
    begin: act(({ options }, _event, out) => {
      if (options.problem === '') return
      out.log('E', `Failed to create autoscaler: ${options.problem}`)
      out.exit(options.problem, 255)
    }),
    hear: act((context, event, out) => {
      for (const result of handle(context.client, context, out, event) ?? []) take(context, out, result)
    }),
    elect: act(({ election }, _event, out) => startElection(election, out)),
    watch: act((context, _event, out) => {
      for (const informer of Object.values(context.informers)) startInformer(informer, out)
    }),
    look: act((context, _event, out) => {
      // What was not answered until now is not waited for.
      for (const [id, { about }] of context.asked) if (about === 'groups') context.asked.delete(id)
      ask(context, out, { type: 'cloud.describe' }, { about: 'groups' })
    }),
    groups: on('cloud.groups', (context, { id, groups }, out) => {
      if (answered(context, id)) runOnce(context, groups, out)
    }),
    done: on('cloud.done', (context, { id, error }, out) => {
      const about = answered(context, id)
      if (about?.about === 'increase') grown(context, out, about, error)
      if (about?.about !== 'machine') return
      const item = { chart: 'deletion', item: about.node } as const
      out.raise(error === '' ? { type: 'machine.deleted', ...item } : { type: 'deletion.failed', ...item, error })
    }),
    record: on('events.retry', (context, event, out) => {
      recorderTimer(context.recorder, context.client, context, out, event)
    }),
    health: on('http.get', (_context, { id, asker }, out) =>
      out.send(asker, { type: 'http.response', id, code: 200, body: 'OK' })
    ),
    lost: act((_context, _event, out) => {
      out.log('E', 'main.go:341] lost master')
      out.exit('lost master', 255)
    }),
    exit: act((_context, _event, out) => out.exit('SIGTERM', 0))
  },
  guards: {
    elects: ({ context }) => context.options.elects,
    informed: ({ context }) => resources.every((name) => context.informers[name].synced)
  },
  delays: { 'scan-interval': ({ context }) => context.options.scanInterval / 1_000 }
}).createMachine({
  id: 'cluster-autoscaler',
  context: ({ input }) => createContext(input),
  initial: 'starting',
  entry: 'begin',
  on: {
    ...hearing('hear'),
    'informer.changed': {},
    'http.get': { actions: 'health' },
    'events.retry': { actions: 'record' },
    'cloud.groups': {},
    'cloud.done': { actions: 'done' },
    'election.acquired': {},
    'election.lost': { actions: 'lost' },
    'election.released': {},
    'proc.term': { actions: 'exit' }
  },
  states: {
    starting: { always: [{ guard: 'elects', target: 'electing' }, { target: 'caching' }] },
    /** One of several works. */
    electing: { entry: 'elect', on: { 'election.acquired': 'caching' } },
    caching: { entry: 'watch', always: { guard: 'informed', target: 'looking' } },
    looking: {
      entry: 'look',
      on: { 'cloud.groups': { actions: 'groups' } },
      after: { 'scan-interval': { target: 'looking', reenter: true } }
    }
  }
})

export const machine = withCharts(autoscaler, [...electedCharts<ClusterAutoscaler>(), deletionChart])

function take(context: ClusterAutoscaler, out: Outbox, result: ApiResult): void {
  const ref = result.ref as DeletionRef | StatusRef | { kind: 'taint' } | null
  if (ref !== null && typeof ref === 'object') {
    if (ref.kind === 'status') return statusAnswered(context, out, ref, result)
    if (ref.kind === 'deletion') return deletionAnswered(ref, out, result)
    if (ref.kind === 'taint') return
  }
  if (electionResult(context.election, out, result)) return
  if (recorderResult(context.recorder, context.client, context, out, result)) return
  informerResult(result, out)
}

/** What the API says of a node's mark or a pod's eviction. */
function deletionAnswered({ node, of, pod }: DeletionRef, out: Outbox, result: ApiResult): void {
  const item = { chart: 'deletion', item: node } as const
  const ok = result.kind === 'response' && (result.code < 300 || (of === 'evict' && result.code === 404))
  const error =
    result.kind === 'response' ? ((result.body as Status | undefined)?.message ?? `HTTP ${result.code}`) : 'no answer'
  if (of === 'taint')
    return out.raise(
      ok
        ? { type: 'node.tainted', ...item }
        : { type: 'deletion.failed', ...item, error: `failed to mark the node as toBeDeleted/unschedulable: ${error}` }
    )
  if (of === 'evict')
    out.raise(ok ? { type: 'pod.evicted', ...item, pod } : { type: 'eviction.refused', ...item, pod, error })
}
