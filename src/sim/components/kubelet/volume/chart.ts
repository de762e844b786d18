import { setup } from 'xstate'
import { items } from '../../../actions'
import type { Chart, Scope } from '../../../kernel/chart'
import type { KubeletContext } from '../context'
import type { VolumeEvent } from '../items'
import type { KubeletOwn } from '../messages'
import { mountChecks } from './later'
import { remount } from './remount'
import * as volumes from './volume'
import type { Volume } from './volume'

type C = KubeletContext
type V = Volume
const { step, on, when, whenOn, wait } = items<C, V, VolumeEvent, KubeletOwn>()

/**
 * One volume of a pod: the reconciler finds it, verifies that it is attached, mounts it with what the API gives, tries again
 * after a back-off, and unmounts it when the pod is over. Models pkg/kubelet/volumemanager/reconciler/reconciler.go.
 */
const machine = setup({
  types: { context: {} as Scope<C, V>, events: {} as VolumeEvent, input: {} as Scope<C, V> },
  actions: {
    verify: step((context, volume, _event, out) => volumes.verify(context, volume, out)),
    mount: step((context, volume, _event, out) => volumes.mount(context, volume, out)),
    got: on('volume.fetched', volumes.got),
    wait: step((_context, volume) => void (volume.lasts = 1_000_000)),
    setUp: step((context, volume) => volumes.setUp(context, volume)),
    mountFailed: on('volume.fetched', (context, volume, fetched, out) =>
      mountChecks().mountFailed(context, volume, fetched, out)
    ),
    askForVolume: step((context, volume, _event, out) => volumes.askForVolume(context, volume, out)),
    attach: step((context, volume, _event, out) => mountChecks().attach(context, volume, out)),
    attachHeard: on('volume.fetched', (context, volume, fetched, out) =>
      mountChecks().attachHeard(context, volume, fetched, out)
    ),
    stage: step((context, volume, _event, out) => mountChecks().stage(context, volume, out)),
    refused: on('volume.opened', (context, volume, { error }, out) => volumes.tryLater(context, volume, error, out)),
    refuse: step((context, volume, _event, out) => volumes.refuse(context, volume, out)),
    mounted: step((context, volume, _event, out) => volumes.mounted(context, volume, out)),
    remount: on('volume.fetched', remount),
    unmount: on('volume.unmount', (_context, volume, { lasts }) => void (volume.lasts = lasts)),
    tellUnmounted: step((context, volume, _event, out) => volumes.tellUnmounted(context, volume, out))
  },
  guards: {
    isWanted: when(volumes.isWanted),
    isRefused: when((context, volume) => volumes.refusal(context, volume) !== ''),
    isUnserved: when(volumes.isUnserved),
    isRemote: when(volumes.isRemote),
    isReachable: when((context, volume) => volume.needs.length === 0 && volumes.isRemote(context, volume)),
    isOpen: whenOn('volume.opened', (_context, _volume, { error }) => error === ''),
    isClaim: whenOn('volume.fetched', volumes.isClaim),
    isUnbound: whenOn('volume.fetched', volumes.isUnbound),
    needsNothing: when((_context, { needs }) => needs.length === 0),
    isGood: whenOn('volume.fetched', volumes.isGood),
    isLast: whenOn(
      'volume.fetched',
      (context, volume, fetched) =>
        volumes.isGood(context, volume, fetched) && volume.needs.every((other) => other === fetched.need)
    )
  },
  delays: {
    'volume-reconciler-period-ms': wait((_context, { lasts }) => lasts / 1_000),
    'mount-latency-ms': wait((_context, { lasts }) => lasts / 1_000),
    // nfs(5): a mount in the foreground is tried for two minutes.
    'mount.nfs retry': wait(() => 120_000),
    'volume-exponential-backoff': wait((_context, { lasts }) => lasts / 1_000)
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
          always: [
            { guard: 'isUnserved', target: 'calling' },
            { guard: 'isReachable', target: 'attaching' },
            { guard: 'isRefused', target: 'failed', actions: 'refuse' },
            { guard: 'needsNothing', target: '#volume.mounted' }
          ],
          on: {
            'volume.fetched': [
              { guard: 'isClaim', actions: ['got', 'askForVolume'] },
              { guard: 'isUnbound', target: 'failed', actions: 'wait' },
              { guard: 'isLast', target: 'given', actions: 'got' },
              { guard: 'isGood', actions: 'got' },
              { target: 'failed', actions: 'mountFailed' }
            ]
          }
        },
        given: { always: [{ guard: 'isRemote', target: 'attaching' }, { target: 'setting-up' }] },
        /** It lies elsewhere: the controllers have it attached to this machine. */
        attaching: {
          entry: 'attach',
          on: {
            'volume.fetched': { actions: 'attachHeard' },
            'volume.unattached': 'detached',
            'volume.attached': [{ guard: 'isUnserved', target: 'calling' }, { target: 'staging' }]
          }
        },
        detached: { after: { 'volume-exponential-backoff': { guard: 'isWanted', target: 'attaching' } } },
        /** Its driver and the machine's system mount it. */
        staging: {
          entry: 'stage',
          always: { guard: 'isRefused', target: 'failed', actions: 'refuse' },
          on: {
            'volume.opened': [
              { guard: 'isOpen', target: '#volume.mounted' },
              { target: 'failed', actions: 'refused' }
            ]
          }
        },
        /** `mount` asks a server that does not answer, again and again. */
        calling: { after: { 'mount.nfs retry': { target: 'failed', actions: 'refuse' } } },
        'setting-up': {
          entry: 'setUp',
          always: { guard: 'isUnserved', target: 'calling' },
          after: { 'mount-latency-ms': '#volume.mounted' }
        },
        failed: {
          after: { 'volume-exponential-backoff': { guard: 'isWanted', target: 'fetching' } },
          on: {
            'volume.fetched': [
              { guard: 'isClaim', actions: ['got', 'askForVolume'] },
              { guard: 'isGood', actions: 'got' },
              { target: 'failed', reenter: true, actions: 'mountFailed' }
            ]
          }
        }
      }
    },
    mounted: {
      entry: 'mounted',
      on: { 'volume.fetched': { guard: 'isGood', actions: 'remount' } }
    },
    unmounting: { after: { 'volume-reconciler-period-ms': 'unmounted' } },
    unmounted: { entry: 'tellUnmounted' }
  }
})

export const volumeChart: Chart<KubeletContext, Volume> = {
  machine,
  find: (context, key) => context.mounts.change(key),
  items: (context) => context.mounts
}
