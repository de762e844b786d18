import { setup } from 'xstate'
import { actions } from '../../actions'
import type { Boot } from '../../cluster'
import { electedCharts } from '../../client-go/elected'
import { recorderResult, recorderTimer } from '../../client-go/events'
import { hearing } from '../../client-go/hearing'
import { becameLeader } from '../../client-go/leader-event'
import { informerResult, type InformerEvent } from '../../client-go/informer'
import { electionResult, startElection, stopElection, type ElectionEvent } from '../../client-go/leaderelection'
import { handle } from '../../client-go/transport'
import { withCharts } from '../../kernel/chart'
import { createContext, type Operator } from './context'
import { observe, reconcile, reconciled, watch } from './reconcile'
import { write, wrote } from './write'
import type { OperatorInput, OperatorTimer } from './messages'

const { act, on } = actions<Operator, OperatorInput, OperatorTimer | ElectionEvent | InformerEvent>()

/** An application of which one pod leads (process `worker-1/cert-manager-…/operator`). See README.md. */
const operator = setup({
  types: { context: {} as Operator, events: {} as OperatorInput, input: {} as Boot },
  actions: {
    hear: act((context, event, out) => {
      for (const result of handle(context.client, context, out, event) ?? [])
        if (
          !wrote(context, out, result) &&
          !reconciled(context, out, result) &&
          !electionResult(context.election, out, result) &&
          !recorderResult(context.recorder, context.client, context, out, result)
        )
          informerResult(result, out)
    }),
    write: act((context, _event, out) => write(context, out)),
    record: on('events.retry', (context, event, out) => {
      recorderTimer(context.recorder, context.client, context, out, event)
    }),
    elect: act(({ election }, _event, out) => startElection(election, out)),
    watch: act((context, _event, out) => watch(context, out)),
    observe: on('informer.changed', (context, { changes }, out) => observe(context, out, changes)),
    reconcile: act((context, _event, out) => reconcile(context, out)),
    lead: act((context, _event, out) => becameLeader(context.election, context.recorder, context.client, context, out)),
    lost: act((_context, _event, out) => {
      out.log('E', 'problem running manager: leader election lost')
      out.exit('leader election lost', 1)
    }),
    stop: act(({ election }, _event, out) => stopElection(election, out)),
    exit: act((_context, _event, out) => out.exit('it is done', 0))
  },
  guards: {
    hasDeeds: ({ context }) => context.written < context.deeds.length,
    isErrand: ({ context }) => context.isErrand,
    knowsLock: ({ context }) => context.lock.name !== ''
  }
}).createMachine({
  id: 'operator',
  context: ({ input }) => createContext(input),
  initial: 'starting',
  on: {
    ...hearing('hear'),
    'events.retry': { actions: 'record' },
    'election.acquired': {},
    'election.lost': { actions: 'lost' },
    'election.released': {},
    'operator.written': {},
    'informer.changed': { actions: 'observe' },
    'operator.reconcile': { actions: 'reconcile' },
    'proc.term': '.stopping'
  },
  states: {
    starting: {
      always: [
        { guard: 'hasDeeds', target: 'writing' },
        { guard: 'knowsLock', target: 'standing' },
        { target: 'serving' }
      ]
    },
    /** What other pods wait for is written, one after the other. */
    writing: {
      entry: 'write',
      on: {
        'operator.written': [
          { guard: 'hasDeeds', target: 'writing', reenter: true },
          { guard: 'isErrand', actions: 'exit' },
          { guard: 'knowsLock', target: 'standing' },
          { target: 'serving' }
        ]
      }
    },
    /** It elects nobody, or under a name that is compiled into it: it only serves. */
    serving: { entry: 'watch', on: { 'proc.term': { actions: 'exit' } } },
    /** It serves and waits for its turn. */
    standing: { entry: 'elect', on: { 'election.acquired': 'leading' } },
    leading: { entry: ['lead', 'watch'] },
    /** A leader frees the Lease, if its program does that. */
    stopping: { entry: 'stop', on: { 'proc.term': {}, 'election.released': { actions: 'exit' } } }
  }
})

export const machine = withCharts(operator, [...electedCharts<Operator>()])
