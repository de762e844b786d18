import { setup } from 'xstate'
import { step, wait, when, type Chart, type Scope } from '../../../kernel/chart'
import type { SimEvent } from '../../../kernel/types'
import type { KubeletContext } from '../context'
import { toContainer, type ContainerEvent, type HookDone, type KillContainer, type RuntimeReply } from '../items'
import { podOf, specOf, type Container } from './container'
import { hookResult, runHook } from './hooks'
import * as image from './image'
import * as start from './start'
import * as stop from './stop'

type C = KubeletContext
type I = Container
type Of<T extends ContainerEvent['type']> = Extract<ContainerEvent, { type: T }>

/** The command of the hook that runs: an answer to it is told as what came of the hook. */
const tellHook = (which: 'preStop' | 'postStart') =>
  step<C, I, RuntimeReply>((context, container, { reply }, out) => {
    const command = specOf(podOf(context, container), container)?.lifecycle?.[which]?.exec?.command ?? []
    out.raise(toContainer(container.key, hookResult(command, reply)))
  })

/**
 * What the kubelet does with one container of a pod, over all its restarts. Its pod's worker has it started and stopped, one
 * container after the other, and hears of the end of each. Models pkg/kubelet/kuberuntime/kuberuntime_container.go and
 * pkg/kubelet/images/image_manager.go.
 */
