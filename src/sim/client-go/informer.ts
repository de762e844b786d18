import type { Prng } from '../../base/prng'
import { setup } from 'xstate'
import { Table } from '../../base/table'
import type { Micros } from '../../base/time'
import type { KubeList, KubeObject } from '../api/types'
import type { WatchEvent } from '../components/kube-apiserver/messages'
import { items } from '../actions'
import { unborn, type Chart, type Item, type Scope } from '../kernel/chart'
import type { ProcessContext } from '../kernel/types'
import type { OutboxOf } from '../outbox'
import * as reflector from './reflector'
import type { ApiClient, ApiResult, TransportTimer } from './transport'

/**
 * A reflector with its store: LIST (resourceVersion=0), then WATCH from there; what it holds is what this process was
 * told, however stale. Its chart is `informerChart`.
 */
export interface Informer extends Item {
  /** Plural resource, the informer's name within its component. */
  readonly resource: string
  readonly fieldSelector: string
  readonly labelSelector: string
  readonly namespace: string
  readonly store: Table<KubeObject>
  /** Chance of its own, so that it changes nothing of what its component draws. */
  readonly rng?: Prng
  /** Of the last list, event or bookmark; empty before the first list. */
  resourceVersion: string
  /** It has listed once. */
  synced: boolean
  /** Lists with resourceVersion="" (from etcd): the version that it knows is gone, or not there yet. */
  fresh: boolean
  /** Stream of the list or watch that runs. */
  stream: number
  /** The running watch: when it was asked for, whether it was accepted, and whether it brought anything. */
  watchedAt: Micros
  opened: boolean
  received: boolean
  /** Back-offs in a row; forgotten after two quiet minutes, as the back-off manager does. */
  failures: number
  failedAt: Micros
  /** How long the running back-off is. */
  delay: Micros
}

/** What changed in a store. For an update both are given; for a delete `object` is the last state known. */
export interface Change {
  readonly resource: string
  readonly type: 'add' | 'update' | 'delete'
  readonly key: string
  readonly object: KubeObject
  readonly old?: KubeObject
}

/** A store has changed, in this order, or was filled by a list (`listed`). The store is as after the last change. */
export interface InformerChanged {
  readonly type: 'informer.changed'
  readonly resource: string
  readonly changes: readonly Change[]
  readonly listed: boolean
}

/** What an informer takes; `item` is its resource. */
export type InformerEvent = { readonly chart: 'informer'; readonly item: string } & (
  | { readonly type: 'informer.start' }
  | { readonly type: 'list.done'; readonly list: KubeList }
  /** The version that was asked for is compacted, or this server's cache has not come to it. */
  | { readonly type: 'list.expired' }
  | { readonly type: 'list.failed' }
  | { readonly type: 'watch.events'; readonly events: readonly WatchEvent[] }
  /** The stream has ended: the server's timeout, or the connection. */
  | { readonly type: 'watch.closed' }
  /** Nobody listens there, or the server is overloaded: watch again later. */
  | { readonly type: 'watch.refused' }
  | { readonly type: 'watch.failed' }
)

interface InformerRef {
  readonly kind: 'informer'
  readonly informer: string
}

export const createInformer = (
  resource: string,
  selector: { fieldSelector?: string; labelSelector?: string; namespace?: string } = {}
): Informer => ({
  ...unborn,
  resource,
  fieldSelector: selector.fieldSelector ?? '',
  labelSelector: selector.labelSelector ?? '',
  namespace: selector.namespace ?? '',
  store: new Table(),
  resourceVersion: '',
  synced: false,
  fresh: false,
  stream: 0,
  watchedAt: 0,
  opened: false,
  received: false,
  failures: 0,
  failedAt: 0,
  delay: 0
})

/** Starts listing and watching; does nothing to an informer that runs. */
export const startInformer = (informer: Informer, out: OutboxOf<InformerEvent>): void =>
  out.raise({ type: 'informer.start', chart: 'informer', item: informer.resource })

/** Leads an answer back to the informer that asked. False: it is not for an informer. */
export function informerResult(result: ApiResult, out: OutboxOf<InformerEvent>): boolean {
  const ref = result.ref as InformerRef | null
  if (ref === null || typeof ref !== 'object' || ref.kind !== 'informer') return false
  const address = { chart: 'informer', item: ref.informer } as const
  if (result.kind === 'watch') out.raise({ type: 'watch.events', ...address, events: result.events })
  else if (result.call.verb === 'watch') out.raise({ type: watchEnded(result), ...address })
  else if (result.kind === 'response' && result.code === 200)
    out.raise({ type: 'list.done', ...address, list: result.body as KubeList })
  else out.raise({ type: isExpired(result) ? 'list.expired' : 'list.failed', ...address })
  return true
}

