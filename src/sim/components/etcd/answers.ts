import type { Micros } from '../../../base/time'
import type { EtcdContext, Watcher } from './context'
import type { EtcdClient, EtcdEvent, EtcdResponse, EtcdResult, EtcdWatchEvents, Outbox } from './messages'

/* What a member tells its clients: answers to requests, and what watches hear. */

const header = (context: EtcdContext) => ({
  revision: context.store.revision,
  raftTerm: context.raft.term,
  member: context.self,
  ...(context.cluster !== '' && { cluster: context.cluster })
})

/** CPU time is used: how long that takes beyond what an idle machine needs for it. */
export function charge(context: EtcdContext, out: Outbox, ms: number): Micros {
  context.cpuMs += ms
  return out.compute(ms)
}

export function respond(
  context: EtcdContext,
  out: Outbox,
  client: EtcdClient,
  id: number,
  result?: EtcdResult,
  error?: string,
  cause?: number,
  delay = 0
): void {
  const response: EtcdResponse = {
    type: 'etcd.response',
    id,
    header: header(context),
    ...(result ? { result } : {}),
    ...(error === undefined ? {} : { error })
  }
  out.send(client, response, { cause, delay })
}

/** One message per watch that has something to hear of these changes. */
export function notify(context: EtcdContext, out: Outbox, events: readonly EtcdEvent[], cause?: number): void {
  if (events.length === 0) return
  for (const watcher of context.watchers.values()) {
    if (events.length === 1) {
      if (concerns(watcher, events[0]!)) sendEvents(context, out, watcher, events, undefined, cause)
      continue
    }
    const heard = events.filter((event) => concerns(watcher, event))
    if (heard.length > 0) sendEvents(context, out, watcher, heard, undefined, cause)
  }
}

const concerns = ({ prefix, from }: Watcher, { kv }: EtcdEvent): boolean =>
  kv.modRevision >= from && kv.key.startsWith(prefix)

export function sendEvents(
  context: EtcdContext,
  out: Outbox,
  watcher: Watcher,
  events: readonly EtcdEvent[],
  more?: Partial<EtcdWatchEvents>,
  cause?: number
): void {
  const message: EtcdWatchEvents = {
    type: 'etcd.watch.events',
    id: watcher.id,
    revision: context.store.revision,
    events,
    ...more
  }
  out.send(watcher.client, message, { cause })
}
