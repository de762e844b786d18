import { minorOf } from '../../releases'
import type { ApiServer, Request } from './context'
import { protobufShare } from './charges'

/*
 * How many seats a request takes: lists, and watches that begin with all objects, by what they hold in memory. Models
 * apiserver/pkg/util/flowcontrol/request/list_work_estimator.go.
 */

const bytesPerSeat = 100_000
/** A list from the watch cache is written object by object. */
const streamedAtOnce = 1_000_000
/** Before 1.34 (gate SizeBasedListCostEstimate). */
const objectsPerSeat = 100
const most = 10

/** @param seats that its level has: it takes no more */
export function widthOf(server: ApiServer, request: Request, seats: number): number {
  const { verb, resource, name, options } = request
  const starts = verb === 'list' || (verb === 'watch' && options?.sendInitialEvents === true)
  if (!starts || (name !== undefined && name !== '')) return 1
  const cache = server.caches.get(resource)
  if (!cache) return 1
  const { size } = cache.objects
  const { limit = 0 } = options ?? {}
  const objects = limit > 0 ? Math.min(limit, size) : size
  const width =
    minorOf(server.config) < 34
      ? size / objectsPerSeat
      : Math.min(streamedAtOnce, (cache.bytes * protobufShare * objects) / Math.max(1, size)) / bytesPerSeat
  return Math.max(1, Math.min(Math.ceil(width), most, seats))
}
