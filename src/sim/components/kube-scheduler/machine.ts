import { setup } from 'xstate'
import { recorderResult, recorderTimer } from '../../client-go/events'
import { seriesResult, seriesTimer } from '../../client-go/eventsv1'
import { informerChart, informerResult, startInformer } from '../../client-go/informer'
import { becameLeader } from '../../client-go/leader-event'
import { electionChart, electionResult, startElection, stopElection } from '../../client-go/leaderelection'
import { connectionChart } from '../../client-go/connection'
import { handle, transportEvents, type ApiResult } from '../../client-go/transport'
import { actions } from '../../actions'
import { withCommandLine } from '../../command-line'
import { electionFlags } from '../../client-go/flags'
import { flags } from './flags'
import type { Boot } from '../../cluster'
import { withCharts } from '../../kernel/chart'
import { lookAtVolumes, volumesResult } from './bind-volumes'
import { devices } from './devices/later'
import { bindResult, devicesDone, preBindDone, volumesDone } from './binding'
import { createContext, resources, type KubeScheduler, type Resource } from './context'
import { observe } from './event-handlers'
import { failureResult } from './failure'
import { armFlushes, flush } from './flush'
import type { ForItem, Outbox, SchedulerInput, SchedulerTimer } from './messages'
import { canPop } from './queue'
import { beginCycle, decide } from './schedule-one'

const { act, on } = actions<KubeScheduler, SchedulerInput, SchedulerTimer | ForItem>()

const informers = informerChart<KubeScheduler>(
  {
    find: (scheduler, resource) => scheduler.informers[resource as Resource],
    all: (scheduler) => Object.values(scheduler.informers)
  },
  ({ client }) => client
)

const clientsOf = ({ client, eventClient, leaseClient }: KubeScheduler) => [client, eventClient, leaseClient]
const connections = connectionChart<KubeScheduler>({
  find: (scheduler, name) => clientsOf(scheduler).find((client) => client.name === name),
  all: clientsOf
})

const elections = electionChart<KubeScheduler>(
  ({ election }) => election,
  ({ leaseClient }) => leaseClient
)

