import type { ItemEvent } from '../../kernel/chart'
import type { KeyValue } from '../etcd/messages'
import type { Request } from './context'
import type { ApiResponse, HttpAnswer } from './messages'

/** What the charts of this server hear: of a request, of a client's watch, of a resource's cache. */

/** What a request is answered. */
export interface Answered {
  readonly type: 'request.answer'
  readonly code: number
  readonly body: ApiResponse['body']
  readonly warnings: readonly string[]
  /** The request as it was served. */
  readonly request: Request
  /** What stands on the wire, if that is not said by the body. */
  readonly http?: HttpAnswer
}

/** `item` is the connection and the stream of it. */
export type RequestEvent = ItemEvent & { readonly chart: 'request' } & (
    | {
        readonly type:
          | 'request.begin'
          | 'request.queued'
          | 'request.seated'
          | 'request.asks'
          | 'request.hooked'
          | 'request.proxied'
          | 'request.streams'
          | 'request.written'
      }
    /** Its client waits no longer. */
    | { readonly type: 'request.abandon' }
    /** The stream of its watch is over. */
    | { readonly type: 'request.ended' }
    | Answered
  )

/** `item` is the resource and the request. */
export type WatchInput = ItemEvent & { readonly chart: 'watch' } & (
    | { readonly type: 'watch.begin' | 'watch.terminate' | 'watch.abandon' }
    /** Etcd has told what the latest revision is. */
    | { readonly type: 'watch.current' }
  )

/** `item` is the resource. */
export type CacherEvent = ItemEvent & { readonly chart: 'cacher' } & (
    | { readonly type: 'cacher.start' | 'cacher.failed' | 'cacher.connected' | 'cacher.broken' | 'cacher.canceled' }
    | { readonly type: 'cacher.listed'; readonly kvs: readonly KeyValue[]; readonly revision: number }
  )

/** Names an item: a request by its connection and stream, a watch by its resource besides. */
export const requestItem = ({ conn, id }: { readonly conn: string; readonly id: number }): string => `${conn}#${id}`
export const watchItem = (resource: string, { conn, id }: { readonly conn: string; readonly id: number }): string =>
  `${resource}/${conn}#${id}`

type Plain<E extends ItemEvent> = E extends { readonly type: infer T }
  ? keyof E extends 'type' | 'chart' | 'item'
    ? T
    : never
  : never

export const toRequest = (
  to: { readonly conn: string; readonly id: number },
  type: Plain<RequestEvent>
): RequestEvent => ({ type, chart: 'request', item: requestItem(to) })
export const toWatch = (item: string, type: Plain<WatchInput>): WatchInput => ({ type, chart: 'watch', item })
export const toCacher = (item: string, type: Plain<CacherEvent>): CacherEvent => ({ type, chart: 'cacher', item })
