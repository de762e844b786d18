import { setup } from 'xstate'
import { step, wait, when, type Chart, type Scope } from '../../../kernel/chart'
import type { SimEvent } from '../../../kernel/types'
import type { KubeletContext } from '../context'
import type { ProbeAnswer, ProbeEvent } from '../items'
import * as probes from './probe'
import type { Probe } from './probe'
import * as requests from './request'

type C = KubeletContext
type P = Probe
type Exec = Extract<ProbeEvent, { type: 'probe.exec' }>

/**
 * One probe of one container: at each tick it looks whether there is something to probe, asks, and counts the answers.
 * `succeeding` and `failing` say what the last answer was, `on-hold` that the container is to be restarted.
 * Models pkg/kubelet/prober/worker.go doProbe.
 */
const machine = setup({
  types: { context: {} as Scope<C, P>, events: {} as SimEvent, input: {} as Scope<C, P> },
  actions: {
    rearm: step<C, P, SimEvent>((context, probe, _event, out) => probes.rearm(context, probe, out)),
    again: step<C, P, SimEvent>((_context, probe) => void (probe.again = true)),
    adopt: step<C, P, SimEvent>((context, probe, _event, out) => probes.adopt(context, probe, out)),
    notRunning: step<C, P, SimEvent>((context, probe, _event, out) => probes.setResult(context, probe, out, 'failure')),
    callExec: step<C, P, SimEvent>((context, probe, _event, out) => requests.callExec(context, probe, out)),
    callNetwork: step<C, P, SimEvent>((context, probe, _event, out) => requests.callNetwork(context, probe, out)),
    execAnswered: step<C, P, Exec>((context, probe, { reply }, out) =>
      requests.execAnswered(context, probe, reply, out)
    ),
    networkAnswered: step<C, P, ProbeAnswer>(requests.networkAnswered),
    timedOut: step<C, P, SimEvent>((context, probe, _event, out) => requests.timedOut(context, probe, out)),
    makeUp: step<C, P, SimEvent>((_context, probe, _event, out) => requests.makeUp(probe, out)),
    remove: step<C, P, SimEvent>((context, probe, _event, out) => probes.remove(context, probe, out))
  },
  guards: {
    isPodOver: when<C, P, SimEvent>(probes.isPodOver),
    hasNoContainer: when<C, P, SimEvent>(probes.hasNoContainer),
    isNewContainer: when<C, P, SimEvent>(probes.isNewContainer),
    isNotRunning: when<C, P, SimEvent>((context, probe) => !probes.isRunning(context, probe)),
    isEarly: when<C, P, SimEvent>(probes.isEarly),
    isOthersTurn: when<C, P, SimEvent>(probes.isOthersTurn),
    isExec: when<C, P, SimEvent>((context, probe) => probes.specOf(context, probe)?.exec !== undefined),
    isVoid: when<C, P, Exec>((_context, _probe, { reply }) => requests.isVoid(reply)),
    isOwn: when<C, P, ProbeAnswer>((_context, { request }, { id }) => request === id),
    isHeld: when<C, P, SimEvent>((_context, { lastResult, run }) => lastResult === 'failure' && run === 0),
    isUnknown: when<C, P, SimEvent>((_context, { lastResult }) => lastResult === 'unknown'),
    hasFailed: when<C, P, SimEvent>((_context, { lastResult }) => lastResult === 'failure')
  },
  delays: {
    timeoutSeconds: wait<C, P>((context, probe) => (probes.specOf(context, probe)?.timeoutSeconds ?? 1) * 1_000)
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
        chosen: { always: [{ guard: 'isExec', target: 'exec' }, { target: 'network' }] },
        exec: {
          entry: 'callExec',
          on: {
            'probe.exec': [
              { guard: 'isVoid', target: '#probe.counted' },
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
  find: (context, key) => context.probes.get(key),
  items: (context) => context.probes
}
