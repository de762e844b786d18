import { setup } from 'xstate'
import { items } from '../../../actions'
import type { Chart, Scope } from '../../../kernel/chart'
import { duration, is125 } from '../config'
import type { KubeletContext } from '../context'
import { armHousekeeping } from '../housekeeping-timers'
import { toPod, type WorkerEvent } from '../items'
import { lookAtPod } from '../looks'
import type { KubeletOwn } from '../messages'
import { addVolumes } from '../volume/volume'
import { doneWaiting, isMounted, pollAfterMount, pollAfterUnmount, waitForMount } from '../volume/waiting'
import { refresh } from '../volume/remount'
import { preparing } from './devices-later'
import * as results from './results'
import * as sync from './sync'
import * as tasks from './tasks'
import type { Worker } from './worker'

type C = KubeletContext
type W = Worker
const { step, on, when, whenOn, wait } = items<C, W, WorkerEvent, KubeletOwn>()

/** Stops containers (as `kill` does), then sandboxes; `over` is what follows. */
const stopping = (kill: 'killPod' | 'endContainers', over: object) =>
  ({
    initial: 'containers',
    states: {
      containers: {
        entry: kill,
        always: { guard: 'noneIsStopping', target: 'sandboxes' },
        on: { 'container.stopped': { actions: 'containerStopped' } }
      },
      sandboxes: {
        entry: 'stopSandboxes',
        always: { guard: 'hasNoSandbox', target: 'done' },
        on: { 'sandbox.stopped': { actions: 'sandboxStopped' } }
      },
      done: over
    }
  }) as const

/** Stops what the current task names, and goes on when none of it is stopping any more. */
const killing = (kill: 'killContainer' | 'killForReset') =>
  ({
    entry: kill,
    always: { guard: 'noneIsStopping', target: 'next', actions: 'killed' },
    on: { 'container.stopped': { actions: 'containerStopped' } }
  }) as const

/**
 * A pod's life on its node: syncs (set up and keep running) until it is to end, then the containers are stopped, then what
 * is left is cleaned up. Before each sync the worker waits for a look at the runtime that is newer than its last sync.
 * Models pkg/kubelet/pod_workers.go managePodLoop.
 */
