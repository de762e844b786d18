import { setup } from 'xstate'
import { step, wait, when, type Chart, type Scope } from '../../../kernel/chart'
import type { SimEvent } from '../../../kernel/types'
import type { KubeletContext } from '../context'
import type { VolumeEvent } from '../items'
import * as volumes from './volume'
import type { Volume } from './volume'

type C = KubeletContext
type V = Volume
type Fetched = Extract<VolumeEvent, { type: 'volume.fetched' }>
type Unmount = Extract<VolumeEvent, { type: 'volume.unmount' }>

/**
 * One volume of a pod: the reconciler finds it, verifies that it is attached, mounts it with what the API gives, tries again
 * after a back-off, and unmounts it when the pod is over. Models pkg/kubelet/volumemanager/reconciler/reconciler.go.
 */
const machine = setup({
  types: { context: {} as Scope<C, V>, events: {} as SimEvent, input: {} as Scope<C, V> },
  actions: {
    verify: step<C, V, SimEvent>((context, volume, _event, out) => volumes.verify(context, volume, out)),
    mount: step<C, V, SimEvent>((context, volume, _event, out) => volumes.mount(context, volume, out)),
    got: step<C, V, Fetched>((_context, volume, { need }) => volumes.got(volume, need)),
    setUp: step<C, V, SimEvent>((context, volume) => volumes.setUp(context, volume)),
    mountFailed: step<C, V, Fetched>(volumes.mountFailed),
    mounted: step<C, V, SimEvent>((context, volume, _event, out) => volumes.mounted(context, volume, out)),
    unmount: step<C, V, Unmount>((_context, volume, { lasts }) => void (volume.lasts = lasts))
  },
  guards: {
    isWanted: when<C, V, SimEvent>(volumes.isWanted),
    needsNothing: when<C, V, SimEvent>((_context, { needs }) => needs.length === 0),
    isGood: when<C, V, Fetched>((_context, _volume, { result }) => volumes.isGood(result)),
    isLast: when<C, V, Fetched>(
      (_context, { needs }, { need, result }) => volumes.isGood(result) && needs.every((other) => other === need)
    )
  },
  delays: {
    'volume-reconciler-period-ms': wait<C, V>((_context, { lasts }) => lasts / 1_000),
    'mount-latency-ms': wait<C, V>((_context, { lasts }) => lasts / 1_000),
    'volume-exponential-backoff': wait<C, V>((_context, { lasts }) => lasts / 1_000)
  }
}).createMachine({
  id: 'volume',
  context: ({ input }) => input,
  initial: 'to-be-mounted',
  on: { 'volume.unmount': { target: '.unmounting', actions: 'unmount' } },
  states: {
    'to-be-mounted': {
      initial: 'found',
      states: {
        found: { after: { 'volume-reconciler-period-ms': { guard: 'isWanted', target: 'verified' } } },
        verified: {
          entry: 'verify',
          after: { 'volume-reconciler-period-ms': { guard: 'isWanted', target: '#volume.mounting' } }
        }
      }
    },
    mounting: {
      initial: 'fetching',
      states: {
        /** What the API has to give is asked for. */
        fetching: {
          entry: 'mount',
          always: { guard: 'needsNothing', target: '#volume.mounted' },
          on: {
            'volume.fetched': [
              { guard: 'isLast', target: 'setting-up', actions: 'got' },
              { guard: 'isGood', actions: 'got' },
              { target: 'failed', actions: 'mountFailed' }
            ]
          }
        },
        'setting-up': { entry: 'setUp', after: { 'mount-latency-ms': '#volume.mounted' } },
        failed: {
          after: { 'volume-exponential-backoff': { guard: 'isWanted', target: 'fetching' } },
          on: {
            'volume.fetched': [
              { guard: 'isGood', actions: 'got' },
              { target: 'failed', reenter: true, actions: 'mountFailed' }
            ]
          }
        }
      }
    },
    mounted: { entry: 'mounted' },
    unmounting: { after: { 'volume-reconciler-period-ms': 'unmounted' } },
    unmounted: {}
  }
})

export const volumeChart: Chart<KubeletContext, Volume> = {
  machine,
  find: (context, key) => context.mounts.get(key),
  items: (context) => context.mounts
}