/** Models reflector.go isWatchErrorRetriable. */
function watchEnded(result: ApiResult): 'watch.closed' | 'watch.refused' | 'watch.failed' {
  if (result.kind === 'response') return result.code === 429 ? 'watch.refused' : 'watch.failed'
  return result.kind === 'error' && result.error === 'connection refused' ? 'watch.refused' : 'watch.closed'
}

/** Gone, or "Too large resource version". Models isExpiredError and isTooLargeResourceVersionError. */
const isExpired = (result: ApiResult): boolean =>
  result.kind === 'response' && (result.code === 410 || (result.code === 504 && reflector.isTooLarge(result.body)))

/**
 * The chart of a component's informers. Each state takes the news that belong to it, and who leaves one gives up its
 * stream: what is reported twice is handled once.
 *
 * Models client-go/tools/cache/reflector.go ListAndWatch: a watch that ends is resumed from the last resourceVersion at
 * once; one that was refused, after a back-off; any other failure lists again after a back-off (800 ms doubling to 30 s,
 * with jitter).
 * @param informers where the component keeps them
 * @param clientOf the client that they ask with
 */
export function informerChart<C extends ProcessContext>(
  informers: { find: (context: C, resource: string) => Informer | undefined; all: (context: C) => Iterable<Informer> },
  clientOf: (context: C) => ApiClient
): Chart<C, Informer> {
  const { step, on, when, whenOn, wait } = items<
    C,
    Informer,
    InformerEvent,
    InformerEvent | InformerChanged | TransportTimer
  >()
  const machine = setup({
    types: { context: {} as Scope<C, Informer>, events: {} as InformerEvent, input: {} as Scope<C, Informer> },
    actions: {
      list: step((context, informer, _event, out) => reflector.list(informer, clientOf(context), context, out)),
      watch: step((context, informer, _event, out) => reflector.watch(informer, clientOf(context), context, out)),
      giveUp: step((context, informer, _event, out) => reflector.giveUp(informer, clientOf(context), out)),
      replace: on('list.done', (_context, informer, { list }, out) => {
        const changes = reflector.replace(informer, list)
        out.raise(changed(informer, changes, true))
      }),
      apply: on('watch.events', (_context, informer, { events }, out) => {
        const changes = reflector.apply(informer, events)
        if (changes.length > 0) out.raise(changed(informer, changes, false))
      }),
      forgetVersion: step((_context, informer) => void (informer.fresh = true)),
      backOff: step((context, informer) => reflector.backOff(informer, context))
    },
    guards: {
      hasVersion: when((_context, { fresh }) => !fresh),
      endsOverloaded: whenOn('watch.events', (_context, _informer, { events }) => reflector.errorIn(events) === 429),
      endsInError: whenOn('watch.events', (_context, _informer, { events }) => reflector.errorIn(events) !== 0),
      wasShort: when((context, informer) => reflector.wasShort(informer, context))
    },
    delays: { 'reflector-backoff': wait((_context, { delay }) => delay / 1_000) }
  }).createMachine({
    id: 'informer',
    context: ({ input }) => input,
    initial: 'stopped',
    states: {
      stopped: { on: { 'informer.start': 'listing' } },
      listing: {
        entry: 'list',
        exit: 'giveUp',
        on: {
          'list.done': { target: 'watching', actions: 'replace' },
          'list.expired': [
            { guard: 'hasVersion', target: 'listing', reenter: true, actions: 'forgetVersion' },
            { target: 'waiting' }
          ],
          'list.failed': 'waiting'
        }
      },
      watching: {
        entry: 'watch',
        exit: 'giveUp',
        on: {
          'watch.events': [
            { guard: 'endsOverloaded', target: 'waiting.watch', actions: 'apply' },
            { guard: 'endsInError', target: 'waiting', actions: 'apply' },
            { actions: 'apply' }
          ],
          'watch.closed': [
            { guard: 'wasShort', target: 'waiting' },
            { target: 'watching', reenter: true }
          ],
          'watch.refused': 'waiting.watch',
          'watch.failed': 'waiting'
        }
      },
      waiting: {
        entry: 'backOff',
        initial: 'list',
        states: {
          list: { after: { 'reflector-backoff': '#informer.listing' } },
          watch: { after: { 'reflector-backoff': '#informer.watching' } }
        }
      }
    }
  })
  return {
    machine,
    find: informers.find,
    items: function* (context) {
      for (const informer of informers.all(context)) yield [informer.resource, informer] as const
    }
  }
}

const changed = ({ resource }: Informer, changes: readonly Change[], listed: boolean): InformerChanged => ({
  type: 'informer.changed',
  resource,
  changes,
  listed
})