const machine = setup({
  types: { context: {} as Scope<C, W>, events: {} as WorkerEvent, input: {} as Scope<C, W> },
  actions: {
    take: on('pod.update', sync.take),
    remember: on('pod.update', (context, worker, { pod, options }) => sync.remember(context, worker, pod, options)),
    again: step((_context, worker) => void (worker.pending = true)),
    begin: step((_context, worker) => void (worker.pending = false)),
    beginLooking: step((context, worker, _event, out) => sync.beginLooking(context, worker, out)),
    look: step((context, worker, _event, out) => sync.look(context, worker, out)),
    see: step((_context, worker) => sync.see(worker)),
    report: step((context, worker, _event, out) => sync.report(context, worker, out)),
    endByItself: step((context, worker) => sync.endByItself(context, worker)),
    mirror: step((context, worker, _event, out) => sync.mirror(context, worker, out)),
    makeDirectories: step((context, worker) => sync.makeDirectories(context, worker)),
    addVolumes: step((context, { pod }, _event, out) => addVolumes(context, out, pod)),
    waitForMount: step((context, { uid }) => waitForMount(context, uid)),
    poll: step((context, worker) => void (worker.lasts = pollAfterMount(context, worker.uid))),
    doneWaiting: step((context, { uid }) => doneWaiting(context, uid)),
    giveUpMounting: step((context, worker, _event, out) => sync.giveUpMounting(context, worker, out)),
    plan: step((context, worker, _event, out) => sync.plan(context, worker, out)),
    askForClaim: step((context, worker, _event, out) => preparing().askForClaim(context, worker, out)),
    claimFetched: on('claim.fetched', (context, worker, event, out) =>
      preparing().claimFetched(context, worker, event, out)
    ),
    runSandbox: step((context, worker, _event, out) => tasks.runSandbox(context, worker, out)),
    sandboxMade: on(['sandbox.made', 'sandbox.stopped'], tasks.sandboxMade),
    sandboxFailed: on(['sandbox.made', 'sandbox.stopped'], tasks.sandboxFailed),
    killContainer: step((context, worker, _event, out) => tasks.killContainer(context, worker, out)),
    killForReset: step((context, worker, _event, out) => tasks.killForReset(context, worker, out)),
    updateContainer: step((context, worker, _event, out) => tasks.updateContainer(context, worker, out)),
    containerUpdated: on(['container.removed', 'container.updated'], tasks.containerUpdated),
    removeContainer: step((context, worker, _event, out) => tasks.removeContainer(context, worker, out)),
    containerRemoved: on(['container.removed', 'container.updated'], (_context, worker, event) =>
      tasks.containerRemoved(worker, event)
    ),
    killPod: step((context, worker, _event, out) => tasks.killContainers(context, worker, out, false)),
    endContainers: step((context, worker, _event, out) => tasks.killContainers(context, worker, out, true)),
    containerStopped: on('container.stopped', tasks.containerStopped),
    stopSandboxes: step((context, worker, _event, out) => tasks.stopSandboxes(context, worker, out)),
    sandboxStopped: on(['sandbox.made', 'sandbox.stopped'], (_context, worker, event) =>
      tasks.sandboxStopped(worker, event)
    ),
    killed: step((_context, worker) => tasks.killed(worker)),
    startContainer: step((context, worker, _event, out) => tasks.startContainer(context, worker, out)),
    startDone: on('container.done', tasks.startDone),
    conclude: step((context, worker) => results.conclude(context, worker)),
    endSync: step((context, worker) => sync.endSync(context, worker)),
    relistPod: step((context, { uid, results }, _event, out) => {
      if (results.length > 0) lookAtPod(context, out, uid, 'relist')
    }),
    lookAtStopped: step((context, { uid }, _event, out) => lookAtPod(context, out, uid, 'stopped')),
    tellStopped: on('pod.stopped', sync.tellStopped),
    reportEnded: step((context, worker, _event, out) => sync.report(context, worker, out, !is125(context.config))),
    refresh: step((context, worker, _event, out) => refresh(context, out, worker.pod)),
    requeue: step((context, worker) => sync.requeue(context, worker, 'sync-frequency-s')),
    requeueSoon: step((context, worker) => sync.requeue(context, worker, 'back-off-period-s')),
    requeueAfterBackOff: step((context, worker) => sync.requeueAfterBackOff(context, worker)),
    tellCancelled: step((context, worker, _event, out) => sync.tellCancelled(context, worker, out)),
    tellError: step((context, worker, _event, out) => sync.tellError(context, worker, out)),
    syncAgain: step((context, worker, _event, out) => sync.syncAgain(context, worker, out)),
    beginToEnd: step((context, worker, _event, out) => sync.beginToEnd(context, worker, out)),
    killFailed: step((context, worker, _event, out) => tasks.killFailed(context, worker, out)),
    allStopped: step((context, worker, _event, out) => sync.allStopped(context, worker, out)),
    waitForUnmount: step((context, worker) => void (worker.lasts = pollAfterUnmount(context, worker.uid))),
    tellFinished: step((_context, { uid }, _event, out) => out.raise(toPod(uid, { type: 'pod.finished' }))),
    bury: step((context, worker, _event, out) => sync.bury(context, worker, out)),
    armHousekeeping: step((context, _worker, _event, out) => armHousekeeping(context, out)),
    /** What was removed long before it ended was looked at then, and not again. */
    armIfRemoved: step((context, { removed }, _event, out) => {
      if (removed) armHousekeeping(context, out)
    })
  },
  guards: {
    wasOver: when(sync.wasOver),
    waitsForNamesake: when(sync.waitsForNamesake),
    seesStopped: when((_context, { fresh, stopped }) => fresh !== null && stopped !== null),
    seesEnding: when((_context, { fresh, ends }) => fresh !== null && ends),
    sees: when((_context, { fresh }) => fresh !== null),
    isOver: when(sync.isOver),
    hasDirectories: when((context, { uid }) => context.volumes.has(uid)),
    isMounted: when((context, { uid }) => isMounted(context, uid)),
    isPending: when((_context, { pending }) => pending),
    isSettled: when((context, { settled, uid }) => settled && context.pods.has(uid)),
    killsPod: when((_context, worker) => tasks.isNext(worker, 'kill-pod')),
    killsContainer: when((_context, worker) => tasks.isNext(worker, 'kill-container')),
    updatesContainer: when((_context, worker) => tasks.isNext(worker, 'update')),
    resets: when((_context, worker) => tasks.isNext(worker, 'reset')),
    removesContainer: when((_context, worker) => tasks.isNext(worker, 'remove-container')),
    needsDevices: when((_context, worker) => tasks.isNext(worker, 'devices')),
    needsSandbox: when((_context, worker) => tasks.isNext(worker, 'sandbox')),
    startsContainer: when((_context, worker) => tasks.isNext(worker, 'start')),
    isBackingOff: when(results.isBackingOff),
    hasErrors: when((_context, worker) => results.hasErrors(worker)),
    noneIsStopping: when((_context, { stopping }) => stopping.length === 0),
    hasNoSandbox: when((_context, { sandboxes }) => sandboxes.length === 0),
    killFailed: when((_context, { killError }) => killError !== ''),
    isOrphan: when((_context, { orphan }) => orphan !== null),
    /** Whether how a pod's containers ended is only told when nothing is left of it, as 1.25 does. */
    looksNoMore: when(({ config }) => is125(config)),
    /** What waits is told of the pod's end, in newer releases. */
    cancels: whenOn('pod.update', ({ config }, _worker, event) => !is125(config) && sync.ends(event)),
    isUnmounted: when((_context, { lasts }) => lasts === 0),
    hasFailed: whenOn(['sandbox.made', 'sandbox.stopped'], (_context, _worker, { reply }) => reply.error !== '')
  },
  delays: {
    'sync-frequency-s': wait((_context, { lasts }) => lasts / 1_000),
    'back-off-period-s': wait((_context, { lasts }) => lasts / 1_000),
    'container-backoff-initial-s': wait((_context, { lasts }) => lasts / 1_000),
    'pod-directories-latency-ms': wait((_context, { lasts }) => lasts / 1_000),
    'pod-attach-and-mount-retry-interval-ms': wait((_context, { lasts }) => lasts / 1_000),
    'pod-attach-and-mount-timeout-s': wait(({ config }) => duration(config, 'pod-attach-and-mount-timeout-s') / 1_000)
  }
}).createMachine({
  id: 'pod-worker',
  context: ({ input }) => input,
  initial: 'new',
  // While it works on one thing it only remembers that there is something newer.
  on: { 'pod.update': { actions: ['take', 'again'] } },
  states: {
    new: { always: { guard: 'wasOver', target: 'finished' }, on: { 'pod.update': { target: 'due', actions: 'take' } } },
    due: {
      always: [
        { guard: 'waitsForNamesake', target: 'blocked' },
        { target: 'looking', actions: 'begin' }
      ]
    },
    /** A static pod that was edited: the old one is still there. */
    blocked: {
      entry: 'requeueSoon',
      after: { 'back-off-period-s': { actions: 'syncAgain' } },
      on: { 'pod.update': { target: 'due', actions: 'take' } }
    },
    looking: {
      entry: 'beginLooking',
      always: [
        { guard: 'seesStopped', target: 'terminated', actions: 'see' },
        { guard: 'seesEnding', target: 'terminating', actions: 'see' },
        { guard: 'sees', target: 'syncing', actions: 'see' }
      ],
      on: { 'pod.look': { actions: 'look' } }
    },
    syncing: {
      initial: 'reporting',
      states: {
        reporting: {
          entry: 'report',
          always: [
            { guard: 'isOver', target: '#pod-worker.synced', actions: ['endByItself', 'again', 'endSync'] },
            { guard: 'hasDirectories', target: 'checking', actions: 'mirror' },
            { target: 'directories', actions: 'mirror' }
          ]
        },
        directories: {
          entry: 'makeDirectories',
          after: { 'pod-directories-latency-ms': { target: 'checking', actions: 'addVolumes' } }
        },
        checking: { always: [{ guard: 'isMounted', target: 'acting' }, { target: 'mounting' }] },
        mounting: {
          entry: 'waitForMount',
          initial: 'waiting',
          after: { 'pod-attach-and-mount-timeout-s': { target: '#pod-worker.failed', actions: 'giveUpMounting' } },
          on: {
            'pod.update': {
              guard: 'cancels',
              target: '#pod-worker.due',
              actions: ['take', 'doneWaiting', 'endSync', 'tellCancelled']
            }
          },
          states: {
            waiting: { on: { 'volumes.mounted': 'polling' } },
            polling: {
              entry: 'poll',
              after: {
                'pod-attach-and-mount-retry-interval-ms': {
                  target: '#pod-worker.syncing.acting',
                  actions: 'doneWaiting'
                }
              }
            }
          }
        },
        acting: {
          entry: 'plan',
          initial: 'next',
          states: {
            next: {
              always: [
                { guard: 'killsPod', target: 'killing-pod' },
                { guard: 'killsContainer', target: 'killing-container' },
                { guard: 'updatesContainer', target: 'updating-container' },
                { guard: 'resets', target: 'resetting' },
                { guard: 'removesContainer', target: 'removing-container' },
                { guard: 'needsDevices', target: 'preparing-devices' },
                { guard: 'needsSandbox', target: 'making-sandbox' },
                { guard: 'startsContainer', target: 'starting-container' },
                { guard: 'isBackingOff', target: '#pod-worker.backing-off', actions: 'conclude' },
                { guard: 'hasErrors', target: '#pod-worker.failed', actions: 'conclude' },
                { target: '#pod-worker.synced', actions: ['conclude', 'relistPod', 'endSync'] }
              ]
            },
            'killing-pod': stopping('killPod', {
              always: { target: '#pod-worker.syncing.acting.next', actions: 'killed' }
            }),
            'killing-container': killing('killContainer'),
            /** One of its containers goes on with other resources. */
            'updating-container': {
              entry: 'updateContainer',
              on: { 'container.updated': { target: 'next', actions: 'containerUpdated' } }
            },
            /** All its containers start anew, as one has ended by a rule that says so. */
            resetting: killing('killForReset'),
            'removing-container': {
              entry: 'removeContainer',
              on: { 'container.removed': { target: 'next', actions: 'containerRemoved' } }
            },
            /** What its claims hold is prepared by their drivers. */
            'preparing-devices': {
              entry: 'askForClaim',
              on: { 'claim.fetched': { target: 'next', actions: 'claimFetched' } }
            },
            'making-sandbox': {
              entry: 'runSandbox',
              on: {
                'sandbox.made': [
                  { guard: 'hasFailed', target: 'next', actions: 'sandboxFailed' },
                  { target: 'next', actions: 'sandboxMade' }
                ]
              }
            },
            'starting-container': {
              entry: 'startContainer',
              on: { 'container.done': { target: 'next', actions: 'startDone' } }
            }
          }
        }
      }
    },
    /** The pod is as it should be until its next sync. */
    synced: {
      entry: 'requeue',
      always: { guard: 'isPending', target: 'due' },
      after: {
        'sync-frequency-s': [
          { guard: 'isSettled', target: 'synced', reenter: true, actions: 'refresh' },
          { actions: 'syncAgain' }
        ]
      },
      on: { 'pod.update': { target: 'due', actions: 'take' } }
    },
    failed: {
      entry: ['endSync', 'tellError', 'requeueSoon'],
      always: { guard: 'isPending', target: 'due' },
      after: { 'back-off-period-s': { actions: 'syncAgain' } },
      on: { 'pod.update': { target: 'due', actions: 'take' } }
    },
    /** A container that crashed is not started yet: the pod is looked at again when its back-off is over. */
    'backing-off': {
      entry: ['requeueAfterBackOff', 'endSync', 'tellError'],
      always: { guard: 'isPending', target: 'due' },
      after: { 'container-backoff-initial-s': { actions: 'syncAgain' } },
      on: { 'pod.update': { target: 'due', actions: 'take' } }
    },
    terminating: {
      entry: 'beginToEnd',
      ...stopping('endContainers', {
        always: [
          { guard: 'killFailed', target: '#pod-worker.failed', actions: 'killFailed' },
          { guard: 'isOrphan', target: '#pod-worker.finished', actions: 'allStopped' },
          { guard: 'looksNoMore', target: '#pod-worker.synced', actions: ['allStopped', 'again', 'endSync'] },
          { target: '#pod-worker.telling' }
        ]
      })
    },
    /** All is stopped: how its containers ended is told before anything of them can go. */
    telling: {
      entry: 'lookAtStopped',
      on: { 'pod.stopped': { target: 'synced', actions: ['tellStopped', 'allStopped', 'again', 'endSync'] } }
    },
    terminated: {
      entry: ['reportEnded', 'waitForUnmount'],
      initial: 'checking',
      states: {
        checking: {
          always: [
            { guard: 'isUnmounted', target: '#pod-worker.finished', actions: ['tellFinished', 'armIfRemoved'] },
            { target: 'unmounting' }
          ]
        },
        unmounting: {
          after: {
            'pod-attach-and-mount-retry-interval-ms': {
              target: '#pod-worker.finished',
              actions: ['tellFinished', 'armHousekeeping']
            }
          }
        }
      }
    },
    finished: { on: { 'pod.update': { actions: 'remember' }, 'pod.finished': { actions: 'bury' } } }
  }
})

export const podWorkers: Chart<KubeletContext, Worker> = {
  machine,
  find: (context, uid) => context.workers.change(uid),
  items: (context) => context.workers
}
