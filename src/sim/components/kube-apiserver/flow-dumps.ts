import type { Micros } from '../../../base/time'
import { formatMicroTime } from '../../api/timestamp'
import { wallClock } from '../../kernel/clock'
import type { ApiServer } from './context'
import { requestItem } from './events'
import { waitingIn } from './flow-control'
import { levelOf } from './priority-level'

/** `/debug/api_priority_and_fairness/dump_priority_levels`. Models apf_controller_debug.go. */
export function dumpLevels(server: ApiServer): string {
  const names = [...(server.caches.get('prioritylevelconfigurations')?.objects.values() ?? [])].map(
    ({ metadata }) => metadata.name
  )
  const head = [
    'PriorityLevelName',
    'ActiveQueues',
    'IsIdle',
    'IsQuiescing',
    'WaitingRequests',
    'ExecutingRequests',
    'DispatchedRequests',
    'RejectedRequests',
    'TimedoutRequests',
    'CancelledRequests'
  ]
  const rows = names.sort().map((name) => {
    const level = levelOf(server, name)
    const waiting = waitingIn(level)
    const isIdle = waiting === 0 && level.executing === 0
    return [
      name,
      level.queues.size,
      isIdle,
      false,
      waiting,
      level.executing,
      level.dispatched,
      level.rejected,
      level.timedOut,
      level.cancelled
    ].map(String)
  })
  return aligned([head, ...rows])
}

/** `/debug/api_priority_and_fairness/dump_requests`: who waits and who is worked on, one a line. */
export function dumpRequests(server: ApiServer): string {
  const head = [
    'PriorityLevelName',
    'FlowSchemaName',
    'QueueIndex',
    'RequestIndexInQueue',
    'FlowDistingsher',
    'ArriveTime',
    'InitialSeats',
    'FinalSeats',
    'AdditionalLatency',
    'StartTime'
  ]
  const timeOf = (at: Micros): string => formatMicroTime(wallClock(server) - server.now + at)
  const rows = [...server.connections.values()].flatMap(({ streams }) =>
    [...streams.values()].flatMap(({ seat, request, since }) => {
      if (!seat || seat.level === '') return []
      const item = requestItem(request)
      const isIt = (one: { readonly item: string }): boolean => one.item === item
      const [queue, line] = [...levelOf(server, seat.level).queues].find(([, all]) => all.some(isIt)) ?? []
      const place = line ? [String(queue), String(line.findIndex(isIt))] : ['-1', '-1']
      const start = seat.seatedAt === undefined ? '0001-01-01T00:00:00Z' : timeOf(seat.seatedAt)
      return [[seat.level, seat.schema, ...place, seat.flow, timeOf(since), String(seat.seats), '0', '0s', start]]
    })
  )
  return aligned([head, ...rows])
}

/** Columns as text/tabwriter sets them, each cell but the last with a comma. */
function aligned(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map((cell, i) => (i === row.length - 1 ? cell : `${cell},`)))
  const widths = (cells[0] ?? []).map((_, i) => Math.max(...cells.map((row) => (row[i] ?? '').length)) + 1)
  return cells
    .map((row) => `${row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i]!))).join('')}\n`)
    .join('')
}
