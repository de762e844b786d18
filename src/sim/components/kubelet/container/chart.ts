import { setup } from 'xstate'
import { items } from '../../../actions'
import type { Chart, Scope } from '../../../kernel/chart'
import type { KubeletContext } from '../context'
import { tellExecFailed } from '../exec-failed'
import { toContainer, type ContainerEvent, type RuntimeReply } from '../items'
import type { KubeletOwn } from '../messages'
import { podOf, specOf, type Container } from './container'
import { hooks, runPostStart } from './hooks-later'
import { credentials } from './credentials-later'
import { isVolume } from './image-volume-specs'
import { imageVolumes, lacksVolume } from './image-volumes-later'
import * as image from './image'
import * as secrets from './pull-secrets'
import * as start from './start'
import * as stop from './stop'

type C = KubeletContext
type I = Container
const { step, on, when, whenOn, wait } = items<C, I, ContainerEvent, KubeletOwn>()

const replies = [
  'image.status',
  'image.pulled',
  'container.created',
  'container.started',
  'stop.replied',
  'hook.replied'
] as const satisfies readonly RuntimeReply['type'][]

/** The command of the hook that runs: an answer to it is told as what came of the hook. */
const tellHook = (which: 'preStop' | 'postStart') =>
  on(replies, (context, container, { reply }, out) => {
    const command = specOf(podOf(context, container), container)?.lifecycle?.[which]?.exec?.command ?? []
    if (reply.error !== '') tellExecFailed(context, out, container.containerId, command, reply.error)
    out.raise(toContainer(container.key, hooks().hookResult(command, reply)))
  })

/**
 * What the kubelet does with one container of a pod, over all its restarts. Its pod's worker has it started and stopped, one
 * container after the other, and hears of the end of each. Models pkg/kubelet/kuberuntime/kuberuntime_container.go and
 * pkg/kubelet/images/image_manager.go.
 */
