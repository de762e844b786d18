import { sizeOf } from '../../api/size'
import type { KubeList } from '../../api/types'
import type { ApiServer, Exchange, Request } from './context'
import type { Micros } from '../../../base/time'
import type { ApiResponse, Outbox, WatchEvent } from './messages'
import type { Costs } from './config'

/* What an API server's work costs, by `costs.ts`: CPU time in milliseconds, memory and what it sends in bytes. */

const kib = 1_024

/** What was recorded of pods: their protobuf is so much of their JSON. */
export const protobufShare = 0.657

/**
 * In which form a client wants its answers. The cluster's own components ask for protobuf; who asks for it over HTTP gets JSON here, and
 * costs what protobuf does.
 */
export const asksProtobuf = ({ http, json }: Pick<Request, 'http' | 'json'>): boolean =>
  http ? (http.headers.accept ?? '').startsWith('application/vnd.kubernetes.protobuf') : json !== true

/** CPU time is used: how long that takes beyond what an idle machine needs for it. */
export function charge(server: ApiServer, out: Pick<Outbox, 'compute'>, ms: number): Micros {
  server.cpuMs += ms
  return out.compute(ms)
}

/** What so many bytes of JSON come to in the form that is asked for: CPU time to write them, and how many they are. */
function encoded({ settings: { costs } }: ApiServer, asked: Pick<Request, 'http' | 'json'>, bytes: number) {
  return asksProtobuf(asked)
    ? { ms: (bytes / kib) * costs.protobufPerKib, bytes: bytes * protobufShare }
    : { ms: (bytes / kib) * costs.jsonPerKib, bytes }
}

/** Bytes of an answer on the wire, of so many as JSON. */
export const sentBytes = (asked: Pick<Request, 'http' | 'json'>, bytes: number): number =>
  asksProtobuf(asked) ? bytes * protobufShare : bytes

function answering(server: ApiServer, request: Request, size: number): number {
  const { ms, bytes } = encoded(server, request, size)
  server.answeredBytes += bytes
  return ms
}

/** What the objects of a list are as JSON, in bytes: of a list that is the same again it is known. */
const listSizes = new WeakMap<readonly object[], number>()
export function sizeOfItems(items: readonly object[]): number {
  let bytes = listSizes.get(items)
  if (bytes === undefined) {
    bytes = items.reduce((sum, item) => sum + sizeOf(item), 0)
    listSizes.set(items, bytes)
  }
  return bytes
}

const writes: Readonly<Partial<Record<Request['verb'], keyof Costs>>> = {
  create: 'create',
  update: 'update',
  patch: 'patch',
  delete: 'delete'
}

/** CPU time of a request, in milliseconds, by its answer: what it did besides calls of etcd and what its watchers are told. */
export function costOfAnswer(
  server: ApiServer,
  { request, scanned = 0 }: Pick<Exchange, 'request' | 'scanned'>,
  code: number,
  body: ApiResponse['body']
): number {
  const { costs } = server.settings
  let ms = costs.request
  if (typeof body !== 'object' || body === null) return ms
  const isRead = request.verb === 'get' || request.verb === 'list'
  if (isRead && request.resource !== '') ms += costs.read + scanned * costs.scan
  if (code >= 300 || !('metadata' in body)) return ms
  if (isList(body)) return ms + answering(server, request, sizeOfItems(body.items))
  const bytes = sizeOf(body)
  const write = writes[request.verb]
  if (write) ms += costs[write] + (bytes / kib) * costs.writtenPerKib
  return ms + answering(server, request, bytes)
}

const isList = (body: object): body is KubeList => 'items' in body

/** CPU time to tell a watcher of changes; those with which it begins are a list. */
export function costOfEvents(
  server: ApiServer,
  asked: Pick<Request, 'http' | 'json'>,
  events: readonly WatchEvent[],
  first: boolean
): number {
  let size = 0
  for (const { object } of events) size += sizeOf(object)
  const { ms, bytes } = encoded(server, asked, size)
  server.watchedBytes += bytes
  return first ? ms : events.length * server.settings.costs.event
}

/** Memory that it has in use, in bytes: what its caches hold, answers that are being written, and watches. */
export function memoryOf(server: ApiServer): number {
  const { costs } = server.settings
  let objects = 0
  for (const { bytes } of server.caches.values()) objects += bytes
  return (
    costs.memory +
    objects * costs.memoryPerByte +
    server.heldBytes * costs.heldPerByte +
    server.watches.size * costs.watch
  )
}