/** kube-scheduler of one master (process `master-1/kube-scheduler`). See README.md. */
const scheduler = setup({
  types: { context: {} as KubeScheduler, events: {} as SchedulerInput, input: {} as Boot },
  actions: {
    start: act((scheduler, _event, out) => {
      out.log('I', '"Starting Kubernetes Scheduler"')
      for (const resource of resources) startInformer(scheduler.informers[resource], out)
    }),
    hear: act((scheduler, event, out) => {
      for (const client of clientsOf(scheduler))
        for (const result of handle(client, scheduler, out, event) ?? []) take(scheduler, result, out)
      armFlushes(scheduler, out)
    }),
    observe: on('informer.changed', (scheduler, { changes }, out) => {
      for (const change of changes) observe(scheduler, change, out)
      armFlushes(scheduler, out)
    }),
    record: act((scheduler, event, out) => {
      recorderTimer(scheduler.electionRecorder, scheduler.eventClient, scheduler, out, event)
    }),
    recordSeries: on(['event-series.retry', 'event-series.refresh', 'event-series.finish'], (scheduler, event, out) =>
      seriesTimer(scheduler.recorder, scheduler.eventClient, scheduler, out, event)
    ),
    campaign: act((scheduler, _event, out) => startElection(scheduler.election, out)),
    lead: act((scheduler, _event, out) => {
      scheduler.leadingSince = scheduler.now
      out.fact('scheduler-leader-acquired', { identity: scheduler.election.identity })
      becameLeader(scheduler.election, scheduler.electionRecorder, scheduler.eventClient, scheduler, out)
      armFlushes(scheduler, out)
    }),
    // Models cmd/kube-scheduler/app/server.go newHealthEndpointsAndMetricsHandler: ready when its handlers have synced.
    health: on('http.get', (scheduler, { id, asker, path }, out) => {
      const ok = !path.startsWith('/readyz') || resources.every((resource) => scheduler.informers[resource].synced)
      out.send(asker, { type: 'http.response', id, code: ok ? 200 : 500, body: ok ? 'ok' : '' })
    }),
    flush: on('queue.flush', flush),
    bind: on('pre-bind.done', preBindDone),
    lookAtVolumes: on('volumes.look', (scheduler, event, out) => {
      const end = lookAtVolumes(scheduler, event, out)
      if (end !== 'goes on') volumesDone(scheduler, end, out)
    }),
    beginCycle: act((scheduler, _event, out) => beginCycle(scheduler, out)),
    decide: act((scheduler, _event, out) => {
      decide(scheduler, out)
      armFlushes(scheduler, out)
    }),
    stop: act((scheduler, _event, out) => {
      out.log('I', '"Requested to terminate, exiting"')
      stopElection(scheduler.election, out)
    }),
    exit: act((_scheduler, _event, out) => out.exit('SIGTERM', 0)),
    fail: act((_scheduler, _event, out) => {
      out.log('E', '"Leaderelection lost"')
      out.exit('leaderelection lost')
    })
  },
  guards: {
    synced: ({ context }) => resources.every((resource) => context.informers[resource].synced),
    hasWork: ({ context }) => canPop(context.queue, context.settings),
    cycleEnded: ({ context }) => context.cycle === null
  }
}).createMachine({
  id: 'kube-scheduler',
  context: ({ input }) => createContext(withCommandLine(input, 'kube-scheduler', { ...electionFlags, ...flags })),
  entry: 'start',
  initial: 'starting',
  on: {
    ...(Object.fromEntries(transportEvents.map((type) => [type, { actions: 'hear' }])) as Record<
      (typeof transportEvents)[number],
      { actions: 'hear' }
    >),
    'informer.changed': { actions: 'observe' },
    'http.get': { actions: 'health' },
    'events.retry': { actions: 'record' },
    'event-series.retry': { actions: 'recordSeries' },
    'event-series.refresh': { actions: 'recordSeries' },
    'event-series.finish': { actions: 'recordSeries' },
    'proc.term': { target: '.stopping' }
  },
  states: {
    /** All caches are filled before it stands for election. */
    starting: { always: { guard: 'synced', target: 'standby' } },
    /** Another one leads; the queue fills from the informers all the same. */
    standby: { entry: 'campaign', on: { 'election.acquired': 'leading' } },
    leading: {
      entry: 'lead',
      on: {
        'queue.flush': { actions: 'flush' },
        'pre-bind.done': { actions: 'bind' },
        'volumes.look': { actions: 'lookAtVolumes' },
        'election.lost': { actions: 'fail' }
      },
      initial: 'idle',
      states: {
        idle: { always: { guard: 'hasWork', target: 'scheduling' } },
        /** One pod at a time: computing, or waiting until victims are deleted and the pod's status is written. */
        scheduling: {
          entry: 'beginCycle',
          on: { 'cycle.decide': { actions: 'decide' } },
          always: { guard: 'cycleEnded', target: 'idle' }
        }
      }
    },
    /** A clean stop gives the lease back first. */
    stopping: { entry: 'stop', on: { 'election.released': { actions: 'exit' } } }
  }
})

export const machine = withCharts(scheduler, [connections, informers, elections])

function take(scheduler: KubeScheduler, result: ApiResult, out: Outbox): void {
  if (electionResult(scheduler.election, out, result)) return
  if (seriesResult(scheduler.recorder, scheduler.eventClient, scheduler, out, result)) return
  if (recorderResult(scheduler.electionRecorder, scheduler.eventClient, scheduler, out, result)) return
  const volumes = volumesResult(scheduler, result, out)
  if (volumes !== null) {
    if (volumes !== 'goes on') volumesDone(scheduler, volumes, out)
    return
  }
  if ((result.ref as { kind?: string } | null)?.kind === 'devices') {
    const taken = devices().devicesResult(scheduler, result, out)
    if (taken !== 'goes on') devicesDone(scheduler, taken, out)
    return
  }
  if (bindResult(scheduler, result, out) || failureResult(scheduler, result, out)) return
  informerResult(result, out)
}