const machine = setup({
  types: { context: {} as Scope<C, I>, events: {} as ContainerEvent, input: {} as Scope<C, I> },
  actions: {
    tellBackOff: step((context, container, _event, out) => start.tellBackOff(context, container, out)),
    countTry: step((context, container) => start.countTry(context, container)),
    lacksVolume: step((context, container, _event, out) => imageVolumes().refuse(context, container, out)),
    listPullSecrets: step((context, container) => secrets.listPullSecrets(context, container)),
    hasPullSecret: on('config.result', (context, container, { result }, out) =>
      credentials().hasPullSecret(context, container, result, out)
    ),
    invalidName: step((context, container, _event, out) => image.invalidName(context, container, out)),
    inspect: step((context, container, _event, out) => image.inspect(context, container, out)),
    inspectFailed: on(replies, (context, container, { reply }, out) =>
      image.inspectFailed(context, container, reply, out)
    ),
    tellPresent: step((context, container, _event, out) => image.tellPresent(context, container, out)),
    neverPulled: step((context, container, _event, out) => image.neverPulled(context, container, out)),
    tellPullBackOff: step((context, container, _event, out) => image.tellPullBackOff(context, container, out)),
    askForPull: step((context, container, _event, out) => image.askForPull(context, container, out)),
    pulled: on(replies, image.pulled),
    pullFailed: on(replies, (context, container, { reply }, out) => image.pullFailed(context, container, reply, out)),
    listNeeds: step((context, container) => start.listNeeds(context, container)),
    fetchNeed: step((context, container, _event, out) => start.fetchNeed(context, container, out)),
    hasNeed: on('config.result', (_context, container, { result }) => start.hasNeed(container, result)),
    needFailed: on('config.result', (context, container, { result }, out) =>
      start.needFailed(context, container, result, out)
    ),
    create: step((context, container, _event, out) => start.create(context, container, out)),
    created: on(replies, (context, container, { reply }, out) => start.created(context, container, reply, out)),
    createFailed: on(replies, (context, container, { reply }, out) =>
      start.createFailed(context, container, reply, out)
    ),
    start: step((context, container, _event, out) => start.start(context, container, out)),
    started: step((context, container, _event, out) => start.started(context, container, out)),
    startFailed: on(replies, (context, container, { reply }, out) => start.startFailed(context, container, reply, out)),
    runPostStart: step((context, container, _event, out) => runPostStart(context, out, container)),
    tellPostStart: tellHook('postStart'),
    postStartFailed: on('hook.done', stop.postStartFailed),
    done: step((_context, container, _event, out) => start.done(container, out)),
    seen: on('container.seen', (_context, container, { containerId }) => void (container.containerId = containerId)),
    beginKill: on('container.kill', stop.beginKill),
    runPreStop: step((context, container, _event, out) => stop.runPreStop(context, container, out)),
    tellPreStop: tellHook('preStop'),
    preStopOver: on('hook.done', stop.preStopOver),
    preStopTimedOut: step((context, container, _event, out) => stop.preStopTimedOut(context, container, out)),
    stop: step((context, container, _event, out) => stop.stop(context, container, out)),
    stopOver: on(replies, (_context, container, { reply }, out) => stop.stopOver(container, reply, out))
  },
  guards: {
    isInBackOff: when(start.isInBackOff),
    hasNoPullSecrets: when(secrets.hasNoPullSecrets),
    isLastNeed: when(secrets.isLastNeed),
    nameIsInvalid: when(image.nameIsInvalid),
    hasFailed: whenOn(replies, (_context, _container, { reply }) => reply.error !== ''),
    isPresent: whenOn(replies, image.isPresent),
    isVolume: when((_context, container) => isVolume(container)),
    volumeIsPresent: whenOn(
      replies,
      (context, container, event) => isVolume(container) && image.isPresent(context, container, event)
    ),
    lacksVolume: when(lacksVolume),
    isNeverPulled: when(image.isNeverPulled),
    isInPullBackOff: when(image.isInPullBackOff),
    needsNothing: when((_context, { needs }) => needs.length === 0),
    isGood: whenOn('config.result', (context, container, { result }) => start.isGood(context, container, result)),
    hasPostStart: when(start.hasPostStart),
    hookFailed: whenOn('hook.done', (_context, _container, { error }) => error !== ''),
    runs: whenOn('container.seen', (_context, _container, { runs }) => runs),
    hasPreStop: when(stop.hasPreStop),
    isStopped: whenOn(replies, (_context, _container, { reply }) => stop.isStopped(reply))
  },
  delays: {
    terminationGracePeriodSeconds: wait((_context, container) => stop.graceSecondsOf(container) * 1_000)
  }
}).createMachine({
  id: 'container',
  context: ({ input }) => input,
  initial: 'waiting',
  on: {
    'container.start': [
      { guard: 'isInBackOff', target: '.back-off', actions: 'tellBackOff' },
      { guard: 'lacksVolume', target: '.waiting', actions: ['countTry', 'lacksVolume'] },
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
            { guard: 'hasNoPullSecrets', target: 'inspecting' },
            { target: 'authorizing', actions: 'listPullSecrets' }
          ]
        },
        /** Waits for the Secrets that hold its pod's credentials. */
        authorizing: {
          entry: 'fetchNeed',
          on: {
            'config.result': [
              { guard: 'isLastNeed', target: 'inspecting', actions: 'hasPullSecret' },
              { target: 'authorizing', reenter: true, actions: 'hasPullSecret' }
            ]
          }
        },
        inspecting: {
          entry: 'inspect',
          on: {
            'image.status': [
              { guard: 'hasFailed', target: '#container.waiting', actions: 'inspectFailed' },
              { guard: 'volumeIsPresent', target: '#container.waiting', actions: ['tellPresent', 'done'] },
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
              { guard: 'isVolume', target: '#container.waiting', actions: ['pulled', 'done'] },
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
  find: (context, key) => context.containers.change(key),
  items: (context) => context.containers
}