const machine = setup({
  types: { context: {} as Scope<C, I>, events: {} as SimEvent, input: {} as Scope<C, I> },
  actions: {
    tellBackOff: step<C, I, SimEvent>((context, container, _event, out) => start.tellBackOff(context, container, out)),
    countTry: step<C, I, SimEvent>((context, container) => start.countTry(context, container)),
    invalidName: step<C, I, SimEvent>((context, container, _event, out) => image.invalidName(context, container, out)),
    inspect: step<C, I, SimEvent>((context, container, _event, out) => image.inspect(context, container, out)),
    inspectFailed: step<C, I, RuntimeReply>((context, container, { reply }, out) =>
      image.inspectFailed(context, container, reply, out)
    ),
    tellPresent: step<C, I, SimEvent>((context, container, _event, out) => image.tellPresent(context, container, out)),
    neverPulled: step<C, I, SimEvent>((context, container, _event, out) => image.neverPulled(context, container, out)),
    tellPullBackOff: step<C, I, SimEvent>((context, container, _event, out) =>
      image.tellPullBackOff(context, container, out)
    ),
    askForPull: step<C, I, SimEvent>((context, container, _event, out) => image.askForPull(context, container, out)),
    pulled: step<C, I, RuntimeReply>(image.pulled),
    pullFailed: step<C, I, RuntimeReply>((context, container, { reply }, out) =>
      image.pullFailed(context, container, reply, out)
    ),
    listNeeds: step<C, I, SimEvent>((context, container) => start.listNeeds(context, container)),
    fetchNeed: step<C, I, SimEvent>((context, container, _event, out) => start.fetchNeed(context, container, out)),
    hasNeed: step<C, I, SimEvent>((_context, container) => void container.needs.shift()),
    needFailed: step<C, I, Of<'config.result'>>((context, container, { result }, out) =>
      start.needFailed(context, container, result, out)
    ),
    create: step<C, I, SimEvent>((context, container, _event, out) => start.create(context, container, out)),
    created: step<C, I, RuntimeReply>((context, container, { reply }, out) =>
      start.created(context, container, reply, out)
    ),
    createFailed: step<C, I, RuntimeReply>((context, container, { reply }, out) =>
      start.createFailed(context, container, reply, out)
    ),
    start: step<C, I, SimEvent>((context, container, _event, out) => start.start(context, container, out)),
    started: step<C, I, SimEvent>((context, container, _event, out) => start.started(context, container, out)),
    startFailed: step<C, I, RuntimeReply>((context, container, { reply }, out) =>
      start.startFailed(context, container, reply, out)
    ),
    runPostStart: step<C, I, SimEvent>((context, container, _event, out) =>
      runHook(context, out, container, 'postStart')
    ),
    tellPostStart: tellHook('postStart'),
    postStartFailed: step<C, I, HookDone>(stop.postStartFailed),
    done: step<C, I, SimEvent>((_context, container, _event, out) => start.done(container, out)),
    seen: step<C, I, Of<'container.seen'>>(
      (_context, container, { containerId }) => void (container.containerId = containerId)
    ),
    beginKill: step<C, I, KillContainer>(stop.beginKill),
    runPreStop: step<C, I, SimEvent>((context, container, _event, out) => stop.runPreStop(context, container, out)),
    tellPreStop: tellHook('preStop'),
    preStopOver: step<C, I, HookDone>(stop.preStopOver),
    preStopTimedOut: step<C, I, SimEvent>((context, container, _event, out) =>
      stop.preStopTimedOut(context, container, out)
    ),
    stop: step<C, I, SimEvent>((context, container, _event, out) => stop.stop(context, container, out)),
    stopOver: step<C, I, RuntimeReply>((_context, container, { reply }, out) => stop.stopOver(container, reply, out))
  },
  guards: {
    isInBackOff: when<C, I, SimEvent>(start.isInBackOff),
    nameIsInvalid: when<C, I, SimEvent>(image.nameIsInvalid),
    hasFailed: when<C, I, RuntimeReply>((_context, _container, { reply }) => reply.error !== ''),
    isPresent: when<C, I, RuntimeReply>(image.isPresent),
    isNeverPulled: when<C, I, SimEvent>(image.isNeverPulled),
    isInPullBackOff: when<C, I, SimEvent>(image.isInPullBackOff),
    needsNothing: when<C, I, SimEvent>((_context, { needs }) => needs.length === 0),
    isGood: when<C, I, Of<'config.result'>>((_context, _container, { result }) => start.isGood(result)),
    hasPostStart: when<C, I, SimEvent>(start.hasPostStart),
    hookFailed: when<C, I, HookDone>((_context, _container, { error }) => error !== ''),
    runs: when<C, I, Of<'container.seen'>>((_context, _container, { runs }) => runs),
    hasPreStop: when<C, I, SimEvent>(stop.hasPreStop),
    isStopped: when<C, I, RuntimeReply>((_context, _container, { reply }) => stop.isStopped(reply))
  },
  delays: {
    terminationGracePeriodSeconds: wait<C, I>((_context, container) => stop.graceSecondsOf(container) * 1_000)
  }
}).createMachine({
  id: 'container',
  context: ({ input }) => input,
  initial: 'waiting',
  on: {
    'container.start': [
      { guard: 'isInBackOff', target: '.back-off', actions: 'tellBackOff' },
      { target: '.pulling', actions: 'countTry' }
    ],
    'container.kill': { target: '.stopping', actions: 'beginKill' },
    'container.seen': [
      { guard: 'runs', target: '.running', actions: 'seen' },
      { target: '.exited', actions: 'seen' }
    ],
    // A preStop hook that took longer than it may.
    'hook.replied': { actions: 'tellPreStop' },
    'hook.done': { actions: 'preStopOver' }
  },
  states: {
    /** Not started yet, or it could not be. */
    waiting: {},
    /** It has failed, or its image could not be had: the next try comes later. */
    'back-off': {},
    pulling: {
      initial: 'named',
      states: {
        named: {
          always: [
            { guard: 'nameIsInvalid', target: '#container.waiting', actions: 'invalidName' },
            { target: 'inspecting' }
          ]
        },
        inspecting: {
          entry: 'inspect',
          on: {
            'image.status': [
              { guard: 'hasFailed', target: '#container.waiting', actions: 'inspectFailed' },
              { guard: 'isPresent', target: '#container.creating', actions: 'tellPresent' },
              { guard: 'isNeverPulled', target: '#container.waiting', actions: 'neverPulled' },
              { guard: 'isInPullBackOff', target: '#container.back-off', actions: 'tellPullBackOff' },
              { target: 'pulling', actions: 'askForPull' }
            ]
          }
        },
        pulling: {
          on: {
            'image.pulled': [
              { guard: 'hasFailed', target: '#container.back-off', actions: 'pullFailed' },
              { target: '#container.creating', actions: 'pulled' }
            ]
          }
        }
      }
    },
    creating: {
      entry: 'listNeeds',
      initial: 'configuring',
      states: {
        configuring: { always: [{ guard: 'needsNothing', target: 'creating' }, { target: 'fetching' }] },
        /** Waits for a ConfigMap or Secret. */
        fetching: {
          entry: 'fetchNeed',
          on: {
            'config.result': [
              { guard: 'isGood', target: 'configuring', actions: 'hasNeed' },
              { target: '#container.waiting', actions: 'needFailed' }
            ]
          }
        },
        creating: {
          entry: 'create',
          on: {
            'container.created': [
              { guard: 'hasFailed', target: '#container.waiting', actions: 'createFailed' },
              { target: '#container.starting', actions: 'created' }
            ]
          }
        }
      }
    },
    starting: {
      initial: 'starting',
      states: {
        starting: {
          entry: 'start',
          on: {
            'container.started': [
              { guard: 'hasFailed', target: '#container.waiting', actions: 'startFailed' },
              { guard: 'hasPostStart', target: 'post-start', actions: 'started' },
              { target: '#container.running', actions: ['started', 'done'] }
            ]
          }
        },
        'post-start': {
          entry: 'runPostStart',
          on: {
            'hook.replied': { actions: 'tellPostStart' },
            'hook.done': [
              { guard: 'hookFailed', target: '#container.stopping', actions: 'postStartFailed' },
              { target: '#container.running', actions: 'done' }
            ]
          }
        }
      }
    },
    running: { on: { 'container.died': 'exited' } },
    stopping: {
      initial: 'asked',
      states: {
        asked: { always: [{ guard: 'hasPreStop', target: 'pre-stop' }, { target: 'stopping' }] },
        'pre-stop': {
          entry: 'runPreStop',
          after: { terminationGracePeriodSeconds: { target: 'stopping', actions: 'preStopTimedOut' } },
          on: {
            'hook.replied': { actions: 'tellPreStop' },
            'hook.done': { target: 'stopping', actions: 'preStopOver' }
          }
        },
        stopping: {
          entry: 'stop',
          on: {
            'stop.replied': [
              { guard: 'isStopped', target: '#container.exited', actions: 'stopOver' },
              { target: '#container.running', actions: 'stopOver' }
            ]
          }
        }
      }
    },
    exited: {}
  }
})

export const containers: Chart<KubeletContext, Container> = {
  machine,
  find: (context, key) => context.containers.get(key),
  items: (context) => context.containers
}
