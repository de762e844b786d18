import { setup } from 'xstate'
import { items } from '../../../actions'
import type { Chart, Scope } from '../../../kernel/chart'
import type { KubeletContext } from '../context'
import type { ProbeEvent } from '../items'
import type { KubeletOwn } from '../messages'
import * as probes from './probe'
import type { Probe } from './probe'
import * as requests from './request'

type C = KubeletContext
type P = Probe
const { step, on, when, whenOn, wait } = items<C, P, ProbeEvent, KubeletOwn>()

/**
 * One probe of one container: at each tick it looks whether there is something to probe, asks, and counts the answers.
 * `succeeding` and `failing` say what the last answer was, `on-hold` that the container is to be restarted.
 * Models pkg/kubelet/prober/worker.go doProbe.
 */
const machine = setup({
  types: { context: {} as Scope<C, P>, events: {} as ProbeEvent, input: {} as Scope<C, P> },
  actions: {
    rearm: step((context, probe, _event, out) => probes.rearm(context, probe, out)),
    again: step((_context, probe) => void (probe.again = true)),
    adopt: step((context, probe, _event, out) => probes.adopt(context, probe, out)),
    notRunning: step((context, probe, _event, out) => probes.setResult(context, probe, out, 'failure')),
    callExec: step((context, probe, _event, out) => requests.callExec(context, probe, out)),
    callNetwork: step((context, probe, _event, out) => requests.callNetwork(context, probe, out)),
    execAnswered: on('probe.exec', (context, probe, { reply }, out) =>
      requests.execAnswered(context, probe, reply, out)
    ),
    noAnswer: on('probe.exec', (context, probe, { reply }, out) => requests.noAnswer(context, probe, reply, out)),
    errored: on('probe.exec', (context, probe, { reply }, out) => requests.errored(context, probe, reply.error, out)),
    portUnnamed: step((context, probe, _event, out) => requests.portUnnamed(context, probe, out)),
    networkAnswered: on('probe.answer', requests.networkAnswered),
    timedOut: step((context, probe, _event, out) => requests.timedOut(context, probe, out)),
    makeUp: step((_context, probe, _event, out) => requests.makeUp(probe, out)),
    remove: step((context, probe, _event, out) => probes.remove(context, probe, out))
  },
  guards: {
    isPodOver: when(probes.isPodOver),
    hasNoContainer: when(probes.hasNoContainer),
    isNewContainer: when(probes.isNewContainer),
    isNotRunning: when((context, probe) => !probes.isRunning(context, probe)),
    isEarly: when(probes.isEarly),
    isOthersTurn: when(probes.isOthersTurn),
    isExec: when((context, probe) => probes.specOf(context, probe)?.exec !== undefined),
    isVoid: whenOn('probe.exec', (_context, _probe, { reply }) => requests.isVoid(reply)),
    isTriedAgain: whenOn(
      'probe.exec',
      (context, probe, { reply }) => requests.isVoid(reply) && requests.mayTryAgain(context, probe)
    ),
    isUnnamed: when(requests.isUnnamed),
    isOwn: whenOn('probe.answer', (_context, { request }, { id }) => request === id),
    isHeld: when((_context, { lastResult, run }) => lastResult === 'failure' && run === 0),
    isUnknown: when((_context, { lastResult }) => lastResult === 'unknown'),
    hasFailed: when((_context, { lastResult }) => lastResult === 'failure')
  },
  delays: {
    timeoutSeconds: wait((context, probe) => (probes.specOf(context, probe)?.timeoutSeconds ?? 1) * 1_000)
  }
}).createMachine({
  id: 'probe',
  context: ({ input }) => input,
  initial: 'waiting',
  on: {
    'probe.tick': { target: '.checking', actions: 'rearm' },
    'probe.now': { target: '.checking' }
  },
  states: {
    /** For a container that runs, and for its turn. */
    waiting: {},
    'initial-delay': {},
    checking: {
      always: [
        { guard: 'isPodOver', target: 'removed' },
        { guard: 'hasNoContainer', target: 'waiting' },
        { guard: 'isNewContainer', target: 'checking', reenter: true, actions: 'adopt' },
        { guard: 'isNotRunning', target: 'waiting', actions: 'notRunning' },
        { guard: 'isEarly', target: 'initial-delay' },
        { guard: 'isOthersTurn', target: 'waiting' },
        { target: 'probing' }
      ]
    },
    probing: {
      initial: 'chosen',
      on: { 'probe.tick': { actions: ['rearm', 'again'] }, 'probe.now': { actions: 'again' } },
      states: {
        chosen: {
          always: [
            { guard: 'isExec', target: 'exec' },
            { guard: 'isUnnamed', target: '#probe.counted', actions: 'portUnnamed' },
            { target: 'network' }
          ]
        },
        exec: {
          entry: 'callExec',
          on: {
            'probe.exec': [
              { guard: 'isTriedAgain', target: 'exec', reenter: true, actions: 'noAnswer' },
              { guard: 'isVoid', target: '#probe.counted', actions: ['noAnswer', 'errored'] },
              { target: '#probe.counted', actions: 'execAnswered' }
            ]
          }
        },
        network: {
          entry: 'callNetwork',
          after: { timeoutSeconds: { target: '#probe.counted', actions: 'timedOut' } },
          on: { 'probe.answer': { guard: 'isOwn', target: '#probe.counted', actions: 'networkAnswered' } }
        }
      }
    },
    counted: {
      entry: 'makeUp',
      always: [
        { guard: 'isHeld', target: 'on-hold' },
        { guard: 'hasFailed', target: 'failing' },
        { guard: 'isUnknown', target: 'waiting' },
        { target: 'succeeding' }
      ]
    },
    succeeding: {},
    failing: {},
    'on-hold': {
      on: {
        'probe.tick': [
          { guard: 'isPodOver', target: 'removed' },
          { guard: 'isNewContainer', target: 'checking', actions: 'rearm' },
          { actions: 'rearm' }
        ],
        'probe.now': [
          { guard: 'isPodOver', target: 'removed' },
          { guard: 'isNewContainer', target: 'checking' }
        ]
      }
    },
    removed: { type: 'final', entry: 'remove' }
  }
})

export const probeChart: Chart<KubeletContext, Probe> = {
  machine,
  find: (context, key) => context.probes.change(key),
  items: (context) => context.probes
}
